//! What a policy says of itself: OPA's annotation block at package scope.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::resource::Platform;

/// How bad a violation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Little harm by itself.
    Low,
    /// Weakens a defence.
    Medium,
    /// Harm is likely where someone tries.
    High,
    /// Open to anyone, now.
    Critical,
}

impl Severity {
    /// All severities, worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The name as policies and outputs write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How sure a policy is that what it reports is a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A guess.
    Low,
    /// A heuristic, such as a name that looks like a secret.
    Medium,
    /// The condition is exact.
    High,
}

impl Confidence {
    /// The name as policies and outputs write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What a policy's `input` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// One resource.
    Resource,
    /// The resources of one unit.
    Unit,
    /// The resources of the whole scan.
    Fleet,
}

impl Scope {
    /// The name as policies write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::Unit => "unit",
            Self::Fleet => "fleet",
        }
    }
}

/// Which policies run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Policies of confidence high or of severity high and above.
    #[default]
    Default,
    /// All policies.
    Strict,
}

impl Profile {
    /// The name as the configuration writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Strict => "strict",
        }
    }
}

/// The tool that a policy was written for, where that is not this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// conftest.
    Conftest,
    /// Services that run Terraform: HCP Terraform, env0, Spacelift, Styra.
    TerraformRun,
    /// Gatekeeper.
    Gatekeeper,
    /// Custom checks of Trivy.
    Trivy,
}

impl Format {
    /// The name for people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Conftest => "conftest",
            Self::TerraformRun => "Terraform runs (HCP Terraform, env0, Spacelift, Styra)",
            Self::Gatekeeper => "Gatekeeper",
            Self::Trivy => "Trivy",
        }
    }
}

/// A parameter of a policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// JSON type: `array`, `boolean`, `integer`, `number`, `object`, `string`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Value when the configuration gives none.
    pub default: serde_json::Value,
    /// What it is for.
    pub description: String,
}

/// A policy's metadata, flat: the annotation's own keys and those under `custom`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Metadata {
    /// Stable id, `K8S-014`.
    pub id: String,
    /// The fact, as a sentence.
    pub title: String,
    /// Why it matters and to whom.
    pub description: String,
    /// Severity unless the configuration overrides it.
    pub severity: Severity,
    /// How sure a finding is.
    pub confidence: Confidence,
    /// What it judges.
    pub platform: Platform,
    /// Selectors of the kinds it judges (see [`Resource::selector`](crate::resource::Resource::selector)); `group/*` means
    /// all kinds of an API group of Kubernetes, `*` all.
    pub kinds: Vec<String>,
    /// What its input holds.
    pub scope: Scope,
    /// Maturity level, 1 to 4.
    pub level: u8,
    /// `operations` or `technical`.
    pub pillar: String,
    /// Layer of the shared responsibility model.
    pub layer: String,
    /// Primary team of the layer.
    pub owner: String,
    /// Supporting teams.
    #[serde(default)]
    pub supporting: Vec<String>,
    /// Keys of the rows of the two models that it serves.
    pub controls: Vec<String>,
    /// CIS, NIST, OWASP… and peers' ids, by scheme.
    #[serde(default)]
    pub references: BTreeMap<String, Vec<String>>,
    /// How to fix it.
    pub remediation: String,
    /// Parameters by name.
    #[serde(default)]
    pub parameters: BTreeMap<String, Parameter>,
    /// Profile where it differs from the rule of [`Profile`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// `set` where a reference to something made in the same apply counts as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    /// Is what it finds obsolete, so that editors strike it through?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Pages of the platform that say more.
    #[serde(default)]
    pub related_resources: Vec<String>,
    /// Rego package.
    pub package: String,
    /// The tool that it was written for, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
}

impl Metadata {
    /// Is this a policy in Rego, and not a check on the suppressions themselves?
    #[must_use]
    pub fn is_policy(&self) -> bool {
        !self.package.is_empty()
    }

    /// The least profile that runs this policy.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile.unwrap_or(if self.confidence == Confidence::High || self.severity >= Severity::High {
            Profile::Default
        } else {
            Profile::Strict
        })
    }
}

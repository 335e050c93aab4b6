//! `bartizan.toml`: which policies run, how severe they are, what is left out, and what is excused.

mod check;
mod excuse;
mod extends;
mod fault;
mod helm;
mod layer;
mod loaded;
mod rebase;
#[cfg(test)]
mod schema;
mod terraform;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::{Glob, GlobSet};
use serde::{Deserialize, Serialize};

use crate::policy::{Profile, Severity};
use crate::resource::Platform;
use crate::source::{Source, SourceId};

pub use excuse::{Compat, Day, Exception, Suppressions};
pub use fault::{ConfigFault, ConfigFaults};
pub use helm::{DEFAULT_ENVIRONMENT, HelmConfig, HelmRender, environment_of};
pub(crate) use loaded::{Loaded, Written};
pub use terraform::{TerraformConfig, TerraformRoot};

/// Name of the configuration file, at the project root.
pub const FILE_NAME: &str = "bartizan.toml";

/// The configuration file as written; every key is optional.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Configuration file that this one goes by where it says nothing itself, relative to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,
    /// Folders of further policies, relative to the root.
    pub policies: Vec<String>,
    /// Which of the policies run.
    pub profile: Profile,
    /// Run only these: ids, globs of ids, `@severity`.
    pub select: Vec<String>,
    /// Do not run these: ids, globs of ids, `@severity`.
    pub ignore: Vec<String>,
    /// Globs of paths, relative to the root, that are not scanned.
    pub exclude: Vec<String>,
    /// Least severity of a finding that fails the run.
    pub fail_on: Option<Severity>,
    /// Least severity that is shown.
    pub min_severity: Option<Severity>,
    /// Policies whose findings are reported but never fail the run: ids, globs of ids, `@severity`.
    pub warn_only: Vec<String>,
    /// Least severities by place. The last entry that matches and says one counts.
    pub thresholds: Vec<Threshold>,
    /// Severity by policy id or glob of ids; `off` disables.
    pub severities: BTreeMap<String, SeverityOverride>,
    /// Parameters by policy id.
    pub parameters: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
    /// What absence can be concluded from.
    pub fleet: Fleet,
    /// Kubernetes settings.
    pub kubernetes: PlatformConfig,
    /// Keycloak settings.
    pub keycloak: PlatformConfig,
    /// Terraform settings.
    pub terraform: TerraformConfig,
    /// Settings of Helm charts.
    pub helm: HelmConfig,
    /// Whose findings are, by their place.
    pub owners: Vec<Owner>,
    /// File of known findings, relative to the root, as `bartizan baseline` writes it.
    pub baseline: Option<String>,
    /// How suppressions are judged.
    pub suppressions: Suppressions,
    /// What holds that was written for other tools.
    pub compat: Compat,
    /// Findings excused without a comment in the code.
    pub exceptions: Vec<Exception>,
}

impl Config {
    /// Reads the text of a configuration file; `file` is its name in faults.
    ///
    /// # Errors
    /// All that is not understood, each with its place.
    pub fn parse(text: &str, file: &str) -> Result<Self, ConfigFaults> {
        let (loaded, faults) = Loaded::of(&Arc::new(Source::new(SourceId(0), file, text)), None);
        if faults.0.is_empty() { Ok(loaded.config) } else { Err(faults) }
    }

    /// The paths that are not scanned.
    #[must_use]
    pub fn excluded(&self) -> GlobSet {
        // What is no glob was refused when the file was read.
        let globs = self.exclude.iter().filter_map(|pattern| Glob::new(pattern).ok());
        GlobSet::new(globs).unwrap_or_default()
    }
}

/// A severity, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SeverityOverride {
    /// The policy does not run.
    Off,
    /// Informational.
    Info,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

impl SeverityOverride {
    /// The severity; none for `off`.
    #[must_use]
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Low => Some(Severity::Low),
            Self::Medium => Some(Severity::Medium),
            Self::High => Some(Severity::High),
            Self::Critical => Some(Severity::Critical),
        }
    }
}

/// The boundary of the fleet.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Fleet {
    /// Platforms whose whole state is in the scan: `kubernetes`, or `kubernetes:prod` for one environment.
    pub complete: Vec<String>,
    /// Platforms that the project has: a row of the scorecard is met when something was judged on each of them.
    pub platforms: Vec<Platform>,
}

impl Fleet {
    /// Is everything of `platform` in the scan, for `environment` when one is named?
    #[must_use]
    pub fn is_complete(&self, platform: &str, environment: Option<&str>) -> bool {
        self.complete.iter().any(|entry| match entry.split_once(':') {
            None => entry == platform,
            Some((name, wanted)) => name == platform && environment == Some(wanted),
        })
    }
}

/// Settings of Kubernetes or Keycloak.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PlatformConfig {
    /// Version that runs, such as `1.31` or `26.4`: decides defaults.
    pub version: Option<String>,
    /// Name of the environment that the scanned documents describe.
    pub environment: Option<String>,
}

/// Least severities of what stands in a place.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Glob of the file's path relative to the root.
    pub path: String,
    /// Least severity of a finding there that fails the run.
    #[serde(default)]
    pub fail_on: Option<Severity>,
    /// Least severity that is shown.
    #[serde(default)]
    pub min_severity: Option<Severity>,
}

/// The team that answers for what stands in a place, in place of the policy's. The last entry that matches counts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Glob of the file's path relative to the root; all files when absent.
    #[serde(default)]
    pub path: Option<String>,
    /// Glob of the resource's namespace; all when absent.
    #[serde(default)]
    pub namespace: Option<String>,
    /// The team.
    pub owner: String,
}

//! The one shape that all readers produce and all policies see.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::{Node, Span};
pub use crate::source::{Path, PathElement};

/// The artefact family a resource belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// Terraform or OpenTofu.
    Terraform,
    /// Kubernetes.
    Kubernetes,
    /// Keycloak.
    Keycloak,
}

impl Platform {
    /// All platforms.
    pub const ALL: [Self; 3] = [Self::Terraform, Self::Kubernetes, Self::Keycloak];

    /// The name as policies and outputs write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::Kubernetes => "kubernetes",
            Self::Keycloak => "keycloak",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A value that is only known after apply (or that a placeholder fills in).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unknown {
    /// Where the value would stand.
    pub path: Path,
    /// Why it is unknown, for people.
    pub reason: String,
}

/// What a value of a Terraform resource refers to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reference {
    /// The value that holds the reference.
    pub path: Path,
    /// Address of the resource referred to; with an instance key when it is certain.
    pub address: String,
}

/// A thing that policies judge.
///
/// Every value in `values` knows where it is written, so a path into them is also a place in a file; a reader that
/// reshapes a document (a `kubernetes_*` resource into an object of Kubernetes) keeps the spans of what it moves.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The platform whose shape `values` has.
    pub platform: Platform,
    /// Terraform type (`aws_s3_bucket`, `data.aws_iam_policy_document`, `provider.aws`, `output`, `module`), Kubernetes kind, or Keycloak
    /// `realm`, `client`, `client_scope`, `identity_provider`, `component`, `user`, `role`, `group`, `flow`.
    pub kind: String,
    /// Kubernetes API group (none for the core group); provider type of a Keycloak component.
    pub group: Option<String>,
    /// Kubernetes `apiVersion` as written.
    pub api_version: Option<String>,
    /// Name in its platform.
    pub name: String,
    /// Kubernetes namespace after resolution.
    pub namespace: Option<String>,
    /// What people call it: Terraform's own address, `Kind/namespace/name`, `realm/client/ID`.
    pub address: String,
    /// What fingerprints know it by, where that is not its address: of a chart's object, whatever the release.
    pub identity: Option<String>,
    /// The document itself, in the platform's own shape.
    pub values: Node,
    /// Values known only later; absent from `values`.
    pub unknown: Vec<Unknown>,
    /// Paths of values that must never be printed.
    pub sensitive: Vec<Path>,
    /// Terraform actions (`create`, `update`, `delete`, `no-op`, `read`, `forget`).
    pub actions: Vec<String>,
    /// Version of the provider, of Kubernetes or of Keycloak, when known.
    pub version: Option<String>,
    /// Name of the environment it was evaluated for.
    pub environment: Option<String>,
    /// What its values refer to (Terraform).
    pub references: Vec<Reference>,
    /// Values written as literals in the configuration (Terraform).
    pub literals: Vec<Path>,
    /// Where a finding stands that concerns the whole: the name, or the first key.
    pub head: Span,
    /// Address of the Terraform resource that this one was derived from; a fault of both is reported once.
    pub derived_from: Option<String>,
}

impl Resource {
    /// A resource without anything optional.
    #[must_use]
    pub fn new(
        platform: Platform,
        kind: impl Into<String>,
        name: impl Into<String>,
        address: impl Into<String>,
        values: Node,
        head: Span,
    ) -> Self {
        Self {
            platform,
            kind: kind.into(),
            group: None,
            api_version: None,
            name: name.into(),
            namespace: None,
            address: address.into(),
            identity: None,
            values,
            unknown: Vec::new(),
            sensitive: Vec::new(),
            actions: Vec::new(),
            version: None,
            environment: None,
            references: Vec::new(),
            literals: Vec::new(),
            head,
            derived_from: None,
        }
    }

    /// The kind as `custom.kinds` of a policy names it: `apps/Deployment`, `Service`, `aws_s3_bucket`, `client`.
    #[must_use]
    pub fn selector(&self) -> String {
        match &self.group {
            Some(group) if self.platform == Platform::Kubernetes => format!("{group}/{}", self.kind),
            _ => self.kind.clone(),
        }
    }
}

/// A set of files that is read and judged as a whole: a plan, a realm with its users, the manifests of a folder.
#[derive(Clone, Debug)]
pub struct ResourceSet {
    /// Platform of the artefact (a plan that holds Kubernetes objects is `terraform`).
    pub platform: Platform,
    /// Path of the unit relative to the root: a file (plan, realm) or a folder (manifests).
    pub unit: Arc<str>,
    /// Can absence be concluded from this set alone?
    pub complete: bool,
    /// The resources, in the order of the documents.
    pub resources: Vec<Resource>,
}

impl ResourceSet {
    /// Can it be concluded from this set alone that something of `platform` is absent? Who makes a realm with Terraform
    /// completes it there.
    #[must_use]
    pub fn is_complete(&self, platform: Platform) -> bool {
        let is_realm = |resource: &Resource| resource.platform == Platform::Keycloak && resource.kind == "realm";
        let makes_realms = || platform == Platform::Keycloak && self.platform == Platform::Terraform;
        self.complete && (platform == self.platform || makes_realms() && self.resources.iter().any(is_realm))
    }

    /// The platforms that are complete here: to be asked once for many resources.
    #[must_use]
    pub fn complete_platforms(&self) -> Vec<Platform> {
        Platform::ALL.into_iter().filter(|platform| self.is_complete(*platform)).collect()
    }
}

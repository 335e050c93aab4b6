//! What a policy said, before it has a place and a state.

use serde::{Deserialize, Serialize};

use crate::resource::Path;

/// One element of a policy's `deny` or `undetermined`, or its failure.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Id of the policy.
    pub policy: String,
    /// Address of the resource concerned; none only for a fleet policy that misses something everywhere.
    pub resource: Option<String>,
    /// What it said.
    pub verdict: Verdict,
}

/// What a policy said of a resource.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// A violation.
    Deny {
        /// Names the thing and the bad value.
        message: String,
        /// Path of what is wrong.
        path: Path,
        /// Other places, with a word each.
        related: Vec<RelatedPath>,
        /// Start and end of the secrets in the string at `path`, in characters: it stands on the first, and none is
        /// shown.
        within: Vec<(usize, usize)>,
        /// Tells two findings at one path apart.
        key: Option<String>,
        /// How to mend it.
        fix: Vec<FixStep>,
    },
    /// The answer depends on a value that is not known.
    Undetermined {
        /// Path of the value.
        path: Path,
        /// Why it is unknown.
        reason: String,
    },
    /// The policy failed: not the user's fault.
    Failed {
        /// What the evaluator said.
        message: String,
    },
}

/// A further place of a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelatedPath {
    /// Path in the same resource, or in `resource`.
    pub path: Path,
    /// What stands there.
    #[serde(default)]
    pub message: String,
    /// Address of another resource.
    #[serde(default)]
    pub resource: Option<String>,
}

/// What an edit does to the value at its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditOp {
    /// Set the value, making parents.
    Set,
    /// Remove the key.
    Remove,
    /// Append to a list.
    Append,
    /// Add a resource next to the subject.
    AddResource,
}

/// May a fix be applied without looking?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Keeps what works working.
    Safe,
    /// May change behaviour.
    Unsafe,
    /// For reading only.
    Display,
}

/// One step of a fix, by path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FixStep {
    /// What to do.
    pub op: EditOp,
    /// Where (not for `add_resource`).
    #[serde(default)]
    pub path: Path,
    /// The value to set or append; of a resource, its values.
    #[serde(default)]
    pub value: serde_json::Value,
    /// Kind of the resource to add.
    #[serde(default)]
    pub kind: Option<String>,
    /// Name of the resource to add.
    #[serde(default)]
    pub name: Option<String>,
    /// Values of the resource to add.
    #[serde(default)]
    pub values: Option<serde_json::Value>,
    /// May it be applied unseen?
    pub safety: Safety,
}

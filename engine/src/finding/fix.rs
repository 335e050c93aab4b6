//! How a finding is mended.

use super::Location;
use crate::rego::Safety;

/// Edits that mend a finding, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does: "set `acl` to `"private"`".
    pub title: String,
    /// May it be applied? `display` where there is a reason why not.
    pub safety: Safety,
    /// The edits, in order of their places, without overlap. They belong together.
    pub edits: Vec<Edit>,
    /// Why it is not applied: there are no edits, or the plan that is judged would not change with them.
    pub reason: Option<String>,
}

/// Text in place of other text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub location: Location,
    /// What replaces it, with the line ends of the file.
    pub new_text: String,
}

impl Fix {
    /// May it be applied where so much is allowed?
    #[must_use]
    pub fn is_applicable(&self, unsafe_too: bool) -> bool {
        match self.safety {
            Safety::Safe => !self.edits.is_empty(),
            Safety::Unsafe => unsafe_too && !self.edits.is_empty(),
            Safety::Display => false,
        }
    }
}

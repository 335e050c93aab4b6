//! Whose a finding is: the owner of its policy, unless the configuration gives its place to another team.

use globset::{GlobBuilder, GlobMatcher};

use super::Finding;
use crate::config::{Config, Owner};

/// The `[[owners]]` of the configuration. As in a CODEOWNERS file the last that matches counts.
#[derive(Debug, Default)]
pub(crate) struct Owners(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    path: Option<GlobMatcher>,
    namespace: Option<GlobMatcher>,
    owner: String,
}

impl Owners {
    /// Those of `config`, which was checked to hold no malformed glob.
    pub(crate) fn new(config: &Config) -> Self {
        Self(config.owners.iter().map(Entry::new).collect())
    }

    /// Gives each finding its owner.
    pub(crate) fn settle(&self, findings: &mut [Finding]) {
        if self.0.is_empty() {
            return;
        }
        for finding in findings {
            if let Some(entry) = self.0.iter().rev().find(|entry| entry.matches(finding)) {
                finding.owner.clone_from(&entry.owner);
            }
        }
    }
}

impl Entry {
    fn new(owner: &Owner) -> Self {
        let glob = |glob: &Option<String>| Some(GlobBuilder::new(glob.as_ref()?).build().ok()?.compile_matcher());
        Self { path: glob(&owner.path), namespace: glob(&owner.namespace), owner: owner.owner.clone() }
    }

    fn matches(&self, finding: &Finding) -> bool {
        let file = finding.location.as_ref().map_or(&*finding.unit, |location| &*location.file);
        let namespace = finding.resource.namespace.as_deref();
        self.path.as_ref().is_none_or(|glob| glob.is_match(file))
            && self.namespace.as_ref().is_none_or(|glob| namespace.is_some_and(|name| glob.is_match(name)))
    }
}

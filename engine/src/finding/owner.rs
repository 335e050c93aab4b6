//! Whose a finding is: the owner of its policy, unless the configuration gives its place to another team.

use globset::{GlobBuilder, GlobMatcher};

use super::Finding;
use crate::config::{Config, ConfigError, Owner};

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
    /// Reads them.
    ///
    /// # Errors
    /// A glob is malformed, or an entry names no place.
    pub(crate) fn new(config: &Config) -> Result<Self, ConfigError> {
        config.owners.iter().map(entry).collect::<Result<_, _>>().map(Self)
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

fn entry(owner: &Owner) -> Result<Entry, ConfigError> {
    let glob = |key: &'static str, glob: &Option<String>| {
        let compile = |glob: &String| {
            let made = GlobBuilder::new(glob).build().map(|glob| glob.compile_matcher());
            made.map_err(|error| ConfigError::Glob { key, glob: glob.clone(), reason: error.kind().to_string() })
        };
        glob.as_ref().map(compile).transpose()
    };
    let (path, namespace) = (glob("owners.path", &owner.path)?, glob("owners.namespace", &owner.namespace)?);
    if path.is_none() && namespace.is_none() {
        let message = format!("an entry of `owners` ({}) has neither `path` nor `namespace`", owner.owner);
        return Err(ConfigError::Unknown(message));
    }
    Ok(Entry { path, namespace, owner: owner.owner.clone() })
}

impl Entry {
    fn matches(&self, finding: &Finding) -> bool {
        let file = finding.location.as_ref().map_or(&*finding.unit, |location| &*location.file);
        let namespace = finding.resource.namespace.as_deref();
        self.path.as_ref().is_none_or(|glob| glob.is_match(file))
            && self.namespace.as_ref().is_none_or(|glob| namespace.is_some_and(|name| glob.is_match(name)))
    }
}

//! Exceptions of the configuration: excuses for JSON and for files one cannot edit.

use chrono::NaiveDate;
use globset::Glob;

use super::{Finding, State, Suppression};
use crate::config::Exception;

/// Marks the findings that the exceptions excuse; returns for each exception whether it matched anything.
#[must_use]
pub fn apply_exceptions(findings: &mut [Finding], exceptions: &[Exception], today: NaiveDate) -> Vec<bool> {
    let matchers: Vec<_> = exceptions.iter().map(Matcher::new).collect();
    let mut used = vec![false; exceptions.len()];
    for finding in findings.iter_mut().filter(|finding| finding.may_be_excused()) {
        let Some(index) = matchers.iter().position(|matcher| matcher.matches(finding)) else { continue };
        let exception = &exceptions[index];
        used[index] = true;
        if exception.until.is_none_or(|until| until.0 >= today) {
            finding.state = State::Suppressed(Suppression {
                by: "exception",
                reason: exception.reason.clone(),
                owner: (!exception.owner.is_empty()).then(|| exception.owner.clone()),
                until: exception.until.map(|until| until.0),
            });
        }
    }
    used
}

/// The globs of an exception, compiled; the configuration was checked to hold no malformed one.
struct Matcher {
    policy: Pattern,
    path: Pattern,
    address: Pattern,
}

impl Matcher {
    fn new(exception: &Exception) -> Self {
        Self {
            policy: Pattern::new(Some(&exception.policy)),
            path: Pattern::new(exception.path.as_deref()),
            address: Pattern::new(exception.address.as_deref()),
        }
    }

    fn matches(&self, finding: &Finding) -> bool {
        let file = finding.location.as_ref().map_or(&finding.unit, |location| &location.file);
        self.policy.matches(&finding.policy.id)
            && self.path.matches(file)
            && self.address.matches(&finding.resource.address)
    }
}

/// A glob, or anything.
pub(crate) struct Pattern(Option<(String, Option<globset::GlobMatcher>)>);

impl Pattern {
    pub(crate) fn new(pattern: Option<&str>) -> Self {
        Self(pattern.map(|text| (text.to_owned(), Glob::new(text).ok().map(|glob| glob.compile_matcher()))))
    }

    /// Equal text matches too: an address such as `a["k"]` reads as a glob of its own.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0
            .as_ref()
            .is_none_or(|(pattern, glob)| pattern == text || glob.as_ref().is_some_and(|glob| glob.is_match(text)))
    }
}

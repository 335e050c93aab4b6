//! Exceptions of the configuration: excuses for JSON and for files one cannot edit.

use chrono::NaiveDate;
use globset::Glob;

use super::{Finding, State, SuppressedBy, Suppression};
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
                by: SuppressedBy::Exception,
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
pub(crate) struct Pattern(Option<(String, Vec<globset::GlobMatcher>)>);

impl Pattern {
    pub(crate) fn new(pattern: Option<&str>) -> Self {
        let matchers = |text: &str| {
            // `a["k"].*` means the brackets of an address, not a class of characters.
            let literal = text.replace('[', "\u{1}").replace(']', "[]]").replace('\u{1}', "[[]");
            [text, &literal].into_iter().filter_map(|text| Some(Glob::new(text).ok()?.compile_matcher())).collect()
        };
        Self(pattern.map(|text| (text.to_owned(), matchers(text))))
    }

    /// Equal text matches too, and brackets also stand for themselves.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|(pattern, globs)| pattern == text || globs.iter().any(|glob| glob.is_match(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_those_of_an_address_too() {
        let matches = |pattern, text| Pattern::new(Some(pattern)).matches(text);
        assert!(matches(r#"module.a["x"].*"#, r#"module.a["x"].aws_s3_bucket.b"#));
        assert!(!matches(r#"module.a["x"].*"#, r#"module.a["y"].aws_s3_bucket.b"#));
        assert!(matches("K8S-01[0-4]", "K8S-012") && !matches("K8S-01[0-4]", "K8S-015"));
    }
}

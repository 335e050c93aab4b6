//! Names of rules: which are asked, and what their results mean.

use crate::policy::Severity;

/// What the results of a rule mean, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// `deny…`, `violation…`, `enforce`.
    Deny,
    /// `warn…`, `monitor`.
    Warn,
}

impl Meaning {
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Deny => Severity::Medium,
            Self::Warn => Severity::Low,
        }
    }
}

/// What the results of a rule of conftest mean: `deny`, `violation` or `warn`, and after `_` any words of letters and
/// digits.
pub(super) fn meaning(rule: &str) -> Option<Meaning> {
    let (prefix, rest) = match rule.split_once('_') {
        Some((prefix, rest)) => (prefix, Some(rest)),
        None => (rule, None),
    };
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if rest.is_some_and(|rest| !rest.split('_').all(is_word)) {
        return None;
    }
    match prefix {
        "deny" | "violation" => Some(Meaning::Deny),
        "warn" => Some(Meaning::Warn),
        _ => None,
    }
}

/// The same with the names that services use that run Terraform.
pub(super) fn meaning_in_runs(rule: &str) -> Option<Meaning> {
    match rule {
        "enforce" => Some(Meaning::Deny),
        "monitor" => Some(Meaning::Warn),
        _ => meaning(rule),
    }
}

/// What an exception calls the rule: its name without what it begins with.
pub(super) fn excepted(rule: &str) -> &str {
    if matches!(rule, "deny" | "violation" | "warn") {
        return "";
    }
    ["violation_", "deny_", "warn_"].iter().fold(rule, |rest, prefix| rest.strip_prefix(prefix).unwrap_or(rest))
}

/// A severity as other tools write it.
pub(super) fn severity(text: &str) -> Option<Severity> {
    match text.to_ascii_lowercase().as_str() {
        "critical" => Some(Severity::Critical),
        "high" => Some(Severity::High),
        "medium" | "moderate" => Some(Severity::Medium),
        "low" => Some(Severity::Low),
        "info" | "informational" => Some(Severity::Info),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_rules_that_conftest_asks() {
        let asked = ["deny", "deny_a", "violation_a_b2", "warn", "deny_", "deny_a__b", "denyx", "deny_é", "test_deny"]
            .map(|rule| meaning(rule).map(Meaning::severity));
        let (medium, low) = (Some(Severity::Medium), Some(Severity::Low));
        assert_eq!(asked, [medium, medium, medium, low, None, None, None, None, None]);
        let names = ["deny", "deny_run_as_root", "warn_x", "violation_deny_x"].map(excepted);
        assert_eq!(names, ["", "run_as_root", "x", "x"]);
    }
}

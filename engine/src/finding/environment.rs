//! Findings of several environments that say the same.

use std::collections::BTreeMap;

use super::{Finding, State};

/// Makes one finding of those of several environments that say the same, and have the same `place` and `message`: the first,
/// which `join` tells of each of the others.
pub(crate) fn merge_environments<P: Ord>(
    findings: &mut Vec<Finding>,
    place: impl Fn(&Finding) -> P,
    message: impl Fn(&Finding) -> String,
    join: impl Fn(&mut Finding, Finding),
) {
    let mut first: BTreeMap<_, usize> = BTreeMap::new();
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        if finding.environments.is_empty() {
            kept.push(finding);
            continue;
        }
        let reason = match &finding.state {
            State::Undetermined { reason } => Some((false, reason.clone())),
            State::Suppressed(suppression) => Some((true, suppression.reason.clone())),
            State::New | State::Baseline => None,
        };
        let (policy, fingerprint) = (finding.policy.id.clone(), finding.fingerprint.exact.clone());
        let identity = (policy, fingerprint, place(&finding), message(&finding), reason);
        match first.get(&identity) {
            Some(at) => join(&mut kept[*at], finding),
            None => {
                first.insert(identity, kept.len());
                kept.push(finding);
            }
        }
    }
    *findings = kept;
}

//! Findings of several environments that say the same.

use std::collections::BTreeMap;

use super::{Finding, State};

/// Makes one finding of those of several environments that say the same, and have the same `place`: the first, which
/// `join` tells of each of the others.
pub(crate) fn merge_environments<P: Ord>(
    findings: &mut Vec<Finding>,
    place: impl Fn(&Finding) -> P,
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
            State::Undetermined { reason } => Some(reason.clone()),
            _ => None,
        };
        let (policy, fingerprint) = (finding.policy.id.clone(), finding.fingerprint.exact.clone());
        let identity = (policy, fingerprint, place(&finding), finding.message.clone(), reason);
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

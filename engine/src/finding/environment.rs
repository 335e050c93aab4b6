//! Findings of several environments that say the same.

use std::collections::BTreeMap;

use super::{Finding, State};

/// Makes one finding of those of several environments that say the same, and have the same `place` and `message`: the first,
/// which `join` tells of each of the others, and may take what it wants of it. Those without a place are left as they are.
///
/// A whole repository has so many that no second list of them is made.
pub(crate) fn merge_environments<P: Ord>(
    findings: &mut Vec<Finding>,
    place: impl Fn(&Finding) -> Option<P>,
    message: impl Fn(&Finding) -> String,
    join: impl Fn(&mut Finding, &mut Finding),
) {
    let identity = |finding: &Finding| {
        if finding.environments.is_empty() {
            return None;
        }
        let place = place(finding)?;
        let reason = match &finding.state {
            State::Undetermined { reason } => Some((false, reason.clone())),
            State::Suppressed(suppression) => Some((true, suppression.reason.clone())),
            State::New | State::Baseline => None,
        };
        let (policy, fingerprint) = (finding.policy.id.clone(), finding.fingerprint.exact.clone());
        Some((policy, fingerprint, place, message(finding), reason))
    };
    let mut firsts: BTreeMap<_, usize> = BTreeMap::new();
    let mut kept = 0;
    for at in 0..findings.len() {
        let (before, after) = findings.split_at_mut(at);
        let identity = identity(&after[0]);
        if let Some(first) = identity.as_ref().and_then(|identity| firsts.get(identity)) {
            join(&mut before[*first], &mut after[0]);
            continue;
        }
        firsts.extend(identity.map(|identity| (identity, kept)));
        findings.swap(kept, at);
        kept += 1;
    }
    findings.truncate(kept);
}

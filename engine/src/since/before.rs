//! What was found in the revision that a change began with, for the check of what the change made of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::excuses::{Age, ages};
use super::matching::{Identity, Moves, match_up};
use super::{Relaxed, RelaxedKind, Solved};
use crate::finding::{Comment, Finding, Scan, State};

/// The findings and comments of the revision.
#[derive(Debug)]
pub(crate) struct Before {
    scan: Scan,
    moves: Moves,
    /// The findings that counted, by what they are known by, with their place among those of the scan.
    counted: Vec<(Identity, usize)>,
    /// Fingerprints of what was excused.
    excused: BTreeSet<String>,
    /// Do suppression comments that the change adds excuse nothing?
    strict: bool,
}

impl Before {
    pub(crate) fn new(scan: Scan, moves: Moves, strict: bool) -> Self {
        let mut counted = Vec::new();
        let mut excused = BTreeSet::new();
        for (at, finding) in scan.findings.iter().enumerate() {
            match finding.state {
                State::New | State::Baseline => counted.extend(Identity::of(finding).map(|identity| (identity, at))),
                State::Suppressed(_) => excused.extend(Identity::of(finding).map(|one| one.fingerprint.exact)),
                State::Undetermined { .. } => {}
            }
        }
        Self { scan, moves, counted, excused, strict }
    }

    /// Says of the comments how they stand to those of the revision.
    pub(crate) fn judge(&self, comments: &mut [Comment]) {
        let ages = ages(&self.scan.comments, comments, &self.moves);
        for (comment, age) in comments.iter_mut().zip(ages) {
            comment.added = age != Age::Kept;
        }
    }

    /// May `comment` excuse `finding`?
    pub(crate) fn allows(&self, comment: &Comment, finding: &Finding) -> bool {
        !self.strict || !comment.added || self.excused.contains(&finding.fingerprint.exact)
    }

    /// Marks the findings that were there before the change.
    pub(crate) fn apply(&self, findings: &mut [Finding]) {
        let of_now: Vec<usize> = (0..findings.len()).filter(|at| findings[*at].state == State::New).collect();
        let now: Vec<Identity> = of_now.iter().filter_map(|at| Identity::of(&findings[*at]).next()).collect();
        let before: Vec<Identity> = self.counted.iter().map(|(identity, _)| identity.clone()).collect();
        for (at, found) in of_now.into_iter().zip(match_up(&before, &now, &self.moves)) {
            if found.is_some() {
                findings[at].state = State::Baseline;
            }
        }
    }

    /// What counted in the revision and is not found in `now` in any state.
    pub(crate) fn solved(&self, now: &Scan) -> Vec<Solved> {
        let found: Vec<Identity> = now.findings.iter().flat_map(Identity::of).collect();
        let before: Vec<Identity> = self.counted.iter().map(|(identity, _)| identity.clone()).collect();
        let still: BTreeSet<usize> = match_up(&before, &found, &self.moves).into_iter().flatten().collect();
        let gone = (0..before.len()).filter(|at| !still.contains(at)).map(|at| &self.counted[at]);
        let solved = gone.filter_map(|(identity, at)| {
            let finding = self.scan.findings.get(*at)?;
            let occurrence =
                finding.occurrences.iter().find(|other| other.fingerprint.exact == identity.fingerprint.exact);
            Some(Solved {
                policy: Arc::clone(&finding.policy),
                severity: finding.severity,
                message: finding.message.clone(),
                address: occurrence.map_or(&finding.resource.address, |other| &other.address).clone(),
                file: Arc::clone(&identity.file),
                location: finding.location.clone(),
                fingerprint: identity.fingerprint.exact.clone(),
            })
        });
        solved.collect()
    }

    /// The comments and annotations that excuse since the change what they did not before.
    pub(crate) fn relaxed(&self, now: &Scan) -> Vec<Relaxed> {
        let ages = ages(&self.scan.comments, &now.comments, &self.moves);
        let mut found: Vec<Relaxed> = Vec::new();
        for (comment, age) in now.comments.iter().zip(ages) {
            let excuses_more = || comment.excused.iter().any(|fingerprint| !self.excused.contains(fingerprint));
            let adds = match age {
                Age::Kept => false,
                Age::Edited => excuses_more(),
                Age::Added => true,
            };
            if adds && comment.fault.is_none() {
                let policies = comment.policies.join(", ");
                found.push(Relaxed {
                    kind: match &comment.peer {
                        Some(peer) if peer.is_of_files() => RelaxedKind::Exception,
                        _ if comment.object.is_some() => RelaxedKind::Annotation,
                        _ => RelaxedKind::Comment,
                    },
                    file: Arc::clone(&comment.location.file),
                    location: Some(comment.location.clone()),
                    policies: comment.policies.clone(),
                    message: match &comment.peer {
                        Some(peer) => format!("`{}` suppresses {policies}", peer.mark),
                        None => format!("suppresses {policies}"),
                    },
                    reason: Some(comment.reason.clone()).filter(|reason| !reason.is_empty()),
                    owner: now.owner_of(comment),
                    until: comment.until,
                    counts: !self.strict,
                });
            }
        }
        found
    }
}

//! The result of one run, ready for any report.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Comment, Finding, Location, Problem, State};
use crate::config::Exception;
use crate::foreign::Adopted;
use crate::policy::{Metadata, Severity};
use crate::resource::Platform;
use crate::since::Since;
use crate::source::LineIndex;

/// Everything a run found, sorted.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Findings in every state, by file and place.
    pub findings: Vec<Finding>,
    /// What could not be read or evaluated, by file and place.
    pub problems: Vec<Problem>,
    /// What the person should know that is no fault.
    pub notes: Vec<Note>,
    /// How much was looked at.
    pub counts: Counts,
    /// Texts of the files that hold findings or problems, secrets masked, by path.
    pub excerpts: BTreeMap<Arc<str>, Excerpt>,
    /// The policies that were evaluated.
    pub policies: Vec<Arc<Metadata>>,
    /// How many resources there are of each kind, by platform and selector.
    pub kinds: BTreeMap<(Platform, String), usize>,
    /// Hash of the policy pack.
    pub pack: String,
    /// Folders of policies of other tools.
    pub adopted: Vec<Adopted>,
    /// The suppression comments and annotations of what was asked for, by place.
    pub comments: Vec<Comment>,
    /// The exceptions of the configuration, in order.
    pub exceptions: Vec<Excepted>,
    /// What a change brings, where two revisions were compared.
    pub since: Option<Since>,
}

/// An exception of the configuration in a scan.
#[derive(Clone, Debug)]
pub struct Excepted {
    /// The exception.
    pub exception: Exception,
    /// Where it stands in the configuration file.
    pub location: Option<Location>,
    /// Did it match a finding?
    pub used: bool,
}

/// A remark on a file or folder: a chart that lacks a dependency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Path relative to the root.
    pub path: Arc<str>,
    /// Where in the file, when it is about a place.
    pub location: Option<Location>,
    /// The remark.
    pub message: String,
}

impl Note {
    /// The file, with line and column where they are known.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.location {
            Some(Location { start, .. }) => format!("{}:{}:{}", self.path, start.line, start.column),
            None => self.path.to_string(),
        }
    }
}

/// How much a run looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files recognised and read.
    pub files: usize,
    /// Resources judged.
    pub resources: usize,
    /// Policies evaluated on at least one resource.
    pub policies: usize,
}

/// A text to quote from, secrets masked.
#[derive(Clone, Debug)]
pub struct Excerpt {
    /// The text, of the same length in bytes as the file's decoded text.
    pub text: Arc<str>,
    /// The same for what stands around the place that is quoted. Of a plan that is no more than keys: what surrounds a
    /// value are the values of other things, whose secrets nobody looked for.
    pub around: Arc<str>,
    /// Its line starts.
    pub lines: LineIndex,
}

/// Findings counted by what they mean for the outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Findings that count, by severity.
    pub new: BTreeMap<Severity, usize>,
    /// Excused by comment or exception.
    pub suppressed: usize,
    /// Known to the baseline.
    pub baseline: usize,
    /// Depending on an unknown value.
    pub undetermined: usize,
}

impl Scan {
    /// Counts the findings.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for finding in &self.findings {
            match finding.state {
                State::New => *tally.new.entry(finding.severity).or_default() += 1,
                State::Baseline => tally.baseline += 1,
                State::Suppressed(_) => tally.suppressed += 1,
                State::Undetermined { .. } => tally.undetermined += 1,
            }
        }
        tally
    }

    /// The team that answers for what `comment` excuses; where it excuses nothing, for the first of its policies that ran.
    #[must_use]
    pub fn owner_of(&self, comment: &Comment) -> Option<String> {
        let excused = |finding: &&Finding| comment.excused.contains(&finding.fingerprint.exact);
        let of_policy = || {
            let named = |policy: &&Arc<Metadata>| comment.policies.contains(&policy.id);
            self.policies.iter().find(named).map(|policy| policy.owner.clone())
        };
        self.findings.iter().find(excused).map(|finding| finding.owner.clone()).or_else(of_policy)
    }

    /// Does a finding fail the run?
    #[must_use]
    pub fn fails(&self) -> bool {
        self.findings.iter().any(Finding::fails)
    }

    /// Sorts everything and removes what is there twice.
    pub fn sort(&mut self) {
        sort_in_place(&mut self.findings, |a, b| a.order().cmp(&b.order()));
        self.problems.sort_by(|a, b| {
            (&a.file, &a.location, a.kind, &a.message).cmp(&(&b.file, &b.location, b.kind, &b.message))
        });
        self.problems.dedup();
        self.notes.sort();
        self.notes.dedup();
    }

    /// The files that findings and problems stand in.
    #[must_use]
    pub fn files_concerned(&self) -> BTreeSet<Arc<str>> {
        let findings = self.findings.iter().flat_map(|finding| {
            finding
                .location
                .iter()
                .chain(finding.related.iter().map(|related| &related.location))
                .map(|location| Arc::clone(&location.file))
        });
        findings.chain(self.problems.iter().filter_map(|problem| problem.file.clone())).collect()
    }
}

/// Sorts as `sort_by` does, but without a copy of half the list: a whole repository has many findings, and each is large.
fn sort_in_place<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by(|a, b| compare(&items[*a], &items[*b]));
    for at in 0..items.len() {
        // What stood there may have been exchanged before.
        let mut from = order[at];
        while from < at {
            from = order[from];
        }
        order[at] = from;
        items.swap(at, from);
    }
}

#[cfg(test)]
mod tests {
    use super::sort_in_place;

    #[test]
    fn sorts_as_the_stable_sort_does() {
        for length in 0..64_u32 {
            let mut items: Vec<(u32, u32)> = (0..length).map(|at| (at * 37 % 11, at)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_in_place(&mut items, |a, b| a.0.cmp(&b.0));
            assert_eq!(items, expected);
        }
    }
}

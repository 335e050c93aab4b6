//! Known findings: a multiset of fingerprints in a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Finding, State};

/// Version of the file format.
const VERSION: u32 = 1;

/// The findings known at some time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    version: u32,
    findings: Vec<Known>,
}

/// One known finding; all but the fingerprints is for the people who read the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Known {
    file: String,
    policy: String,
    address: String,
    fingerprint: String,
    anywhere: String,
}

/// A baseline file that cannot be used: the user's to mend.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Not JSON of the expected shape.
    #[error("the baseline is not one that `bartizan baseline` wrote: {0}")]
    Shape(#[from] serde_json::Error),
    /// Written by a newer version.
    #[error("the baseline has version {0}; this version of Bartizan reads version {VERSION}")]
    Version(u32),
}

impl Default for Baseline {
    fn default() -> Self {
        Self::of(&[])
    }
}

impl Baseline {
    /// The baseline of all findings that count now or are known already.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let mut known: Vec<_> = findings
            .iter()
            .filter(|finding| matches!(finding.state, State::New | State::Baseline))
            .flat_map(|finding| {
                let own = (&finding.resource.address, &finding.fingerprint);
                let others = finding.occurrences.iter().map(|other| (&other.address, &other.fingerprint));
                std::iter::once(own).chain(others).map(|(address, fingerprint)| Known {
                    file: finding.location.as_ref().map_or(&finding.unit, |location| &location.file).to_string(),
                    policy: finding.policy.id.clone(),
                    address: address.clone(),
                    fingerprint: fingerprint.exact.clone(),
                    anywhere: fingerprint.anywhere.clone(),
                })
            })
            .collect();
        known.sort();
        Self { version: VERSION, findings: known }
    }

    /// Reads a baseline file.
    ///
    /// # Errors
    /// When the text is not a baseline of this version.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let baseline: Self = serde_json::from_str(text)?;
        if baseline.version == VERSION { Ok(baseline) } else { Err(BaselineError::Version(baseline.version)) }
    }

    /// Adds what another one knows.
    pub fn add(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.findings.sort();
    }

    /// The text of its file.
    ///
    /// # Errors
    /// When it cannot be written as JSON: a defect of ours.
    pub fn to_text(&self) -> Result<String, BaselineError> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// What it knows of the files for which `place` gives a path, with that path.
    #[must_use]
    pub(crate) fn moved(&self, place: impl Fn(&str) -> Option<String>) -> Self {
        let known = |known: &Known| Some(Known { file: place(&known.file)?, ..known.clone() });
        Self { version: VERSION, findings: self.findings.iter().filter_map(known).collect() }
    }

    /// How many findings it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Does it know none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// How many entries it has that `before` has not.
    #[must_use]
    pub(crate) fn added_to(&self, before: &Self) -> usize {
        let entries = |baseline: &Self| count(baseline.findings.iter().map(|known| known.fingerprint.clone()));
        let known = entries(before);
        let more = |(entry, number): (String, usize)| number.saturating_sub(known.get(&entry).copied().unwrap_or(0));
        entries(self).into_iter().map(more).sum()
    }

    /// Marks the findings that it knows: first by exact fingerprint, each entry once; then, where exactly one entry and
    /// one finding are left for it, by the fingerprint without the unit's path.
    pub fn apply(&self, findings: &mut [Finding]) {
        let unmatched = self.apply_exact(findings);
        let entries = count(unmatched.iter().map(String::as_str));
        let new = findings.iter().filter(|finding| finding.state == State::New);
        let wanted = count(new.map(|finding| finding.fingerprint.anywhere.clone()));
        for finding in findings.iter_mut().filter(|finding| finding.state == State::New) {
            let anywhere = finding.fingerprint.anywhere.as_str();
            if entries.get(anywhere) == Some(&1) && wanted.get(anywhere) == Some(&1) {
                finding.state = State::Baseline;
            }
        }
    }

    /// Marks the findings with an equal fingerprint; returns the fingerprints without unit of the entries left over.
    fn apply_exact(&self, findings: &mut [Finding]) -> Vec<String> {
        let mut left = count(self.findings.iter().map(|known| (known.fingerprint.as_str(), known.anywhere.as_str())));
        for finding in findings.iter_mut().filter(|finding| finding.state == State::New) {
            let key = (finding.fingerprint.exact.as_str(), finding.fingerprint.anywhere.as_str());
            let known = left.get_mut(&key).filter(|number| **number > 0).map(|number| *number -= 1).is_some();
            if known {
                finding.state = State::Baseline;
            }
        }
        left.iter().flat_map(|((_, anywhere), number)| std::iter::repeat_n((*anywhere).to_owned(), *number)).collect()
    }
}

fn count<T: Ord>(items: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_insert(0) += 1;
    }
    counts
}

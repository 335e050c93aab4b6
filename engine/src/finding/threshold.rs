//! What a finding means for the outcome of a run: by the severities that count where it stands, and by its policy.

use globset::{Glob, GlobMatcher};

use super::{Finding, State};
use crate::config::Config;
use crate::policy::{Selection, Severity};

/// Least severity of a finding that fails a run, unless told otherwise.
const FAIL_ON: Severity = Severity::Medium;

/// What counts for one finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Thresholds {
    /// Least severity with which it fails the run; none where it never does.
    pub fail_on: Option<Severity>,
    /// Least severity with which it is shown.
    pub min_severity: Option<Severity>,
}

/// The thresholds of a project.
#[derive(Debug)]
pub(crate) struct Settings {
    everywhere: Thresholds,
    /// By place, in the order of the configuration.
    places: Vec<(GlobMatcher, Thresholds)>,
}

impl Settings {
    /// Those of `config`, which was checked to hold no malformed glob.
    pub(crate) fn new(config: &Config) -> Self {
        let place = |entry: &crate::config::Threshold| {
            let glob = Glob::new(&entry.path).ok()?.compile_matcher();
            Some((glob, Thresholds { fail_on: entry.fail_on, min_severity: entry.min_severity }))
        };
        let fail_on = Some(config.fail_on.unwrap_or(FAIL_ON));
        Self {
            everywhere: Thresholds { fail_on, min_severity: config.min_severity },
            places: config.thresholds.iter().filter_map(place).collect(),
        }
    }

    /// Lets these count everywhere, where they are given.
    pub(crate) fn demand(&mut self, fail_on: Option<Severity>, min_severity: Option<Severity>) {
        for place in self.places.iter_mut().map(|(_, place)| place).chain([&mut self.everywhere]) {
            place.fail_on = fail_on.or(place.fail_on);
            place.min_severity = min_severity.or(place.min_severity);
        }
    }

    /// Gives each finding what counts for it.
    pub(crate) fn settle(&self, findings: &mut [Finding], selection: &Selection) {
        for finding in findings {
            let file = finding.location.as_ref().map_or(&finding.unit, |location| &location.file);
            let mut counts = self.everywhere;
            for (_, here) in self.places.iter().filter(|(glob, _)| glob.is_match(&**file)) {
                counts.fail_on = here.fail_on.or(counts.fail_on);
                counts.min_severity = here.min_severity.or(counts.min_severity);
            }
            if selection.only_warns(&finding.policy) {
                counts.fail_on = None;
            }
            finding.thresholds = counts;
        }
    }
}

impl Finding {
    /// Does it fail the run?
    #[must_use]
    pub fn fails(&self) -> bool {
        self.state == State::New && self.thresholds.fail_on.is_some_and(|least| self.severity >= least)
    }

    /// Does the configuration say that it never fails a run?
    #[must_use]
    pub fn only_warns(&self) -> bool {
        self.state == State::New && self.thresholds.fail_on.is_none()
    }

    /// Is it severe enough to be shown where it stands?
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.thresholds.min_severity.is_none_or(|least| self.severity >= least)
    }
}

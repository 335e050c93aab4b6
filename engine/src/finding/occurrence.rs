//! One finding for equal ones: of the instances of one resource, in one or several configurations.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Finding, Fingerprint, Location, Related, State};
use crate::discover::terraform_kind;
use crate::resource::Path;

/// A further instance of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Path of the unit, relative to the root.
    pub unit: Arc<str>,
    /// Address of the resource.
    pub address: String,
    /// Path in the resource's values.
    pub path: Path,
    /// Its own identity, by which a baseline knows it.
    pub fingerprint: Fingerprint,
    /// Environments that yield it.
    pub environments: Vec<String>,
    /// Why it is undetermined.
    pub reason: Option<String>,
}

/// The places of the module calls through which the resource of a finding exists.
pub(crate) type Calls<'a> = &'a dyn Fn(&Finding) -> Vec<Location>;

/// Makes the first of several equal findings stand for the others: of one policy, at one place of a configuration, about
/// one resource block, with one message, state and fix. Undetermined ones may have different reasons.
///
/// So do those of a chart, when it `is_installed` under several names.
pub(crate) fn merge(findings: &mut Vec<Finding>, calls: Calls<'_>, is_installed: &dyn Fn(&Finding) -> bool) {
    let firsts = firsts(findings, is_installed);
    let (left, gone): (Vec<usize>, Vec<usize>) = (0..firsts.len()).partition(|at| firsts[*at] == *at);
    let mut places = 0..;
    let is_other = |_: &mut Finding| places.next().is_some_and(|at| firsts[at] != at);
    let mut others: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
    for (other, at) in findings.extract_if(.., is_other).zip(gone) {
        others.entry(firsts[at]).or_default().push(other);
    }
    for (first, at) in findings.iter_mut().zip(left) {
        if let Some(others) = others.remove(&at) {
            stand_for(first, others, calls);
        }
        first.environments.sort();
        first.environments.dedup();
    }
}

/// Which finding stands for each, by their places in the list: itself, or an earlier one.
fn firsts(findings: &[Finding], is_installed: &dyn Fn(&Finding) -> bool) -> Vec<usize> {
    let mut known: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let mut first = |at: usize| {
        let finding = &findings[at];
        let is_ours = |location: &&Location| terraform_kind(&location.file).is_some() || is_installed(finding);
        let place = finding.location.as_ref().filter(is_ours);
        let Some((place, declared)) = place.zip(finding.declared) else { return at };
        let alike = known.entry((&finding.policy.id, place, declared, &finding.message)).or_default();
        match alike.iter().find(|first| equal(&findings[**first], finding)) {
            Some(first) => *first,
            None => {
                alike.push(at);
                at
            }
        }
    };
    (0..findings.len()).map(&mut first).collect()
}

/// Do two findings at one place count alike, and does the same mend them?
fn equal(a: &Finding, b: &Finding) -> bool {
    let same_state = match (&a.state, &b.state) {
        (State::Undetermined { .. }, State::Undetermined { .. }) => true,
        (a, b) => a == b,
    };
    let fix = |finding: &Finding| finding.fix.as_ref().map(|fix| (fix.safety, fix.edits.clone()));
    same_state && fix(a) == fix(b)
}

/// Makes a finding stand for others as well.
fn stand_for(first: &mut Finding, others: Vec<Finding>, calls: Calls<'_>) {
    let own_calls = calls(first);
    let called: Vec<Vec<Location>> = others.iter().map(calls).collect();
    // A call that all have in common tells none from another.
    let in_all = |call: &&Location| called.iter().all(|other| other.contains(call));
    let common: Vec<Location> = own_calls.iter().filter(in_all).cloned().collect();
    let of_others = others.iter().any(|other| other.unit != first.unit);
    let add_calls = |first: &mut Finding, calls: Vec<Location>, unit: &str, address: &str| {
        for location in calls.into_iter().filter(|call| !common.contains(call)) {
            let of = if of_others { format!("in root module `{unit}`") } else { format!("for `{address}`") };
            relate(first, Related { location, message: format!("called here, {of}") });
        }
    };
    let (unit, address) = (Arc::clone(&first.unit), first.resource.address.clone());
    add_calls(first, own_calls, &unit, &address);
    for (other, calls) in others.into_iter().zip(called) {
        other.related.into_iter().for_each(|related| relate(first, related));
        add_calls(first, calls, &other.unit, &other.resource.address);
        first.environments.extend(other.environments.iter().cloned());
        first.places.extend(other.places);
        let reason = match other.state {
            State::Undetermined { reason } => Some(reason),
            _ => None,
        };
        first.occurrences.push(Occurrence {
            unit: other.unit,
            address: other.resource.address,
            path: other.path,
            fingerprint: other.fingerprint,
            environments: other.environments,
            reason,
        });
    }
}

/// Adds a place, unless it is there for another instance.
fn relate(finding: &mut Finding, related: Related) {
    if !finding.related.iter().any(|known| known.location == related.location) {
        finding.related.push(related);
    }
}

impl Finding {
    /// The units that yield it, its own first.
    #[must_use]
    pub fn units(&self) -> Vec<&str> {
        distinct(&self.unit, self.occurrences.iter().map(|other| &*other.unit))
    }

    /// The resources that have it, its own first.
    #[must_use]
    pub fn addresses(&self) -> Vec<&str> {
        distinct(&self.resource.address, self.occurrences.iter().map(|other| other.address.as_str()))
    }

    /// How often it occurs, in words; none when once.
    #[must_use]
    pub fn extent(&self) -> Option<String> {
        match (self.units().len(), self.occurrences.len()) {
            (_, 0) => None,
            (1, others) => Some(format!("{} instances", others + 1)),
            (units, _) => Some(format!("in {units} configurations")),
        }
    }
}

/// `first` and those of `others` that are not there yet, in order.
fn distinct<'a>(first: &'a str, others: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::from([first]);
    std::iter::once(first).chain(others.filter(|other| seen.insert(*other)).collect::<Vec<_>>()).collect()
}

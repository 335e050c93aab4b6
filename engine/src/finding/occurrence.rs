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
    let mut groups: Vec<Vec<Finding>> = Vec::with_capacity(findings.len());
    let mut known: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for finding in findings.drain(..) {
        let is_ours = |location: &Location| terraform_kind(&location.file).is_some() || is_installed(&finding);
        let place = finding.location.clone().filter(is_ours);
        let Some((place, declared)) = place.zip(finding.declared) else {
            groups.push(vec![finding]);
            continue;
        };
        let alike = known.entry((finding.policy.id.clone(), place, declared, finding.message.clone())).or_default();
        let is_equal = |at: &&usize| groups[**at].first().is_some_and(|first| equal(first, &finding));
        match alike.iter().find(is_equal).copied() {
            Some(at) => groups[at].push(finding),
            None => {
                alike.push(groups.len());
                groups.push(vec![finding]);
            }
        }
    }
    findings.extend(groups.into_iter().filter_map(|group| one(group, calls)));
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

/// The finding that stands for the group.
fn one(group: Vec<Finding>, calls: Calls<'_>) -> Option<Finding> {
    let called: Vec<Vec<Location>> =
        if group.len() > 1 { group.iter().map(calls).collect() } else { vec![Vec::new(); group.len()] };
    // A call that all have in common tells none from another.
    let common: Vec<Location> =
        called.first()?.iter().filter(|call| called.iter().all(|other| other.contains(call))).cloned().collect();
    let units: BTreeSet<Arc<str>> = group.iter().map(|finding| Arc::clone(&finding.unit)).collect();
    let mut members = group.into_iter().zip(called);
    let (mut first, own_calls) = members.next()?;
    let add_calls = |first: &mut Finding, calls: Vec<Location>, unit: &str, address: &str| {
        for location in calls.into_iter().filter(|call| !common.contains(call)) {
            let of = if units.len() > 1 { format!("in root module `{unit}`") } else { format!("for `{address}`") };
            relate(first, Related { location, message: format!("called here, {of}") });
        }
    };
    let (unit, address) = (Arc::clone(&first.unit), first.resource.address.clone());
    add_calls(&mut first, own_calls, &unit, &address);
    for (other, calls) in members {
        other.related.into_iter().for_each(|related| relate(&mut first, related));
        add_calls(&mut first, calls, &other.unit, &other.resource.address);
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
    first.environments.sort();
    first.environments.dedup();
    Some(first)
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

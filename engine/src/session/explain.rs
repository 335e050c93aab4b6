//! What findings depend on: their policies asked once more.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::evaluate::{Question, unit_questions};
use super::fleet;
use super::read::ReadUnit;
use super::{Session, Wanted};
use crate::finding::{Context, Dependency, Finding, Mask, State};
use crate::policy::Scope;
use crate::rego::{self, Outcome, Verdict};
use crate::resource::Resource;
use crate::source::{Source, SourceId};

/// Findings that ask the same question of the same policy: policy, unit, and of scope `resource` the address.
type Asked = (String, Arc<str>, Option<String>);

/// Says of each of the `findings` that are `wanted` what it depends on; those of policies of other tools know it already.
pub(super) fn explain(
    session: &Session,
    findings: &mut [Finding],
    wanted: Wanted<'_>,
    units: &[Arc<ReadUnit>],
    whole: bool,
) {
    let mut asked: BTreeMap<Asked, Vec<usize>> = BTreeMap::new();
    findings.iter_mut().filter(|finding| !wanted(finding)).for_each(|finding| finding.depends_on = None);
    for (at, finding) in
        findings.iter().enumerate().filter(|(_, finding)| finding.depends_on.is_none() && wanted(finding))
    {
        let Some(policy) = session.pack.get(&finding.policy.id) else { continue };
        let address = (policy.scope == Scope::Resource).then(|| finding.resource.address.clone());
        asked.entry((finding.policy.id.clone(), Arc::clone(&finding.unit), address)).or_default().push(at);
    }
    let fleet = fleet::questions(session, units, whole);
    let asked: Vec<(Asked, Vec<usize>)> = asked.into_iter().collect();
    let known: Vec<(usize, Vec<Dependency>)> = asked
        .par_iter()
        .flat_map_iter(|((policy, unit, address), members)| {
            let explained = match address {
                Some(address) => of_resource(session, units, policy, unit, address),
                None => of_sets(session, units, &fleet, policy, unit),
            };
            let found = members.iter().filter_map(|at| Some((*at, explained.of(findings.get(*at)?)?)));
            found.collect::<Vec<_>>()
        })
        .collect();
    for (at, places) in known {
        findings[at].depends_on = Some(places);
    }
}

/// What a policy said again, with the places that it depends on.
#[derive(Default)]
struct Explained {
    mask: Mask,
    said: Vec<(Outcome, Vec<Dependency>)>,
}

impl Explained {
    /// What `finding` depends on.
    fn of(&self, finding: &Finding) -> Option<Vec<Dependency>> {
        let address = finding.resource.address.as_str();
        let is_it = |outcome: &Outcome| {
            let same = match &outcome.verdict {
                Verdict::Deny { message, path, .. } => {
                    *path == finding.path && self.mask.message(message, address) == finding.message
                }
                Verdict::Undetermined { path, .. } => {
                    *path == finding.path && matches!(finding.state, State::Undetermined { .. })
                }
                Verdict::Failed { .. } => false,
            };
            same && outcome.resource.as_deref().unwrap_or_default() == address
        };
        self.said.iter().find(|(outcome, _)| is_it(outcome)).map(|(_, places)| places.clone())
    }

    /// Takes what the policy says to a question about `resources`.
    fn add(
        &mut self,
        session: &Session,
        policy: &str,
        question: &rego::Question<'_>,
        resources: &[&Resource],
        sources: &dyn Fn(SourceId) -> Option<Arc<Source>>,
        unit: &Arc<str>,
    ) {
        let by_address: HashMap<&str, &Resource> =
            resources.iter().rev().map(|resource| (resource.address.as_str(), *resource)).collect();
        let said = session.evaluator.explain(policy, question);
        for (outcome, _) in &said {
            let address = outcome.resource.as_deref();
            let resource = address.and_then(|address| by_address.get(address)).or(resources.first());
            resource.iter().for_each(|resource| self.mask.add_found(outcome, resource, sources));
        }
        let context = Context { unit, sources, policies: &|id| session.policy_in_force(id), mask: &self.mask };
        let said = said.into_iter().map(|(outcome, places)| {
            let places = places.into_iter().map(|place| {
                let resource = by_address.get(place.resource.as_str()).copied();
                context.dependency(place, resource)
            });
            (outcome, places.collect())
        });
        let said: Vec<_> = said.collect();
        self.said.extend(said);
    }
}

fn of_resource(session: &Session, units: &[Arc<ReadUnit>], policy: &str, unit: &Arc<str>, address: &str) -> Explained {
    let mut explained = Explained::default();
    for read in units.iter().filter(|read| read.set.unit == *unit) {
        explained.mask.merge(read.mask());
        for resource in read.set.resources.iter().filter(|resource| resource.address == address) {
            let question = rego::Question::Resource { resource, complete: read.set.is_complete(resource.platform) };
            let sources = |id| read.sources.get(&id).cloned();
            explained.add(session, policy, &question, &[resource], &sources, unit);
        }
    }
    explained
}

/// Of policies of scope `unit`, asked of the unit or, where it is the project, of the fleet; and of scope `fleet`.
fn of_sets(
    session: &Session,
    units: &[Arc<ReadUnit>],
    fleet: &[Question<'_>],
    policy: &str,
    unit: &Arc<str>,
) -> Explained {
    let mut explained = Explained::default();
    let sources = |id: SourceId| units.iter().find_map(|unit| unit.sources.get(&id).cloned());
    units.iter().for_each(|unit| explained.mask.merge(unit.mask()));
    let near = units.iter().filter(|read| read.set.unit == *unit).flat_map(|read| unit_questions(session, read));
    let near: Vec<Question<'_>> = near.collect();
    for Question { scope, platform, environment, resources, complete } in near.iter().chain(fleet) {
        let question = rego::Question::Set {
            scope: *scope,
            platform: *platform,
            environment: *environment,
            resources,
            complete: *complete,
        };
        explained.add(session, policy, &question, resources, &sources, unit);
    }
    explained
}

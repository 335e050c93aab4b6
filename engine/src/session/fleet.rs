//! What is judged together: the resources of a whole scan, per platform and environment.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Session;
use super::evaluate::{Judged, Question, judge_set, place};
use super::read::ReadUnit;
use super::release::install_unread;
use crate::files::path::ROOT;
use crate::policy::Scope;
use crate::resource::{Platform, Resource};
use crate::source::{Source, SourceId};

/// A resource that is judged with others, and its environment among them.
type Member<'a> = (&'a Resource, Option<&'a str>);

/// The resources that are judged together. An environment of a chart that only the name of a file tells is one of the
/// fleet's where others have that name too; what a release of Terraform installs is in the environment of that.
fn resources(units: &[Arc<ReadUnit>]) -> Vec<Member<'_>> {
    let is_told = |unit: &&Arc<ReadUnit>| unit.chart.as_ref().is_some_and(|chart| chart.is_told_by_file());
    let named = units.iter().filter(|unit| !is_told(unit)).flat_map(|unit| members(unit));
    let names: BTreeSet<&str> = named.filter_map(|(_, environment)| environment).collect();
    let joins = |unit: &&Arc<ReadUnit>| {
        let environment = unit.set.resources.first().and_then(|resource| resource.environment.as_deref());
        !is_told(unit) || environment.is_some_and(|name| names.contains(name))
    };
    units.iter().filter(joins).flat_map(|unit| members(unit)).collect()
}

fn members(unit: &ReadUnit) -> impl Iterator<Item = Member<'_>> {
    let installed = unit.chart.as_ref().and_then(|chart| chart.installed_in());
    unit.set.resources.iter().map(move |resource| (resource, installed.unwrap_or(resource.environment.as_deref())))
}

/// What the fleet policies are asked of the whole scan, once per environment; and the unit policies of the manifests of
/// a cluster that the configuration declares complete.
pub(super) fn questions<'a>(session: &Session, units: &'a [Arc<ReadUnit>], whole: bool) -> Vec<Question<'a>> {
    let all = resources(units);
    let mut platforms: BTreeMap<Platform, Vec<Member<'_>>> = BTreeMap::new();
    for member in &all {
        platforms.entry(member.0.platform).or_default().push(*member);
    }
    // What there is of another platform may tell of one that has nothing here: a Deployment which Keycloak runs.
    for platform in Platform::ALL.into_iter().filter(|platform| !platforms.contains_key(platform)).collect::<Vec<_>>() {
        let tells = |member: &&Member<'_>| session.evaluator.is_told_by(platform, member.0);
        let telling: Vec<Member<'_>> = all.iter().filter(tells).copied().collect();
        if !telling.is_empty() {
            platforms.insert(platform, telling);
        }
    }
    if whole {
        // Where everything is said to be here, nothing of a platform is an answer too.
        let declared = |platform: &Platform| session.config.fleet.is_complete(platform.as_str(), None);
        for platform in Platform::ALL.into_iter().filter(declared) {
            platforms.entry(platform).or_default();
        }
    }
    let mut questions = Vec::new();
    for (platform, own) in platforms {
        let names: BTreeSet<Option<&str>> = own.iter().map(|(_, environment)| *environment).collect();
        let named: Vec<Option<&str>> = names.iter().copied().filter(Option::is_some).collect();
        for environment in if named.is_empty() { vec![None] } else { named } {
            let joins = |(_, own): &&Member<'a>| own.is_none() || *own == environment;
            let is_hidden = || platform == Platform::Kubernetes && install_unread(session, units, environment);
            let complete = whole && session.config.fleet.is_complete(platform.as_str(), environment) && !is_hidden();
            let question = |scope, members: &[Member<'a>]| Question {
                scope,
                platform,
                environment,
                resources: members.iter().filter(joins).map(|(resource, _)| *resource).collect(),
                complete,
            };
            // A policy may look for its thing on several platforms: central logins in the cloud as well as in Keycloak.
            questions.push(question(Scope::Fleet, &all));
            if platform == Platform::Kubernetes && session.config.fleet.is_complete(platform.as_str(), None) {
                questions.push(question(Scope::Unit, &own));
            }
        }
    }
    questions
}

/// Fleet policies over the whole scan.
pub(super) fn judge(session: &Session, units: &[Arc<ReadUnit>], whole: bool) -> Vec<Judged> {
    let known: HashMap<SourceId, &Arc<Source>> =
        units.iter().flat_map(|unit| &unit.sources).map(|(id, source)| (*id, source)).collect();
    let sources = |id: SourceId| known.get(&id).map(|source| Arc::clone(source));
    let root: Arc<str> = Arc::from(ROOT);
    let judge = |question: Question<'_>| {
        let outcomes = judge_set(session, &question);
        let mut judged = Judged::default();
        if !outcomes.is_empty() {
            units.iter().for_each(|unit| judged.mask.merge(unit.mask()));
            place(session, &mut judged, &root, &sources, outcomes, &question.resources);
        }
        judged
    };
    let mut all: Vec<Judged> = questions(session, units, whole).into_iter().map(judge).collect();
    // What has no environment joins each of them.
    let mut known = BTreeSet::new();
    for judged in &mut all {
        judged.findings.retain(|finding| {
            let identity = || {
                (
                    finding.policy.id.clone(),
                    finding.fingerprint.exact.clone(),
                    finding.location.clone(),
                    finding.message.clone(),
                )
            };
            !finding.environments.is_empty() || known.insert(identity())
        });
    }
    all
}

//! What a check asks the policies, written down instead of asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

use super::asked::Asked;
use super::evaluate::{Question, unit_questions};
use super::fleet;
use super::read::{self, ReadUnit};
use super::release::Gathered;
use super::{PolicyInForce, Session};
use crate::discover::discover;
use crate::files::path::ROOT;
use crate::finding::Problem;
use crate::policy::Scope;
use crate::rego::{resource_input, set_input};
use crate::resource::{Platform, Resource};

/// The inputs of all questions that a check of `paths` asks: of each resource, in the order of the files, of each unit,
/// and of the fleet. Beside what policies see, each says its `scope` and its `unit` (`.` for the fleet).
pub(super) fn inputs(session: &Session, paths: &[Arc<str>]) -> (Vec<Value>, Vec<Problem>) {
    let discovery = discover(&session.files, &session.documents, &session.request(paths));
    let mut asked = Asked::new(paths);
    let gathered = Gathered::new(session, discovery.units);
    let units: Vec<Arc<ReadUnit>> =
        (0..gathered.units.len()).into_par_iter().map(|at| gathered.read(session, at)).collect();
    asked.add_planned(&units);
    let mut problems: Vec<Problem> = units.iter().flat_map(|unit| unit.problems.clone()).collect();
    problems.extend(read::file_problems(session, &discovery.errors));
    let writer = Writer { policies: session.policies_in_force().collect() };
    let mut written = Vec::new();
    for unit in &units {
        let complete = unit.set.complete_platforms();
        let inputs = asked
            .resources(unit)
            .into_iter()
            .map(|resource| writer.resource(resource, complete.contains(&resource.platform), &unit.set.unit));
        written.extend(inputs);
    }
    for unit in &units {
        written
            .extend(unit_questions(session, unit).iter().filter_map(|question| writer.set(question, &unit.set.unit)));
    }
    let fleet = fleet::questions(session, &units, asked.whole);
    written.extend(fleet.iter().filter_map(|question| writer.set(question, ROOT)));
    let mut inputs = Vec::new();
    for input in written {
        match input {
            Ok(input) => inputs.push(input),
            Err(_) => problems.push(Problem::internal(ROOT.into(), "written as JSON")),
        }
    }
    (inputs, problems)
}

struct Writer<'a> {
    policies: Vec<PolicyInForce<'a>>,
}

type Written = Result<Value, serde_json::Error>;

impl Writer<'_> {
    fn resource(&self, resource: &Resource, complete: bool, unit: &str) -> Written {
        let selector = resource.selector();
        let judging = self.of(Scope::Resource, resource.platform).filter(|given| given.policy.judges(&selector));
        let input = resource_input(resource, &agreed(judging), complete)?;
        Ok(labelled(input, Scope::Resource, unit))
    }

    /// The input of the policies of a set, as far as some of them judges the kinds of its resources. None where no
    /// policy is asked.
    fn set(&self, question: &Question<'_>, unit: &str) -> Option<Written> {
        let Question { scope, platform, environment, resources, complete } = question;
        let policies = || self.of(*scope, *platform);
        let is_member = |resource: &&&Resource| {
            let selector = resource.selector();
            (*scope == Scope::Fleet || resource.platform == *platform)
                && policies().any(|given| given.policy.judges(&selector))
        };
        let members: Vec<&Resource> = resources.iter().filter(is_member).copied().collect();
        if policies().next().is_none() || (members.is_empty() && *scope == Scope::Unit) {
            return None;
        }
        let input = set_input(*platform, *environment, &members, &agreed(policies()), *complete);
        Some(input.map(|input| labelled(input, *scope, unit)))
    }

    fn of(&self, scope: Scope, platform: Platform) -> impl Iterator<Item = &PolicyInForce<'_>> {
        self.policies.iter().filter(move |given| given.policy.scope == scope && given.policy.platform == platform)
    }
}

/// The parameters on whose value these policies agree.
fn agreed<'a>(policies: impl Iterator<Item = &'a PolicyInForce<'a>>) -> BTreeMap<String, Value> {
    let mut values: BTreeMap<&String, Option<&Value>> = BTreeMap::new();
    for (name, value) in policies.flat_map(|given| &given.parameters) {
        let known = values.entry(name).or_insert(Some(value));
        *known = known.filter(|known| *known == value);
    }
    values.into_iter().filter_map(|(name, value)| Some((name.clone(), value?.clone()))).collect()
}

fn labelled(mut input: Value, scope: Scope, unit: &str) -> Value {
    if let Some(fields) = input.as_object_mut() {
        fields.insert("scope".to_owned(), scope.as_str().into());
        fields.insert("unit".to_owned(), unit.into());
    }
    input
}

//! What a session asks: which policies concern these resources, and what do they say?

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use bartizan_rego::value::Value;
use chrono::NaiveDate;
use rayon::prelude::*;

use super::answer::{self, Rule, Subject};
use super::compile::{Compiled, Trees, options};
use super::fault::Fault;
use super::hash::{self, Hash};
use super::memo::Memo;
use super::{Dependency, Limits, Outcome, input};
use crate::policy::{Pack, Parameters, Policy, PolicyError, Scope, Selection, covers, kinds_of};
use crate::resource::{Platform, Resource};

/// Results kept, in each of two generations.
const MEMO: usize = 50_000;

/// As many where there is one check only.
const FEW: usize = 2_000;

/// The policies of a run, compiled when the first resource of their kinds comes. Shared by threads, each of which needs
/// [`STACK_BYTES`](super::STACK_BYTES) of stack.
pub struct Evaluator {
    pack: Arc<Pack>,
    parameters: Parameters,
    limits: Limits,
    today: NaiveDate,
    trees: Trees,
    groups: Vec<Group>,
    /// Groups of scope `resource`, by what they judge.
    by_kind: HashMap<(Platform, String), Vec<usize>>,
    /// What the fleet policies of each platform judge.
    fleet_kinds: HashMap<Platform, HashSet<String>>,
    results: Memo,
    asked: AtomicUsize,
}

/// The policies of one scope and platform that judge the same kinds.
struct Group {
    scope: Scope,
    platform: Platform,
    kinds: Vec<String>,
    /// Places in the pack.
    policies: Vec<usize>,
    parts: OnceLock<Vec<Part>>,
}

/// What policies are asked.
#[derive(Debug)]
pub enum Question<'a> {
    /// Those of scope `resource`.
    Resource {
        /// The resource.
        resource: &'a Resource,
        /// Is its unit all there is?
        complete: bool,
    },
    /// Those of scope `unit` or `fleet`.
    Set {
        /// Which of the two.
        scope: Scope,
        /// Whose policies.
        platform: Platform,
        /// Of which environment the resources are.
        environment: Option<&'a str>,
        /// The resources, of all kinds.
        resources: &'a [&'a Resource],
        /// Is this all there is of the platform?
        complete: bool,
    },
}

impl<'a> Question<'a> {
    fn scope(&self) -> Scope {
        match self {
            Self::Resource { .. } => Scope::Resource,
            Self::Set { scope, .. } => *scope,
        }
    }

    fn resources(&self) -> impl Iterator<Item = &'a Resource> {
        let (one, more) = match self {
            Self::Resource { resource, .. } => (Some(*resource), [].as_slice()),
            Self::Set { resources, .. } => (None, *resources),
        };
        one.into_iter().chain(more.iter().copied())
    }
}

/// The addresses of the resources in the input of a set.
struct Addresses<'a> {
    members: Vec<&'a str>,
    sorted: Vec<&'a str>,
}

impl<'a> Addresses<'a> {
    fn new(members: impl Iterator<Item = &'a Resource>) -> Self {
        let members: Vec<&str> = members.map(|member| &*member.address).collect();
        let mut sorted = members.clone();
        sorted.sort_unstable();
        Self { members, sorted }
    }

    fn subject(&self) -> Subject<'_> {
        Subject::Set { members: &self.members, addresses: &self.sorted }
    }
}

/// Policies of a group that agree on the values of parameters, or one that cannot be compiled.
struct Part {
    policies: Vec<usize>,
    parameters: Value,
    compiled: Result<Compiled, Fault>,
}

impl Group {
    fn judges(&self, resource: &Resource) -> bool {
        (self.scope == Scope::Fleet || self.platform == resource.platform) && judges(&self.kinds, &resource.selector())
    }
}

fn judges(kinds: &[String], selector: &str) -> bool {
    kinds.iter().any(|kind| covers(kind, selector))
}

impl Evaluator {
    /// Prepares the policies that run. `today` is what policies take for the current day.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the Rego of the user's policies. Those are compiled here; the bundled ones later.
    pub fn new(
        pack: Arc<Pack>,
        selection: &Selection,
        parameters: Parameters,
        limits: Limits,
        today: NaiveDate,
    ) -> Result<Self, Vec<PolicyError>> {
        let mut groups: BTreeMap<(Scope, Platform, Vec<String>), Vec<usize>> = BTreeMap::new();
        for (at, policy) in pack.policies().iter().enumerate().filter(|(at, _)| selection.runs(*at)) {
            let kinds = policy.kinds.iter().map(ToString::to_string).collect();
            groups.entry((policy.scope, policy.platform, kinds)).or_default().push(at);
        }
        let groups: Vec<Group> = groups
            .into_iter()
            .map(|((scope, platform, kinds), policies)| Group {
                scope,
                platform,
                kinds,
                policies,
                parts: OnceLock::new(),
            })
            .collect();
        let mut by_kind: HashMap<(Platform, String), Vec<usize>> = HashMap::new();
        for (at, group) in groups.iter().enumerate().filter(|(_, group)| group.scope == Scope::Resource) {
            for kind in &group.kinds {
                by_kind.entry((group.platform, kind.clone())).or_default().push(at);
            }
        }
        let mut fleet_kinds: HashMap<Platform, HashSet<String>> = HashMap::new();
        for group in groups.iter().filter(|group| group.scope == Scope::Fleet) {
            fleet_kinds.entry(group.platform).or_default().extend(group.kinds.iter().cloned());
        }
        let results = Memo::new(MEMO);
        let trees = Trees::new(&pack);
        let asked = AtomicUsize::new(0);
        let evaluator = Self { pack, parameters, limits, today, trees, groups, by_kind, fleet_kinds, results, asked };
        let errors = evaluator.check_own_policies(selection);
        if errors.is_empty() { Ok(evaluator) } else { Err(errors) }
    }

    /// What is wrong with the Rego of the user's policies, each by itself.
    fn check_own_policies(&self, selection: &Selection) -> Vec<PolicyError> {
        let policies = self.pack.policies().iter().enumerate();
        let own = policies.filter(|(at, policy)| !policy.bundled && selection.runs(*at));
        let mut errors: Vec<PolicyError> = own
            .flat_map(|(at, policy)| {
                let faults = self.trees.compile(&self.pack, &[at]).err().unwrap_or_default();
                faults.into_iter().map(|fault| fault.in_file(&policy.file))
            })
            .collect();
        errors.dedup();
        errors
    }

    /// Does a policy of `scope` judge resources like this one?
    #[must_use]
    pub fn needs(&self, scope: Scope, resource: &Resource) -> bool {
        self.groups.iter().any(|group| group.scope == scope && group.judges(resource))
    }

    /// Does a fleet policy of `platform` judge resources like this one, of whichever platform it is?
    #[must_use]
    pub fn is_told_by(&self, platform: Platform, resource: &Resource) -> bool {
        let Some(kinds) = self.fleet_kinds.get(&platform) else { return false };
        kinds_of(&resource.selector()).any(|kind| kinds.contains(&kind))
    }

    /// Does a policy name `kind` of `platform` among the kinds that it judges?
    #[must_use]
    pub fn asks_for(&self, platform: Platform, kind: &str) -> bool {
        let is_asked = |group: &Group| group.platform == platform && group.kinds.iter().any(|known| known == kind);
        self.groups.iter().any(is_asked)
    }

    /// How often policies were asked something whose answer was not remembered.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Keeps few answers: there is no later check that could have them in common with this one, only resources that are
    /// read soon after one another.
    pub fn keep_few(&mut self) {
        self.results = Memo::new(FEW);
    }

    /// How many policies run.
    #[must_use]
    pub fn policies(&self) -> usize {
        self.groups.iter().map(|group| group.policies.len()).sum()
    }

    /// The parameters of `policy` here, by name.
    #[must_use]
    pub fn parameters(&self, policy: &Policy) -> BTreeMap<String, serde_json::Value> {
        self.parameters.of(policy)
    }

    /// What the policies of scope `resource` say of `resource`, sorted. `complete`: is its unit all there is?
    #[must_use]
    pub fn resource(&self, resource: &Resource, complete: bool) -> Arc<Vec<Outcome>> {
        let groups = self.groups_of(resource);
        if groups.is_empty() {
            return Arc::default();
        }
        let hash = hash::resource(resource, complete);
        if let Some(known) = self.results.get(&hash) {
            return known;
        }
        let subject = Subject::Resource(&resource.address);
        let values = input::resource(resource);
        let mut outcomes = Vec::new();
        for group in groups {
            for part in self.parts(&self.groups[group]) {
                let input = || input::of_resource(&values, &part.parameters, complete);
                outcomes.extend(self.ask(part, input, &subject));
            }
        }
        answer::tidy(&mut outcomes);
        self.remember(hash, outcomes)
    }

    /// Groups of scope `resource` that judge `resource`.
    fn groups_of(&self, resource: &Resource) -> Vec<usize> {
        let of = |kind: String| self.by_kind.get(&(resource.platform, kind)).into_iter().flatten().copied();
        let mut found: Vec<usize> = kinds_of(&resource.selector()).flat_map(of).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What the policies of scope `unit` or `fleet` of `platform` say of `resources`, sorted. `complete`: is this all
    /// there is of the platform?
    ///
    /// Each policy sees the resources of its own kinds, and is not asked when there are none; save that a fleet policy
    /// then says what is missing, where the scan has other resources of its platform or is complete. The kinds of a
    /// fleet policy may be those of several platforms: it is asked wherever one of them is there.
    #[must_use]
    pub fn set(
        &self,
        scope: Scope,
        platform: Platform,
        environment: Option<&str>,
        resources: &[&Resource],
        complete: bool,
    ) -> Vec<Outcome> {
        let concerned = complete || resources.iter().any(|resource| resource.platform == platform);
        let hashes: Vec<OnceLock<Hash>> = vec![OnceLock::new(); resources.len()];
        let values: Vec<OnceLock<Value>> = vec![OnceLock::new(); resources.len()];
        let selectors: Vec<String> = resources.iter().map(|resource| resource.selector()).collect();
        let is_member = |group: &Group, at: usize| {
            (scope == Scope::Fleet || resources[at].platform == platform) && judges(&group.kinds, &selectors[at])
        };
        let hash_of = |at: &usize| *hashes[*at].get_or_init(|| hash::resource(resources[*at], complete));
        let value_of = |at: &usize| values[*at].get_or_init(|| input::resource(resources[*at])).clone();
        let ask = |(number, group): (usize, &Group)| {
            let members: Vec<usize> = (0..resources.len()).filter(|at| is_member(group, *at)).collect();
            if members.is_empty() && !(scope == Scope::Fleet && concerned) {
                return Arc::default();
            }
            let member_hashes: Vec<Hash> = members.iter().map(hash_of).collect();
            let hash = hash::set(number, environment, &member_hashes, complete);
            if let Some(known) = self.results.get(&hash) {
                return known;
            }
            let values = Value::from(members.iter().map(value_of).collect::<Vec<_>>());
            let addresses = Addresses::new(members.iter().map(|at| resources[*at]));
            let mut said = Vec::new();
            for part in self.parts(group) {
                let input = || input::of_set(platform, environment, &values, &part.parameters, complete);
                said.extend(self.ask(part, input, &addresses.subject()));
            }
            answer::tidy(&mut said);
            self.remember(hash, said)
        };
        let groups = self.groups.iter().enumerate();
        let asked: Vec<_> = groups.filter(|(_, group)| group.scope == scope && group.platform == platform).collect();
        let said: Vec<Arc<Vec<Outcome>>> = asked.into_par_iter().map(ask).collect();
        let mut outcomes: Vec<Outcome> = said.iter().flat_map(|said| said.iter().cloned()).collect();
        answer::tidy(&mut outcomes);
        outcomes
    }

    /// Keeps what was said, unless a policy failed: it may have been the time.
    fn remember(&self, hash: Hash, outcomes: Vec<Outcome>) -> Arc<Vec<Outcome>> {
        let failed = outcomes.iter().any(|outcome| matches!(outcome.verdict, super::Verdict::Failed { .. }));
        let outcomes = Arc::new(outcomes);
        if !failed {
            self.results.put(hash, &outcomes);
        }
        outcomes
    }

    /// Asks the policies of a part.
    fn ask(&self, part: &Part, input: impl FnOnce() -> Value, subject: &Subject<'_>) -> Vec<Outcome> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let policies = part.policies.iter().map(|at| &self.pack.policies()[*at]);
        let failed = |policy, fault: &Fault| vec![answer::failed(policy, subject, fault.describe())];
        let compiled = match &part.compiled {
            Ok(compiled) => compiled,
            Err(fault) => return policies.flat_map(|policy| failed(policy, fault)).collect(),
        };
        let input = input();
        let read = |policy: &Policy, answers: Vec<(Rule, Value)>| -> Vec<Outcome> {
            let read = |(rule, value): &(Rule, Value)| {
                let unplaced = !policy.bundled && *rule == Rule::Deny && answer::lacks_path(value);
                let explanation = if unplaced { compiled.explain(policy, *rule, &input) } else { None };
                answer::read(policy, *rule, value, subject, explanation.as_ref())
            };
            answers.iter().flat_map(read).collect()
        };
        let answers = policies.zip(compiled.answer(&input));
        answers
            .flat_map(|(policy, answer)| match answer {
                Ok(answers) => read(policy, answers),
                Err(fault) => failed(policy, &fault),
            })
            .collect()
    }

    /// The outcomes of `policy` for what `question` holds, each with the places that it depends on. The policy is
    /// evaluated again; nothing is said where it fails.
    #[must_use]
    pub fn explain(&self, policy: &str, question: &Question<'_>) -> Vec<(Outcome, Vec<Dependency>)> {
        let Some(at) = self.pack.policies().iter().position(|known| *known.id == *policy) else { return Vec::new() };
        let group = self.groups.iter().find(|group| group.policies.contains(&at));
        let Some(group) = group.filter(|group| group.scope == question.scope()) else { return Vec::new() };
        let Some(part) = self.parts(group).iter().find(|part| part.policies.contains(&at)) else { return Vec::new() };
        let Ok(compiled) = &part.compiled else { return Vec::new() };
        let members: Vec<&Resource> = question.resources().filter(|resource| group.judges(resource)).collect();
        let addresses = Addresses::new(members.iter().copied());
        let (input, subject) = match question {
            Question::Resource { resource, complete } => {
                let input = input::of_resource(&input::resource(resource), &part.parameters, *complete);
                (input, Subject::Resource(&resource.address))
            }
            Question::Set { platform, environment, complete, .. } => {
                let values = Value::from(members.iter().map(|member| input::resource(member)).collect::<Vec<_>>());
                let input = input::of_set(*platform, *environment, &values, &part.parameters, *complete);
                (input, addresses.subject())
            }
        };
        let policy = &self.pack.policies()[at];
        let mut explained = Vec::new();
        for rule in Rule::ALL {
            let Some(explanation) = compiled.explain(policy, rule, &input) else { continue };
            let places = (!policy.bundled && rule == Rule::Deny).then_some(&explanation);
            let elements = explanation.value().and_then(answer::elements).unwrap_or_default();
            explained.extend(elements.into_iter().map(|element| {
                let outcome = answer::outcome(policy, rule, element, &subject, places);
                (outcome, explanation.dependencies(element, &|path| subject.place(path)))
            }));
        }
        explained
    }

    /// The parts of a group, compiled.
    fn parts<'a>(&self, group: &'a Group) -> &'a [Part] {
        group.parts.get_or_init(|| {
            let mut parts = Vec::new();
            for (policies, parameters) in self.agreeing(&group.policies) {
                match self.compile(group.scope, &policies) {
                    Err(_) if policies.len() > 1 => parts.extend(policies.iter().map(|at| {
                        let compiled = self.compile(group.scope, &[*at]);
                        Part { policies: vec![*at], parameters: parameters.clone(), compiled }
                    })),
                    compiled => parts.push(Part { policies, parameters, compiled }),
                }
            }
            parts
        })
    }

    fn compile(&self, scope: Scope, policies: &[usize]) -> Result<Compiled, Fault> {
        let program = self.trees.compile(&self.pack, policies).map_err(|mut faults| faults.remove(0))?;
        let policies: Vec<&Policy> = policies.iter().map(|at| &self.pack.policies()[*at]).collect();
        let limit = if scope == Scope::Resource { self.limits.resource } else { self.limits.set };
        Ok(Compiled::new(program, &policies, options(self.today, limit)))
    }

    /// Splits policies so that those together agree on the value of every parameter that they share by name.
    fn agreeing(&self, policies: &[usize]) -> Vec<(Vec<usize>, Value)> {
        let mut parts: Vec<(Vec<usize>, BTreeMap<String, serde_json::Value>)> = Vec::new();
        for at in policies {
            let parameters = self.parameters.of(&self.pack.policies()[*at]);
            let agrees = |known: &BTreeMap<String, serde_json::Value>| {
                parameters.iter().all(|(name, value)| known.get(name).is_none_or(|known| known == value))
            };
            match parts.iter_mut().find(|(_, known)| agrees(known)) {
                Some((members, known)) => {
                    members.push(*at);
                    known.extend(parameters);
                }
                None => parts.push((vec![*at], parameters)),
            }
        }
        let value = |parameters: BTreeMap<String, serde_json::Value>| {
            input::object(parameters.iter().map(|(name, value)| (Value::from(name.as_str()), input::json(value))))
        };
        parts.into_iter().map(|(members, parameters)| (members, value(parameters))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Profile, SelectionRules};

    #[test]
    fn every_bundled_policy_compiles_alone_and_calls_what_exists() {
        let pack = Arc::new(Pack::bundled());
        let rules = SelectionRules { profile: Profile::Strict, ..SelectionRules::default() };
        let selection = Selection::new(&pack, &rules).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 1, 2).unwrap();
        let evaluator =
            Evaluator::new(Arc::clone(&pack), &selection, Parameters::default(), Limits::default(), today).unwrap();
        assert_eq!(evaluator.policies(), pack.policies().len());
        let faults =
            (0..pack.policies().len()).flat_map(|at| evaluator.trees.compile(&pack, &[at]).err().unwrap_or_default());
        let faults: Vec<String> = faults.map(|fault| fault.describe()).collect();
        assert_eq!(faults, Vec::<String>::new());
    }
}

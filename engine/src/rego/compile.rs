//! Policies compiled together, and questions to them.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bartizan_rego::compile::{Compiler, Program, Rules};
use bartizan_rego::eval::{self, Options};
use bartizan_rego::syntax::ast::{Module, Version};
use bartizan_rego::syntax::{parse_module, parse_rules};
use bartizan_rego::value::Value;
use chrono::{NaiveDate, NaiveTime};

use super::answer::Rule;
use super::explain::Explanation;
use super::fault::Fault;
use crate::policy::{Pack, Policy};

/// Bytes of values that one evaluation may make.
const BYTES: u64 = 2 << 30;

/// How policies are evaluated: errors of builtins are undefined, as in OPA; nothing reaches the network, the machine or
/// the clock; `print` goes nowhere.
pub(crate) fn options(today: NaiveDate, limit: Duration) -> Options {
    let now_ns = today.and_time(NaiveTime::MIN).and_utc().timestamp_nanos_opt().unwrap_or_default();
    Options { now_ns, limits: eval::Limits { time: Some(limit), bytes: BYTES }, ..Options::default() }
}

/// The trees of a pack's files, each read when first needed.
pub(super) struct Trees {
    policies: Vec<OnceLock<Tree>>,
    libraries: Vec<OnceLock<Tree>>,
}

type Tree = Result<Arc<Module>, Vec<Fault>>;

impl Trees {
    pub(super) fn new(pack: &Pack) -> Self {
        let empty = |length| (0..length).map(|_| OnceLock::new()).collect();
        Self { policies: empty(pack.policies().len()), libraries: empty(pack.libraries().len()) }
    }

    /// The policies at these places of the pack and the libraries they need, compiled together.
    pub(super) fn compile(&self, pack: &Pack, policies: &[usize]) -> Result<Program, Vec<Fault>> {
        let mut libraries: Vec<usize> =
            policies.iter().flat_map(|at| &pack.policies()[*at].libraries).copied().collect();
        libraries.sort_unstable();
        libraries.dedup();
        let bundled = policies.iter().all(|at| pack.policies()[*at].bundled);
        let libraries = libraries.into_iter().map(|at| {
            let library = &pack.libraries()[at];
            let bundled = matches!(library.text, Cow::Borrowed(_));
            (&*library.file, &*library.text, bundled, &self.libraries[at])
        });
        let files = policies.iter().map(|at| {
            let policy = &pack.policies()[*at];
            (&*policy.file, &*policy.text, policy.bundled, &self.policies[*at])
        });
        let mut compiler = Compiler::new().proven(bundled);
        if bundled {
            compiler = compiler.asked(policies.iter().flat_map(|at| rules(&pack.policies()[*at])));
        }
        let mut sources = Vec::new();
        for (file, text, bundled, tree) in libraries.chain(files) {
            let tree = tree.get_or_init(|| read(file, text, bundled)).as_ref().map_err(Clone::clone)?;
            compiler = compiler.parsed(file, text, Arc::clone(tree));
            sources.push((file, text));
        }
        compiler.compile().map_err(|errors| {
            let fault = |error: &_| Fault::of_module(error, &sources);
            errors.iter().map(fault).collect()
        })
    }
}

/// The paths of the rules of a policy that are asked for.
fn rules(policy: &Policy) -> impl Iterator<Item = Vec<&str>> {
    Rule::ALL.into_iter().map(|rule| policy.package.split('.').chain([rule.as_str()]).collect())
}

/// Reads a file. What is bundled was proven by tests, and does not ask for its annotations.
fn read(file: &str, text: &str, bundled: bool) -> Tree {
    let parsed = if bundled { parse_rules(text, Version::V1) } else { parse_module(text, Version::V1) };
    if parsed.errors.is_empty() {
        return Ok(Arc::new(parsed.module));
    }
    Err(parsed.errors.iter().map(|error| Fault::of_module(error, &[(file, text)])).collect())
}

/// Policies compiled together.
pub(super) struct Compiled {
    program: Program,
    rules: Rules,
    options: Options,
    /// The rules of each policy, in the order that `rules` has them.
    answering: Vec<Vec<Rule>>,
}

/// What each policy of a group answered, in the order of the group: its rules' values, or its fault.
pub(super) type Answers = Vec<Result<Vec<(Rule, Value)>, Fault>>;

impl Compiled {
    /// Makes `program`, which holds `policies` and their libraries, ready for questions.
    pub(super) fn new(program: Program, policies: &[&Policy], options: Options) -> Self {
        let mut paths = Vec::new();
        let mut answering = Vec::new();
        for policy in policies {
            paths.extend(rules(policy));
            answering.push(Rule::ALL.to_vec());
        }
        Self { rules: program.rules(paths), program, options, answering }
    }

    /// What the elements of a rule of a policy depend on; none where it fails.
    pub(super) fn explain(&self, policy: &Policy, rule: Rule, input: &Value) -> Option<Explanation> {
        let rules = self.program.rules([policy.package.split('.').chain([rule.as_str()]).collect()]);
        let explain = || Explanation::of_each(&rules, input, &Value::empty_object(), &self.options);
        catch_unwind(AssertUnwindSafe(explain)).ok()?.into_iter().next()?
    }

    /// All answers to `input`.
    pub(super) fn answer(&self, input: &Value) -> Answers {
        let data = Value::empty_object();
        let Ok(values) = catch_unwind(AssertUnwindSafe(|| self.rules.eval(Some(input), &data, &self.options))) else {
            let panicked =
                || Err(Fault { file: None, place: None, message: "internal error: the evaluator panicked".to_owned() });
            return self.answering.iter().map(|_| panicked()).collect();
        };
        let mut values = values.into_iter();
        let answers = self.answering.iter().map(|rules| {
            let mut answer = Vec::new();
            let mut failed = None;
            for (rule, value) in rules.iter().zip(values.by_ref()) {
                match value {
                    Ok(Some(value)) => answer.push((*rule, value)),
                    Ok(None) => {}
                    Err(error) => failed = Some(Fault::of_evaluation(&error, &self.program)),
                }
            }
            failed.map_or(Ok(answer), Err)
        });
        answers.collect()
    }
}

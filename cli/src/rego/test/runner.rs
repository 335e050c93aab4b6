//! Runs tests, several at a time.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bartizan_rego::eval::{Evaluation, Event, Observe, Options, STACK_BYTES};
use bartizan_rego::value::Value;

use super::Suite;
use crate::Failure;
use crate::rego::args::TestArgs;
use crate::rego::cases::{self, Cases, Test};
use crate::rego::fault::Fault;
use crate::rego::output::coverage::Covered;
use crate::rego::output::json::compact;
use crate::rego::output::trace;

/// What a test did.
pub(super) struct Done<'s> {
    pub(super) test: &'s Test,
    pub(super) outcome: Outcome,
    pub(super) duration: Duration,
    pub(super) prints: Vec<String>,
    /// Its cases, by name.
    pub(super) cases: Case,
    /// What led to its failure.
    pub(super) events: Vec<Event>,
    /// What it failed at.
    pub(super) failure: Option<Event>,
    pub(super) covered: Covered,
}

/// How a test ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Pass,
    Fail,
    Skip,
    Error(Fault),
}

/// A case, and those in it.
#[derive(Debug, Default)]
pub(super) struct Case {
    pub(super) failed: bool,
    pub(super) cases: BTreeMap<String, Case>,
    /// What it failed at.
    pub(super) failure: Option<Event>,
}

/// Runs all tests of the suite; in their order, whichever ended first.
pub(super) fn run<'s>(suite: &'s Suite, args: &TestArgs) -> Result<Vec<Done<'s>>, Failure> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Done<'s>)>> = Mutex::new(Vec::with_capacity(suite.tests.len()));
    let work = || {
        while let Some((at, test)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            suite.tests.get(at).map(|test| (at, test))
        } {
            let result = one(suite, test);
            if let Ok(mut done) = done.lock() {
                done.push((at, result));
            }
        }
    };
    let threads = match args.parallel {
        0 => thread::available_parallelism().map_or(1, usize::from),
        given => given,
    };
    let panicked = thread::scope(|scope| -> Result<bool, Failure> {
        let mut workers = Vec::new();
        for _ in 0..threads.min(suite.tests.len()) {
            workers.push(thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work)?);
        }
        // All are waited for, whichever panicked.
        let ends: Vec<_> = workers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        Ok(ends.iter().any(Result::is_err))
    })?;
    if panicked {
        return Err(Failure::usage("internal error: a test stopped the evaluation; please report it".to_owned()));
    }
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, done)| done).collect())
}

fn one<'s>(suite: &'s Suite, test: &'s Test) -> Done<'s> {
    let mut done = Done {
        test,
        outcome: Outcome::Skip,
        duration: Duration::ZERO,
        prints: Vec::new(),
        cases: Case::default(),
        events: Vec::new(),
        failure: None,
        covered: Covered::new(),
    };
    if test.skipped {
        return done;
    }
    let start = Instant::now();
    done.outcome = match outcome(suite, &mut done) {
        Ok(true) => Outcome::Pass,
        Ok(false) => Outcome::Fail,
        Err(fault) => Outcome::Error(fault),
    };
    done.duration = start.elapsed();
    done
}

/// Does the test pass?
fn outcome(suite: &Suite, done: &mut Done<'_>) -> Result<bool, Fault> {
    let (program, data) = (&suite.policy.program, &suite.policy.data);
    let text = done.test.query();
    let wrong = |errors: Vec<bartizan_rego::diagnostic::Diagnostic>| {
        let first = errors.first().map(|error| Fault::of_module(error, "", &text));
        first.unwrap_or_else(|| Fault::plain("the test cannot be asked for"))
    };
    let query = program.query(&text).map_err(wrong)?;
    let Evaluation { answers, prints, observed } = query.evaluate(None, data, &suite.options);
    done.prints = prints;
    done.covered = observed.covered;
    let answers = answers.map_err(|error| Fault::of_eval(&error, program, &text))?;
    let value = answers.first().and_then(|answer| answer.values.first());
    let cases = cases::cases(program, done.test);
    let passes = match &cases {
        Some(cases) => {
            let Evaluation { answers, .. } = cases.query.evaluate(None, data, &plain(suite));
            // What fails while the names are looked for, fails in the test too.
            for answer in answers.unwrap_or_default() {
                if let Some(Value::Array(names)) = answer.values.last() {
                    done.cases.add(names, value);
                }
            }
            !done.cases.failed
        }
        None => value == Some(&Value::Bool(true)),
    };
    if !passes {
        let options = Options { observe: Observe { trace: true, ..Observe::default() }, ..suite.options.clone() };
        done.events = query.evaluate(None, data, &options).observed.events;
        explain(done, cases.as_ref());
    }
    Ok(passes)
}

fn plain(suite: &Suite) -> Options {
    Options { observe: Observe::default(), ..suite.options.clone() }
}

/// Finds what the test, or each of its cases, failed at.
fn explain(done: &mut Done<'_>, cases: Option<&Cases>) {
    let rule = done.test.full_name();
    match cases {
        Some(cases) => done.cases.explain(&mut Vec::new(), &cases.names, &rule, &done.events),
        None => done.failure = trace::last_failure(&done.events, &rule, |_| true).cloned(),
    }
}

impl Case {
    /// Adds the case of these names, which passes where `value` is true there.
    fn add(&mut self, names: &[Value], value: Option<&Value>) {
        let Some((name, rest)) = names.split_first() else {
            self.failed |= value != Some(&Value::Bool(true));
            return;
        };
        let shown = name.as_str().map_or_else(|| compact(name), str::to_owned);
        let case = self.cases.entry(shown).or_default();
        case.add(rest, value.and_then(|value| value.get(name)));
        self.failed |= case.failed;
    }

    fn explain(&mut self, path: &mut Vec<String>, names: &[String], rule: &str, events: &[Event]) {
        if self.cases.is_empty() && self.failed {
            let is_case = |event: &Event| {
                names.iter().zip(path.iter()).all(|(name, value)| {
                    let local = event.locals.iter().find(|(local, _)| **local == **name);
                    local.is_some_and(|(_, local)| {
                        local.as_str().map_or_else(|| compact(local), str::to_owned) == *value
                    })
                })
            };
            self.failure = trace::last_failure(events, rule, is_case).cloned();
        }
        for (name, case) in &mut self.cases {
            path.push(name.clone());
            case.explain(path, names, rule, events);
            path.pop();
        }
    }

    /// Cases in which there are no others: those that pass, and those that fail.
    pub(super) fn count(&self) -> (usize, usize) {
        if self.cases.is_empty() {
            return if self.failed { (0, 1) } else { (1, 0) };
        }
        self.cases.values().map(Self::count).fold((0, 0), |(a, b), (c, d)| (a + c, b + d))
    }
}

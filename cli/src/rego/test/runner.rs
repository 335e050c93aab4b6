//! Runs tests, several at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bartizan_rego::eval::{Event, STACK_BYTES};
use bartizan_rego::testing::{self, Case, Test, TestError};

use super::Suite;
use crate::Failure;
use crate::rego::args::TestArgs;
use crate::rego::fault::Fault;
use crate::rego::output::coverage::Covered;

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
    let (program, data) = (&suite.policy.program, &suite.policy.data);
    let ran = testing::run(program, data, test, &suite.options);
    done.duration = start.elapsed();
    done.outcome = match ran.passes {
        Ok(true) => Outcome::Pass,
        Ok(false) => Outcome::Fail,
        Err(TestError::Query(error)) => Outcome::Error(Fault::of_module(&error, "", &test.query())),
        Err(TestError::Evaluation(error)) => Outcome::Error(Fault::of_eval(&error, program, &test.query())),
    };
    Done {
        prints: ran.prints,
        cases: ran.cases,
        events: ran.events,
        failure: ran.failure,
        covered: ran.covered,
        ..done
    }
}

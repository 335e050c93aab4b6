//! Runs Rego tests as `opa test` does, on the evaluator that judges resources.

use std::collections::BTreeSet;
use std::time::Duration;

use bartizan_rego::compile::{Compiler, Program};
use bartizan_rego::syntax::ast::{TermKind, Version};
use bartizan_rego::value::Value;
use chrono::NaiveDate;

use super::compile::options;
use super::fault::Fault;
use crate::policy::PolicyFile;

/// One `test_…` rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// File of the rule.
    pub file: String,
    /// Its name; none when the file as a whole cannot be run.
    pub name: Option<String>,
    /// Why it failed; none when it passed.
    pub failure: Option<String>,
}

/// How long one test may take.
const LIMIT: Duration = Duration::from_secs(30);

/// Runs the rules `test_…` of the files whose name ends in `_test.rego`; `files` also holds what they test. `today` is
/// what `time.now_ns` says. Results stand in the order of the files and of the rules in them. The thread needs
/// [`STACK_BYTES`](super::STACK_BYTES) of stack.
#[must_use]
pub fn run_tests(files: &[PolicyFile], today: NaiveDate) -> Vec<TestResult> {
    let sources: Vec<(&str, &str)> = files.iter().map(|(file, text)| (&**file, &**text)).collect();
    let mut compiler = Compiler::new();
    for (file, text) in &sources {
        compiler = compiler.module(file, text, Version::V1);
    }
    match compiler.compile() {
        Ok(program) => {
            let tests = sources.iter().enumerate().filter(|(_, (file, _))| file.ends_with("_test.rego"));
            tests.flat_map(|(at, (file, _))| run_file(&program, at, file, today)).collect()
        }
        Err(errors) => {
            let failure = |error| {
                let fault = Fault::of_module(error, &sources);
                TestResult { file: fault.file.clone().unwrap_or_default(), name: None, failure: Some(fault.describe()) }
            };
            errors.iter().map(failure).collect()
        }
    }
}

/// The tests of the module at a place.
fn run_file(program: &Program, at: usize, file: &str, today: NaiveDate) -> Vec<TestResult> {
    let Some(module) = program.tree(at) else { return Vec::new() };
    let package: Vec<&str> = module.package.iter().flat_map(|package| &package.path).map(|name| &*name.text).collect();
    let mut seen = BTreeSet::new();
    let names = module.rules.iter().filter_map(|rule| match &rule.head.reference.first()?.kind {
        TermKind::Var(name) if name.starts_with("test_") && seen.insert(name) => Some(name.to_string()),
        _ => None,
    });
    let names: Vec<String> = names.collect();
    let options = options(today, LIMIT);
    let run = |name: String| {
        let rules = program.rules([package.iter().copied().chain([&*name]).collect()]);
        let failure = match rules.eval(None, &Value::empty_object(), &options).pop() {
            Some(Ok(Some(value))) if value != Value::Bool(false) => None,
            Some(Err(error)) => Some(Fault::of_evaluation(&error, program).describe()),
            _ => Some("it is not true".to_owned()),
        };
        TestResult { file: file.to_owned(), name: Some(name), failure }
    };
    names.into_iter().map(run).collect()
}

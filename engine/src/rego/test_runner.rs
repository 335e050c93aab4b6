//! Runs Rego tests as `opa test` does, on the evaluator that judges resources.

use std::collections::BTreeSet;

use bartizan_policies::annotations::Module;
use bartizan_policies::rego_text::strip_comments;
use chrono::NaiveDate;
use regorus::{Engine, Value};

use super::compile::{add, empty_engine, query};
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

/// A file, taken apart.
struct Part<'a> {
    file: &'a str,
    text: &'a str,
    module: Module,
}

/// Runs the rules `test_…` of the files whose name ends in `_test.rego`; `files` also holds what they test. `today` is
/// what `time.now_ns` says. The evaluator loses a rule whose first use is in the value of a `with`, for as long as that
/// `with` lasts: a test that fails only here must bind the value to a variable first. Results stand in the order of the files and of the rules in them.
#[must_use]
pub fn run_tests(files: &[PolicyFile], today: NaiveDate) -> Vec<TestResult> {
    let mut results = Vec::new();
    let mut parts = Vec::new();
    for (file, text) in files {
        match Module::read(text) {
            Ok(module) => parts.push(Part { file, text, module }),
            Err(fault) => results.push(whole_file(file, fault.to_string())),
        }
    }
    for tests in parts.iter().filter(|part| part.file.ends_with("_test.rego")) {
        match engine(tests, &parts, today) {
            Ok(mut engine) => results.extend(names(tests.text).into_iter().map(|name| run(&mut engine, tests, name))),
            Err(fault) => results.push(whole_file(tests.file, fault.describe())),
        }
    }
    results
}

fn whole_file(file: &str, failure: String) -> TestResult {
    TestResult { file: file.to_owned(), name: None, failure: Some(failure) }
}

/// An engine that holds the tests and all that they refer to.
fn engine(tests: &Part<'_>, parts: &[Part<'_>], today: NaiveDate) -> Result<Engine, Fault> {
    let mut engine = empty_engine(today)?;
    let mut added = BTreeSet::from([tests.file]);
    let mut pending = vec![tests];
    while let Some(part) = pending.pop() {
        add(&mut engine, part.file, part.text)?;
        let named = |other: &&Part<'_>| {
            part.module.references.iter().any(|reference| crate::policy::names(reference, &other.module.package))
        };
        pending.extend(parts.iter().filter(named).filter(|other| added.insert(other.file)));
    }
    Ok(engine)
}

/// Names of the tests in a file, in order.
fn names(text: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let stripped = strip_comments(text);
    let tests = stripped.lines().filter(|line| line.starts_with("test_"));
    let names = tests.map(|line| line.split(|c: char| c != '_' && !c.is_alphanumeric()).next().unwrap_or_default());
    names.filter(|name| seen.insert(name.to_string())).map(str::to_owned).collect()
}

fn run(engine: &mut Engine, tests: &Part<'_>, name: String) -> TestResult {
    let failure = match query(engine, &format!("data.{}.{name}", tests.module.package)) {
        Ok(Value::Bool(false) | Value::Undefined) => Some("it is not true".to_owned()),
        Ok(_) => None,
        Err(fault) => Some(fault.describe()),
    };
    TestResult { file: tests.file.to_owned(), name: Some(name), failure }
}

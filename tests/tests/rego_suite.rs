//! The suite of Rego in `tests/rego/cases`: what is recorded there is what OPA says, and the parser takes what OPA takes.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking and says what it counted")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use bartizan_rego::diagnostic::{Code, Diagnostic};
use bartizan_rego::syntax::{ast, parse_module, parse_query};
use bartizan_rego::value::Value;
use bartizan_tests::opa;
use bartizan_tests::rego::{Case, Input, Question, Said, Version, cases, ours, run};

/// What OPA says of a question.
fn ask(opa: &Path, question: &Question) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(opa);
    command.current_dir(&folder).args(["eval", "--format", "json"]);
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    for (index, text) in question.modules.iter().enumerate() {
        let name = format!("m{index}.rego");
        write(&name, text);
        command.args(["--data", &name]);
    }
    if let Some(data) = &question.data {
        write("data.json", data);
        command.args(["--data", "data.json"]);
    }
    if let Some(Input::Json(input)) = &question.input {
        write("input.json", input);
        command.args(["--input", "input.json"]);
    }
    let flags = [
        (question.version == Version::V0, "--v0-compatible"),
        (question.strict, "--strict"),
        (question.strict_errors, "--strict-builtin-errors"),
    ];
    command.args(flags.iter().filter(|(given, _)| *given).map(|(_, flag)| flag));
    let done = command.arg(&question.query).output().unwrap();
    let answer = Value::from_json(&String::from_utf8(done.stdout).unwrap()).unwrap();
    let results = match answer.field("errors").map(|errors| errors.as_array().unwrap()) {
        Some(errors) => Err(errors[0].field("code").and_then(Value::as_str).unwrap().to_owned()),
        None => Ok(bindings(answer.field("result"))),
    };
    Said::new(results, String::from_utf8(done.stderr).unwrap().lines().map(str::to_owned).collect())
}

/// The bindings of each result; `{}` of a result that binds nothing.
fn bindings(results: Option<&Value>) -> Vec<Value> {
    let results = results.and_then(Value::as_array).unwrap_or_default();
    results.iter().map(|result| result.field("bindings").cloned().unwrap_or_else(Value::empty_object)).collect()
}

#[test]
fn cases_are_many_and_named_once() {
    let cases = cases().unwrap();
    let notes: BTreeSet<&str> = cases.iter().map(|case| &*case.note).collect();
    assert_eq!(notes.len(), cases.len());
    assert!(cases.len() >= 450, "{} cases", cases.len());
}

#[test]
fn expectations_are_what_opa_says() {
    let Some(opa) = opa() else { return };
    let judge = |case: &Case| {
        let (wanted, said) = (case.wanted().unwrap(), ask(&opa, &case.question()));
        (wanted != said).then(|| format!("recorded {wanted}\n  OPA      {said}"))
    };
    let outcomes = run::all(&cases().unwrap(), |case| &case.note, judge);
    println!("recorded as OPA says: {}", run::tally(&outcomes, &BTreeMap::new()).unwrap());
}

#[test]
fn parser_refuses_what_opa_refuses() {
    let judge = |case: &Case| {
        let question = case.question();
        let refused = case.wanted().unwrap().results == Err(Code::Parse.as_str().into());
        let version = match question.version {
            Version::V0 => ast::Version::V0,
            Version::V1 => ast::Version::V1,
        };
        let mut errors: Vec<Diagnostic> = Vec::new();
        errors.extend(question.modules.iter().flat_map(|text| parse_module(text, version).errors));
        errors.extend(parse_query(&question.query).err().into_iter().flatten());
        (refused == errors.is_empty()).then(|| format!("refused by OPA: {refused}, by the parser: {errors:?}"))
    };
    // What annotations say is not the parser's to judge.
    let cases: Vec<Case> = cases().unwrap().into_iter().filter(|case| !case.note.starts_with("metadata/")).collect();
    let outcomes = run::all(&cases, |case| &case.note, judge);
    println!("refused by the parser as by OPA: {}", run::tally(&outcomes, &BTreeMap::new()).unwrap());
}

#[test]
fn our_implementation_says_what_opa_says() {
    let judge = |case: &Case| {
        let (wanted, said) = (case.wanted().unwrap(), ours::ask(&case.question()));
        (wanted != said).then(|| format!("OPA  {wanted}\n  ours {said}"))
    };
    let outcomes = run::all(&cases().unwrap(), |case| &case.note, judge);
    match run::tally(&outcomes, &run::Exceptions::read().unwrap().own) {
        Ok(tally) => println!("own suite: {tally}"),
        Err(wrong) => panic!("own suite:\n{wrong}"),
    }
}

//! The suite of Rego in `tests/rego/cases`: what is recorded there is what OPA says.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking and says what it counted")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use bartizan_tests::opa;
use bartizan_tests::rego::{Case, Said, Version, cases};
use serde_json::Value;

/// What OPA says of a case.
fn ask(opa: &Path, case: &Case) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(opa);
    command.current_dir(&folder).args(["eval", "--format", "json"]);
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    for (index, text) in case.modules.iter().enumerate() {
        let name = format!("m{index}.rego");
        write(&name, text);
        command.args(["--data", &name]);
    }
    if let Some(data) = &case.data {
        write("data.json", data);
        command.args(["--data", "data.json"]);
    }
    if let Some(input) = &case.input {
        write("input.json", input);
        command.args(["--input", "input.json"]);
    }
    let flags = [
        (case.version == Version::V0, "--v0-compatible"),
        (case.strict, "--strict"),
        (case.strict_errors, "--strict-builtin-errors"),
    ];
    command.args(flags.iter().filter(|(given, _)| *given).map(|(_, flag)| flag));
    let done = command.arg(&case.query).output().unwrap();
    let mut answer: Value = serde_json::from_slice(&done.stdout).unwrap();
    let results = match answer["errors"][0]["code"].as_str() {
        Some(code) => Err(code.to_owned()),
        None => Ok(bindings(answer["result"].take())),
    };
    Said::new(results, String::from_utf8(done.stderr).unwrap().lines().map(str::to_owned).collect())
}

/// The bindings of each result; `{}` of a result that binds nothing.
fn bindings(results: Value) -> Vec<Value> {
    let Value::Array(results) = results else { return Vec::new() };
    let bound = |mut result: Value| match result["bindings"].take() {
        Value::Null => Value::Object(serde_json::Map::new()),
        bindings => bindings,
    };
    results.into_iter().map(bound).collect()
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
    let cases = cases().unwrap();
    let (todo, wrong) = (Mutex::new(cases.iter()), Mutex::new(Vec::new()));
    let work = || {
        while let Some(case) = { todo.lock().unwrap().next() } {
            let (wanted, said) = (case.wanted().unwrap(), ask(&opa, case));
            if wanted != said {
                wrong.lock().unwrap().push(format!("{}\n  recorded {wanted}\n  OPA      {said}", case.note));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "of {} cases OPA says otherwise:\n{}", cases.len(), wrong.join("\n"));
    println!("recorded as OPA says: {} cases", cases.len());
}

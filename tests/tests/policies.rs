//! The bundled policies: their tests pass on our evaluator and on OPA, and their form is as the guide for authors says.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking and says what it skips")]

use std::path::{Path, PathBuf};
use std::process::Command;

use bartizan_engine::policy::PolicyFile;
use bartizan_engine::rego::run_tests;
use chrono::NaiveDate;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies")
}

/// Every `.rego` file, by its path below `policies/`.
fn files() -> Vec<PolicyFile> {
    let mut files = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rego") {
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// The real `opa`: `$OPA`, on the path, or where `go install` puts it.
fn opa() -> Option<PathBuf> {
    let named = std::env::var_os("OPA").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| Path::new(&home).join("go/bin/opa"));
    let works =
        |program: &PathBuf| Command::new(program).arg("version").output().is_ok_and(|done| done.status.success());
    let found = [named, Some("opa".into()), home].into_iter().flatten().find(works);
    if found.is_none() {
        println!("SKIPPED: there is no opa on this machine");
    }
    found
}

#[test]
fn tests_pass_on_our_evaluator() {
    let results = run_tests(&files(), NaiveDate::from_ymd_opt(2026, 1, 2).unwrap());
    let failed = results.iter().filter_map(|result| {
        let name = result.name.as_deref().unwrap_or("cannot be run");
        result.failure.as_ref().map(|failure| format!("{}: {name}: {failure}", result.file))
    });
    let failed: Vec<String> = failed.collect();
    assert!(failed.is_empty(), "{} of {} tests fail:\n{}", failed.len(), results.len(), failed.join("\n"));
    assert!(!results.is_empty());
}

#[test]
fn tests_pass_on_opa() {
    let Some(opa) = opa() else { return };
    for arguments in [["check", "--strict"].as_slice(), ["test"].as_slice()] {
        let done = Command::new(&opa).args(arguments).arg(".").current_dir(root()).output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert!(done.status.success(), "opa {arguments:?}:\n{out}{err}");
    }
}

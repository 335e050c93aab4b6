//! Policies of other tools say here what they say there: the folders of `fixtures/foreign` against the real tools.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use bartizan_tests::conftest;
use serde_json::Value;
use support::Project;

#[path = "cli/support.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests of the command use all of it")]
mod support;

/// The sample folders.
fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/foreign")
}

/// A project that holds the sample folders named, under their own names.
fn project(folders: &[&str]) -> Project {
    fn copy(project: &Project, from: &Path, to: &str) {
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let to = format!("{to}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                copy(project, &entry.path(), &to);
            } else {
                project.write(&to, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    let project = Project::new();
    folders.iter().for_each(|folder| copy(&project, &fixtures().join(folder), folder));
    project
}

/// Findings of policies that are not bundled.
fn adopted(output: &Value) -> Vec<&Value> {
    let bundled: BTreeSet<&str> = bartizan_policies::POLICIES.iter().map(|policy| policy.id).collect();
    let findings = output["findings"].as_array().unwrap().iter();
    findings.filter(|finding| !bundled.contains(finding["policy"].as_str().unwrap())).collect()
}

/// `file policy severity message` of each.
fn said(output: &Value) -> BTreeSet<String> {
    let line = |finding: &&Value| {
        let text = |key: &str| finding[key].as_str().unwrap();
        let file = finding["location"]["file"].as_str().unwrap_or("-");
        format!("{file} {} {} {}", text("policy"), text("severity"), text("message"))
    };
    adopted(output).iter().map(line).collect()
}

/// The places of the findings of a policy.
fn places(output: &Value, policy: &str) -> Vec<String> {
    let place = |finding: &Value| {
        let location = &finding["location"];
        format!("{}:{}", location["file"].as_str().unwrap_or("-"), location["start"]["line"])
    };
    let of_policy = adopted(output).into_iter().filter(|finding| finding["policy"] == policy);
    of_policy.map(place).collect()
}

/// What conftest says of `input`, run in `folder` with further arguments: severities as we give them to its rules.
fn by_conftest(conftest: &Path, project: &Project, folder: &str, arguments: &[&str]) -> BTreeSet<String> {
    let up = "../".repeat(folder.split('/').filter(|part| !part.is_empty()).count());
    let done = Command::new(conftest)
        .args(["test", "-o", "json", "--no-color"])
        .args(arguments)
        .arg(format!("{up}input"))
        .current_dir(project.path().join(folder))
        .output()
        .unwrap();
    let results: Value = serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&done.stderr)));
    let mut said = BTreeSet::new();
    for result in results.as_array().unwrap() {
        let file = result["filename"].as_str().unwrap().trim_start_matches("../");
        let file = if file == "Combined" { "-" } else { file };
        for (list, severity) in [("failures", "medium"), ("warnings", "low")] {
            for found in result[list].as_array().into_iter().flatten() {
                let rule = found["metadata"]["query"].as_str().unwrap().trim_start_matches("data.");
                said.insert(format!("{file} {rule} {severity} {}", found["msg"].as_str().unwrap()));
            }
        }
    }
    said
}

#[test]
fn conftest_policies_say_what_conftest_says() {
    let project = project(&["input", "conftest"]);
    let output = project.json(&["--policy", "conftest/main", "input"]);
    // A severity that a rule gives itself is not conftest's.
    let ours: BTreeSet<String> = said(&output)
        .into_iter()
        .map(|line| line.replace("main.warn_registry high", "main.warn_registry low"))
        .collect();
    assert!(ours.len() > 12, "{ours:#?}");
    assert_eq!(places(&output, "main.warn_registry"), ["input/job.json:6", "input/manifests.yaml:19"]);
    assert_eq!(places(&output, "main.warn_destroy"), ["input/plan.json:6"]);
    let Some(conftest) = conftest() else { return };
    // Told to read v0, conftest takes the files that import `rego.v1` for v1.
    let theirs = by_conftest(&conftest, &project, "", &["--rego-version", "v0", "-p", "conftest/main"]);
    assert_eq!(ours, theirs);
}

#[test]
fn conftest_configurations_choose_namespaces_data_and_all_documents_at_once() {
    let project = project(&["input", "conftest"]);
    for (folder, version, least) in [("conftest/spaces", "v0", 5), ("conftest/combined", "v1", 3)] {
        let ours = said(&project.json(&["--policy", folder, "input"]));
        assert!(ours.len() >= least, "{ours:#?}");
        let Some(conftest) = conftest() else { continue };
        assert_eq!(ours, by_conftest(&conftest, &project, folder, &["--rego-version", version]), "{folder}");
    }
}

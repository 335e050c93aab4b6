//! The bundled policies: their tests pass on our evaluator and on OPA, and they are of one form.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use bartizan_engine::policy::{Pack, Policy, PolicyFile, Scope};
use bartizan_engine::rego::run_tests;
use bartizan_engine::resource::Platform;
use bartizan_policies::annotations::Module;
use bartizan_policies::models::{Evidence, ROWS};
use bartizan_policies::rego_text::strip_comments;
use bartizan_tests::{opa, policies};
use chrono::NaiveDate;
use serde_json::Value;

/// Every `.rego` file, by its path below `policies/`.
fn files() -> Vec<PolicyFile> {
    let mut files = Vec::new();
    let mut folders = vec![policies()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(policies()).unwrap().to_string_lossy().replace('\\', "/");
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

/// Runs tests on our evaluator; how many there were, and what failed.
fn run(files: &[PolicyFile]) -> (usize, String) {
    let results = run_tests(files, NaiveDate::from_ymd_opt(2026, 1, 2).unwrap());
    let failed = results.iter().filter_map(|result| {
        let name = result.name.as_deref().unwrap_or("cannot be run");
        result.failure.as_ref().map(|failure| format!("{}: {name}: {failure}\n", result.file))
    });
    (results.len(), failed.collect())
}

#[test]
fn tests_pass_on_our_evaluator() {
    let (count, failed) = run(&files());
    assert!(failed.is_empty(), "of {count} tests fail:\n{failed}");
    assert!(count > 0);
}

#[test]
fn tests_pass_on_opa() {
    let Some(opa) = opa() else { return };
    for arguments in [["check", "--strict"].as_slice(), ["test"].as_slice()] {
        let done = Command::new(&opa).args(arguments).arg(".").current_dir(policies()).output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert!(done.status.success(), "opa {arguments:?}:\n{out}{err}");
    }
}

/// Changes of the policies after which many of their tests fail.
const DEFECTS: [(&str, &str); 3] = [(" == true", " == false"), ("\tnot ", "\t"), (" > ", " >= ")];

/// File and name of each test, and whether it passes.
type Verdicts = BTreeSet<(String, String, bool)>;

#[test]
fn tests_of_defective_policies_fail_alike_on_opa() {
    let Some(opa) = opa() else { return };
    for (from, to) in DEFECTS {
        let files: Vec<PolicyFile> = files()
            .into_iter()
            .map(|(file, text)| {
                let is_policy = !file.ends_with("_test.rego") && !file.starts_with("lib/");
                let text = if is_policy { text.replace(from, to) } else { text };
                (file, text)
            })
            .collect();
        let ours = run_tests(&files, NaiveDate::from_ymd_opt(2026, 1, 2).unwrap());
        let ours = ours.into_iter().map(|result| (result.file, result.name.unwrap(), result.failure.is_none()));
        let (ours, theirs) = (ours.collect::<Verdicts>(), verdicts_of_opa(&opa, &files));
        let failed = theirs.iter().filter(|(_, _, passes)| !passes).count();
        eprintln!("`{from}` replaced by `{to}`: {failed} of {} tests fail", theirs.len());
        assert!(failed > 50, "`{from}` spoils too little");
        let only = |one: &Verdicts, other: &Verdicts| one.difference(other).cloned().collect::<Vec<_>>();
        assert_eq!((only(&ours, &theirs), only(&theirs, &ours)), Default::default(), "`{from}` replaced by `{to}`");
    }
}

fn verdicts_of_opa(opa: &Path, files: &[PolicyFile]) -> Verdicts {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let done = Command::new(opa).args(["test", "--format", "json", "."]).current_dir(folder.path()).output().unwrap();
    let results: Vec<Value> = serde_json::from_slice(&done.stdout).unwrap();
    let verdict = |result: &Value| {
        let text = |pointer: &str| result.pointer(pointer).and_then(Value::as_str).unwrap().to_owned();
        let passes = result.get("fail").is_none() && result.get("error").is_none();
        (text("/location/file"), text("/name"), passes)
    };
    results.iter().map(verdict).collect()
}

/// Fails with everything that `fault` says of the policies.
fn each(fault: impl Fn(&Policy) -> Vec<String>) {
    let pack = Pack::bundled();
    let faults = pack.policies().iter().flat_map(|policy| {
        fault(policy).into_iter().map(|fault| format!("policies/{}: {fault}\n", policy.file)).collect::<Vec<_>>()
    });
    let faults: String = faults.collect();
    assert!(faults.is_empty(), "{faults}");
}

/// Names of the tests of a policy, and their text.
fn tests_of(policy: &Policy) -> (Vec<String>, String) {
    let path = policies().join(policy.file.replace(".rego", "_test.rego"));
    let text = strip_comments(&std::fs::read_to_string(path).unwrap_or_default());
    let names = text.lines().filter(|line| line.starts_with("test_"));
    (names.map(|line| line.split(' ').next().unwrap().to_owned()).collect(), text)
}

#[test]
fn every_policy_is_tested_both_ways() {
    each(|policy| {
        let (names, text) = tests_of(policy);
        let named = |words: &[&str]| names.iter().any(|name| words.iter().any(|word| name.contains(word)));
        let undetermined = strip_comments(&policy.text).lines().any(|line| line.starts_with("undetermined "));
        let wanted = [
            (named(&["violated"]), "no test `…violated…`"),
            (named(&["satisfied"]), "no test `…satisfied…`"),
            (text.contains("count(policy.deny) == 0"), "no test sees `count(policy.deny) == 0`"),
            (
                ["in policy.deny", "policy.deny == {{", "policy.deny == {\n", ":= policy.deny with"]
                    .iter()
                    .any(|form| text.contains(form)),
                "no test looks at an element of `policy.deny`",
            ),
            (!undetermined || text.contains("policy.undetermined"), "no test looks at `policy.undetermined`"),
        ];
        wanted.into_iter().filter(|(met, _)| !met).map(|(_, fault)| fault.to_owned()).collect()
    });
}

#[test]
fn metadata_agrees_with_the_index() {
    each(|policy| {
        let metadata = policy.metadata();
        let wanted = [
            (metadata.id == policy.id, "id"),
            (metadata.package == policy.package, "package"),
            (metadata.platform == policy.platform, "platform"),
            (metadata.scope == policy.scope, "scope"),
            (metadata.severity == policy.severity, "severity"),
            (metadata.profile() == policy.profile, "profile"),
            (metadata.kinds.iter().all(|kind| policy.judges(kind)), "kinds"),
        ];
        wanted.into_iter().filter(|(met, _)| !met).map(|(_, key)| format!("`{key}` differs")).collect()
    });
}

#[test]
fn every_row_of_the_models_is_answered() {
    let pack = Pack::bundled();
    let unanswered: Vec<&str> = ROWS
        .iter()
        .filter(|row| row.evidence != Evidence::Attestation)
        .map(|row| row.key)
        .filter(|key| !pack.policies().iter().any(|policy| policy.metadata().controls.iter().any(|of| of == key)))
        .collect();
    assert_eq!(unanswered, [""; 0], "rows that no policy serves");
}

#[test]
fn there_is_no_cis_benchmark_of_keycloak() {
    each(|policy| {
        let claims = policy.platform == Platform::Keycloak && policy.metadata().references.contains_key("cis");
        claims.then(|| "names one".to_owned()).into_iter().collect()
    });
}

#[test]
fn policies_refer_to_input_and_libraries_only() {
    each(|policy| {
        let module = Module::read(&policy.text).unwrap();
        let stranger = |reference: &&String| !reference.starts_with("data.bartizan.lib.");
        module.references.iter().filter(stranger).map(|reference| format!("refers to `{reference}`")).collect()
    });
}

/// The fallbacks that a policy, and its libraries, give its parameters are its metadata's defaults: each use is tested in
/// the package where it stands, on our evaluator.
#[test]
fn fallbacks_of_parameters_are_their_defaults() {
    let mut faults = String::new();
    for (policy, bundled) in Pack::bundled().policies().iter().zip(bartizan_policies::POLICIES) {
        let defaults = &policy.metadata().parameters;
        let libraries = bundled.libraries.iter().map(|at| &bartizan_policies::LIBRARIES[usize::from(*at)]);
        let files: Vec<PolicyFile> = [(bundled.path, bundled.text)]
            .into_iter()
            .chain(libraries.map(|library| (library.path, library.text)))
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect();
        let mut unused: Vec<&String> = defaults.keys().collect();
        for (at, (file, text)) in files.iter().enumerate() {
            let mut tests = text.clone();
            for (number, (name, fallback)) in uses(text).into_iter().enumerate() {
                unused.retain(|unused| **unused != name);
                match defaults.get(&name) {
                    Some(known) => {
                        tests.push_str(&format!("\ntest_{name}_{number} if {{ {fallback} == {} }}\n", known.default));
                    }
                    None if at == 0 => faults.push_str(&format!("{file}: parameter `{name}` is not in the metadata\n")),
                    None => {}
                }
            }
            let mut files = files.clone();
            files[at] = (file.replace(".rego", "_test.rego"), tests);
            faults.push_str(&run(&files).1);
        }
        faults.extend(unused.iter().map(|name| format!("{}: parameter `{name}` is not used\n", policy.file)));
    }
    assert!(faults.is_empty(), "{faults}");
}

/// Names and fallbacks in `params.get("name", fallback)`.
fn uses(text: &str) -> Vec<(String, String)> {
    let stripped = strip_comments(text);
    let call = |rest: &str| {
        let (name, rest) = rest.split_once("\", ")?;
        let mut depth = 0_i32;
        let end = rest.find(|c| {
            depth += match c {
                '(' | '[' | '{' => 1,
                ')' | ']' | '}' => -1,
                _ => 0,
            };
            depth < 0
        })?;
        Some((name.to_owned(), rest[..end].replace('\n', " ")))
    };
    stripped.split("params.get(\"").skip(1).filter_map(call).collect()
}

#[test]
fn policies_stand_where_their_package_says() {
    each(|policy| {
        let name = Path::new(&*policy.file).file_stem().unwrap().to_string_lossy();
        let wanted = format!("bartizan.{}.{name}", policy.platform);
        let topics = policy.file.split('/').count() - 2;
        let wrong = policy.package != wanted || topics != 1 || !policy.file.starts_with(policy.platform.as_str());
        wrong
            .then(|| format!("must be in `{}/<topic>/` with package `{wanted}`", policy.platform))
            .into_iter()
            .collect()
    });
}

#[test]
fn the_pack_covers_platforms_scopes_and_levels() {
    let pack = Pack::bundled();
    let count = |holds: &dyn Fn(&Policy) -> bool| pack.policies().iter().filter(|policy| holds(policy)).count();
    for platform in [Platform::Terraform, Platform::Kubernetes, Platform::Keycloak] {
        let found = count(&|policy| policy.platform == platform);
        assert!(found >= 30, "{platform}: {found} policies");
    }
    let wide = count(&|policy| policy.scope != Scope::Resource);
    assert!(wide >= 8, "{wide} policies look at more than one resource");
    for level in 1..=4 {
        assert!(count(&|policy| policy.metadata().level == level) > 0, "no policy of level {level}");
    }
}

//! Do we take the same modules as `opa check`? Asked of a folder of policies, given by `BARTIZAN_REGO_FILES`; and of the
//! project's own policies and suites.

mod support;

use std::path::{Path, PathBuf};

use bartizan_rego::compile::Compiler;
use bartizan_rego::syntax::ast::Version;
use support::{files, opa, verdict};

#[test]
fn modules_of_a_folder_are_taken_as_by_opa() {
    let Some(folder) = std::env::var_os("BARTIZAN_REGO_FILES").map(PathBuf::from) else {
        return println!("skipped: BARTIZAN_REGO_FILES names no folder");
    };
    let Some(opa) = opa() else { return println!("skipped: no opa") };
    let (mut asked, mut agreed, mut wrong) = (0, 0, Vec::new());
    for path in files(&folder, "rego") {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for (version, strict) in [(Version::V1, false), (Version::V1, true), (Version::V0, false)] {
            let theirs = verdict(&opa, &path, version, strict);
            let ours = Compiler::new().module("m.rego", &text, version).strict(strict).compile();
            asked += 1;
            if theirs.is_empty() == ours.is_ok() {
                agreed += 1;
                continue;
            }
            let how = if strict { "strict" } else { "" };
            match ours {
                Ok(_) => println!("missed: {} {version:?} {how}: {theirs:?}", path.display()),
                Err(errors) => {
                    let first = errors.first().map(|e| (e.code.as_str(), support::line(&text, e.span), &e.message));
                    wrong.push(format!("{} {version:?} {how}: {first:?}", path.display()));
                }
            }
        }
    }
    println!("agreement: {agreed} of {asked}");
    assert!(wrong.is_empty(), "refused, though opa takes them:\n{}", wrong.join("\n"));
}

#[test]
fn bundled_policies_pass_strictly() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut compiler = Compiler::new().strict(true);
    let mut names = Vec::new();
    for path in files(&folder, "rego") {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        names.push(path.display().to_string());
        compiler = compiler.module(&path.display().to_string(), &text, Version::V1);
    }
    assert!(names.len() > 50, "policies are there");
    if let Err(errors) = compiler.compile() {
        let errors: Vec<String> = errors.iter().map(|e| format!("{}: {}", names[e.module], e.message)).collect();
        panic!("{}", errors.join("\n"));
    }
}

#[test]
fn modules_of_the_conformance_suite_compile() {
    let folder = std::env::var_os("BARTIZAN_CONFORMANCE").map(PathBuf::from);
    let folder =
        folder.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance/opa-v1"));
    if !folder.is_dir() {
        return println!("skipped: {} is not there", folder.display());
    }
    let (mut asked, mut wrong) = (0, Vec::new());
    for path in files(&folder, "json") {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let file: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let cases = file.get("cases").and_then(|cases| cases.as_array()).or(file.as_array());
        for case in cases.into_iter().flatten() {
            let modules = case.get("modules").and_then(|modules| modules.as_array());
            let (Some(modules), true) = (modules, case.get("want_result").is_some_and(|want| !want.is_null())) else {
                continue;
            };
            asked += 1;
            let mut compiler = Compiler::new();
            for (at, module) in modules.iter().enumerate() {
                compiler = compiler.module(&format!("{at}"), module.as_str().unwrap_or_default(), Version::V1);
            }
            // A builtin of OPA's own test program.
            let known = |error: &&bartizan_rego::diagnostic::Diagnostic| !error.message.contains("test.sleep");
            if let Err(errors) = compiler.compile()
                && errors.iter().any(|error| known(&error))
            {
                let errors: Vec<&str> = errors.iter().map(|error| &*error.message).collect();
                wrong.push(format!("{} {}: {errors:?}", path.display(), case["note"]));
            }
        }
    }
    println!("{asked} cases of the suite");
    assert!(asked > 1000, "the suite was read");
    assert!(wrong.is_empty(), "{} refused:\n{}", wrong.len(), wrong.join("\n"));
}

//! The tree against what the real `opa parse` prints.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::super::ast::Version;
use super::super::{dump, parse_module};
use super::*;
use crate::value::Value;

/// The real `opa`, where there is one.
fn opa() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join("go/bin/opa"));
    let candidates = [std::env::var_os("OPA").map(PathBuf::from), home, Some(PathBuf::from("opa"))];
    candidates.into_iter().flatten().find(|path| {
        let version = Command::new(path).arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        version.is_ok_and(|status| status.success())
    })
}

fn printed(opa: &Path, arguments: &[&str], file: &Path) -> Option<String> {
    let output = Command::new(opa).arg("parse").args(arguments).arg(file).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

/// Text instead of base64, where it is that.
fn readable(value: &Value) -> String {
    let bytes = value.as_str().and_then(|text| crate::builtins::from_base64(text.as_bytes()).ok());
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| value.to_string())
}

/// The first place where two values differ.
fn difference(ours: &Value, theirs: &Value, path: &str) -> Option<String> {
    match (ours, theirs) {
        (Value::Object(left), Value::Object(right)) => {
            let keys: std::collections::BTreeSet<_> = left.keys().chain(right.keys()).collect();
            keys.into_iter().find_map(|key| match (left.get(key), right.get(key)) {
                (Some(left), Some(right)) => difference(left, right, &format!("{path}/{}", key.as_str()?)),
                (left, right) => Some(format!("{path}/{key}: {left:?} {right:?}")),
            })
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let mut pairs = left.iter().zip(right.iter()).enumerate();
            pairs.find_map(|(at, (left, right))| difference(left, right, &format!("{path}/{at}")))
        }
        _ if ours == theirs => None,
        _ => Some(format!("{path}: ours {:.200}, theirs {:.200}", readable(ours), readable(theirs))),
    }
}

/// What differs between our tree of a file and that of `opa`: JSON, JSON with locations, text.
fn differences(opa: &Path, file: &Path) -> Vec<String> {
    let Ok(text) = std::fs::read_to_string(file) else { return Vec::new() };
    let arguments = ["--format", "json", "--json-include", "locations,comments"];
    let theirs = printed(opa, &arguments, file);
    let parsed = parse_module(&text, Version::V1);
    let Some(theirs) = theirs else {
        return if parsed.errors.is_empty() { vec!["taken by us only".to_owned()] } else { Vec::new() };
    };
    if let Some(error) = parsed.errors.first() {
        return vec![format!("taken by opa only: {}", error.message)];
    }
    let name = file.to_string_lossy();
    let options = JsonOptions { locations: true, comments: true, annotations: true, file: &name };
    let (ours, theirs) = (module_to_json(&text, &parsed.module, options), Value::from_json(&theirs).unwrap());
    let mut found = Vec::new();
    found.extend(difference(&bare(&ours), &bare(&theirs), "").map(|found| format!("tree {found}")));
    if found.is_empty() {
        found.extend(difference(&ours, &theirs, "").map(|found| format!("location {found}")));
    }
    let theirs = printed(opa, &[], file).unwrap();
    let ours = dump(&text, &parsed.module);
    let lines = ours.lines().zip(theirs.lines());
    // OPA takes a `%` in what it prints for the beginning of a verb.
    let line = lines.into_iter().enumerate().find(|(_, (left, right))| left != right && !left.contains('%'));
    found.extend(line.map(|(at, (left, right))| format!("dump {}: ours {left:?}, theirs {right:?}", at + 1)));
    if ours.lines().count() != theirs.lines().count() {
        found.push("dump: length".to_owned());
    }
    found
}

/// Without locations.
fn bare(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::array(items.iter().map(bare).collect()),
        Value::Object(object) => Value::object(
            object
                .iter()
                .filter(|(key, _)| !matches!(key.as_str(), Some("location" | "alias_location" | "Location")))
                .map(|(key, value)| (key.clone(), bare(value)))
                .collect(),
        ),
        _ => value.clone(),
    }
}

fn rego_files(roots: Vec<PathBuf>) -> Vec<PathBuf> {
    let (mut folders, mut files) = (roots, Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rego") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn agrees_with_opa(roots: Vec<PathBuf>) {
    let Some(opa) = opa() else {
        eprintln!("skipped: no `opa` is installed");
        return;
    };
    let files = rego_files(roots);
    assert!(!files.is_empty());
    let differing: Vec<_> =
        files.iter().map(|file| (file, differences(&opa, file))).filter(|(_, found)| !found.is_empty()).collect();
    let report = differing.iter().map(|(file, found)| format!("{}\n  {}\n", file.display(), found.join("\n  ")));
    let report: String = report.take(40).collect();
    assert!(differing.is_empty(), "{} of {} files differ\n{report}", differing.len(), files.len());
    eprintln!("{} files agree", files.len());
}

#[test]
fn agrees_with_opa_on_samples() {
    agrees_with_opa(vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax/testdata/trees")]);
}

/// More folders, separated by `:`, are taken from `BARTIZAN_REGO_FILES`.
#[test]
fn agrees_with_opa_on_policies() {
    let mut roots = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")];
    let more = std::env::var("BARTIZAN_REGO_FILES").unwrap_or_default();
    roots.extend(more.split(':').filter(|folder| !folder.is_empty()).map(PathBuf::from));
    agrees_with_opa(roots);
}

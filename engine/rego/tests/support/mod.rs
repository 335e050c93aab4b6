//! What tests of the checker share: files of a folder, and what the real `opa` says.

use std::path::{Path, PathBuf};
use std::process::Command;

use bartizan_rego::syntax::Span;
use bartizan_rego::syntax::ast::Version;

/// All files below `folder` with this ending, sorted.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The line of a place, from 1.
pub(crate) fn line(text: &str, span: Span) -> usize {
    text.get(..span.start as usize).unwrap_or(text).matches('\n').count() + 1
}

/// The program `opa`, of the environment's `OPA`, of the path or of Go's folder, if it runs.
pub(crate) fn opa() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join("go/bin/opa"));
    let places = std::env::var_os("OPA").map(PathBuf::from).into_iter().chain([PathBuf::from("opa")]).chain(home);
    places.into_iter().find(|opa| Command::new(opa).arg("version").output().is_ok_and(|output| output.status.success()))
}

/// The errors of `opa check` on a file: code and line, sorted.
pub(crate) fn verdict(opa: &Path, file: &Path, version: Version, strict: bool) -> Vec<(String, usize)> {
    let mut command = Command::new(opa);
    command.args(["check", "--format=json", "--max-errors=0"]);
    if strict {
        command.arg("--strict");
    }
    if version == Version::V0 {
        command.arg("--v0-compatible");
    }
    let Ok(output) = command.arg(file).output() else { return Vec::new() };
    if output.status.success() {
        return Vec::new();
    }
    let report = [output.stdout, output.stderr].concat();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap_or_default();
    let errors = report.get("errors").and_then(|errors| errors.as_array());
    let mut found: Vec<(String, usize)> = errors
        .into_iter()
        .flatten()
        .map(|error| {
            let code = error["code"].as_str().unwrap_or("unknown").to_owned();
            (code, error["location"]["row"].as_u64().unwrap_or_default() as usize)
        })
        .collect();
    if found.is_empty() {
        found.push(("unreadable report".to_owned(), 0));
    }
    found.sort();
    found
}

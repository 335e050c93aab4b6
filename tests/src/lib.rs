//! Shared helpers of the cross-crate tests.

pub mod rego;

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder `policies` of the workspace.
#[must_use]
pub fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies")
}

/// The folder of real documents: `$BARTIZAN_CORPUS`, else `../shared/corpus` beside the workspace. None, and a note on
/// standard error, when it is absent.
#[must_use]
pub fn corpus() -> Option<PathBuf> {
    let named = env::var_os("BARTIZAN_CORPUS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"));
    or_skip(Some(folder).filter(|folder| folder.is_dir()), "there is no corpus of documents (BARTIZAN_CORPUS)")
}

/// The real `opa`: `$OPA`, on the path, or where `go install` puts it. None, and a note on standard error, when there
/// is none.
#[must_use]
pub fn opa() -> Option<PathBuf> {
    or_skip(program("OPA", "opa", "version"), "there is no opa on this machine (OPA)")
}

/// Gatekeeper's `gator`, found as [`opa`] is (`$GATOR`).
#[must_use]
pub fn gator() -> Option<PathBuf> {
    or_skip(program("GATOR", "gator", "--help"), "there is no gator on this machine (GATOR)")
}

/// The real `conftest`, found as [`opa`] is (`$CONFTEST`).
#[must_use]
pub fn conftest() -> Option<PathBuf> {
    or_skip(program("CONFTEST", "conftest", "--version"), "there is no conftest on this machine (CONFTEST)")
}

/// The real `helm`, found as [`opa`] is (`$HELM`).
#[must_use]
pub fn helm() -> Option<PathBuf> {
    or_skip(program("HELM", "helm", "version"), "there is no helm on this machine (HELM)")
}

/// The program that a variable names, on the path, or where `go install` puts it; one that runs with `argument`.
fn program(variable: &str, name: &str, argument: &str) -> Option<PathBuf> {
    let named = env::var_os(variable).map(PathBuf::from);
    let home = env::var_os("HOME").map(|home| Path::new(&home).join("go/bin").join(name));
    let works =
        |program: &PathBuf| Command::new(program).arg(argument).output().is_ok_and(|done| done.status.success());
    [named, Some(name.into()), home].into_iter().flatten().find(works)
}

/// Says that a test is skipped where the test harness does not swallow it.
pub(crate) fn or_skip<T>(found: Option<T>, reason: &str) -> Option<T> {
    if found.is_none() {
        let name = std::thread::current().name().unwrap_or("a test").to_owned();
        // A test must not fail because nobody reads its notes.
        let _ = writeln!(std::io::stderr(), "SKIPPED {name}: {reason}");
    }
    found
}

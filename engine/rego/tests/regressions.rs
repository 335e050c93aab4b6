//! What fuzzing once found: each file in `crashes/<check>/` is put to that check.

#![allow(clippy::panic, reason = "a test fails by panicking")]

mod checks;

use std::fs;
use std::path::Path;

fn put(name: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crashes").join(name);
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let bytes = fs::read(&path).unwrap_or_default();
        if std::panic::catch_unwind(|| check(&bytes)).is_err() {
            panic!("{} fails", path.display());
        }
    }
}

#[test]
fn parse() {
    put("parse", checks::parse);
}

#[test]
fn compile() {
    put("compile", checks::compile);
}

#[test]
fn evaluate() {
    put("evaluate", checks::evaluate);
}

#[test]
fn builtins() {
    put("builtins", checks::builtins);
}

#[test]
fn json() {
    put("json", checks::json);
}

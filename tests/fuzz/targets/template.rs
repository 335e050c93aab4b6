//! Fuzz target of the check of the same name.
#![no_main]

#[path = "../../../engine/helm/tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::template(bytes));

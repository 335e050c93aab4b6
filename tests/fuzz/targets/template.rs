//! Fuzz target of the checks `template` and `chart`.
#![no_main]

#[path = "../../../engine/helm/tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    checks::template(bytes);
    checks::chart(bytes);
});

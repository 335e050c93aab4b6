//! The parser against what OPA takes and refuses.

use super::ast::Version;
use super::*;

#[test]
fn takes_a_module() {
    let parsed = parse_module("package a\n\np := 1 if {\n  x := input.y\n  x > 1\n}\n", Version::V1);
    assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
    assert_eq!(parsed.module.rules.len(), 1);
}

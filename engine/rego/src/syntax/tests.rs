//! The parser against what OPA takes and refuses.

use super::ast::Version;
use super::*;

fn errors(text: &str) -> Vec<String> {
    parse_module(text, Version::V1).errors.into_iter().map(|error| error.message).collect()
}

#[test]
fn nests_as_deep_as_it_may_and_says_where_it_may_not() {
    let shapes = [
        ("[", "", "]"),
        ("{", "", "}"),
        ("{\"a\": ", "1", "}"),
        ("{\"a\": x | ", "x", "}"),
        ("[x | ", "x", "]"),
        ("{x | ", "x", "}"),
        ("(", "1", ")"),
        ("f(", "1", ")"),
        ("a[", "1", "]"),
        ("[1 | 2, ", "3", "]"),
        ("[1 | [2, ", "3", "], 4]"),
        ("[x | every y in z { ", "true", " }]"),
        ("{x | x := {\"a\": 1, \"b\": ", "1", "}}"),
        ("1 + (", "1", ")"),
        ("1 in (", "1", ")"),
        ("$\"{", "1", "}\""),
        ("-f(", "1", ")"),
    ];
    for (open, inner, close) in shapes {
        let nested = |depth: usize| format!("package a\np := {}{inner}{}\n", open.repeat(depth), close.repeat(depth));
        assert_eq!(errors(&nested(if open.contains('|') { 37 } else { 100 })), [""; 0], "{open}");
        let parsed = parse_module(&nested(10_000), Version::V1);
        assert_eq!(parsed.errors.len(), 1, "{open}: {:?}", parsed.errors.iter().take(3).collect::<Vec<_>>());
        assert!(!errors(&format!("package a\np := {}", open.repeat(100_000))).is_empty(), "{open}");
        assert!(!errors(&format!("package a\np if {{\n{}", open.repeat(100_000))).is_empty(), "{open}");
    }
}

#[test]
fn follows_long_chains() {
    let long = |part: &str| errors(&format!("package a\np := x{}\n", part.repeat(10_000)));
    for part in [" + 1", " | x", " == 1", " in y", " * 2"] {
        assert_eq!(long(part).len(), 1, "{part}");
    }
    assert_eq!(long(".a"), [""; 0]);
    assert_eq!(long("[0]"), [""; 0]);
    let chain = format!("package a\np := 1 if false{}\n", " else := 2 if false".repeat(10_000));
    assert_eq!(errors(&chain).len(), 1);
    // Height adds up over levels.
    let high = format!("package a\np := {}x{}\n", "(".repeat(200), format!("{})", " + 1".repeat(200)).repeat(200));
    assert_eq!(errors(&high).len(), 1);
}

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

/// One text a line: does OPA 1.22 take it (`+`) or refuse it (`-`), as which kind, and the text as a JSON string.
const ACCEPTANCE: &str = include_str!("testdata/acceptance.txt");

fn snippets() -> impl Iterator<Item = (bool, &'static str, String)> {
    ACCEPTANCE.lines().map(|line| {
        let (taken, rest) = line.split_once(' ').unwrap();
        let (kind, text) = rest.split_once(' ').unwrap();
        (taken == "+", kind, serde_json::from_str(text).unwrap())
    })
}

fn is_taken(kind: &str, text: &str) -> bool {
    match kind {
        "v1" => parse_module(text, Version::V1).errors.is_empty(),
        "v0" => parse_module(text, Version::V0).errors.is_empty(),
        _ => parse_query(text).is_ok(),
    }
}

#[test]
fn takes_and_refuses_what_opa_does() {
    let wrong: Vec<_> = snippets().filter(|(taken, kind, text)| is_taken(kind, text) != *taken).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn is_lossless(text: &str) {
    let mut end = 0;
    for token in tokens(text) {
        assert_eq!(token.span.start, end, "{text:?}");
        assert!(token.span.end > end, "{text:?}");
        end = token.span.end;
    }
    assert_eq!(end as usize, text.len(), "{text:?}");
}

#[test]
fn survives_mutations_and_loses_nothing() {
    // A linear congruential generator: the same texts each time.
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let inserts = [
        "{", "}", "[", "]", "(", ")", "\"", "`", "$\"{", "}\"", "\n", " if ", "|", ",", ":=", "\u{feff}", "ä", "🌈",
        "\\",
    ];
    for (_, kind, text) in snippets() {
        let mut characters: Vec<String> = text.chars().map(String::from).collect();
        for _ in 0..3 {
            let at = random(characters.len());
            match random(3) {
                0 => characters.insert(at, inserts[random(inserts.len())].to_owned()),
                1 if !characters.is_empty() => drop(characters.remove(at)),
                _ => characters.truncate(characters.len() - random(3).min(characters.len())),
            }
            let text = characters.concat();
            is_lossless(&text);
            is_taken(kind, &text);
        }
    }
}

#[test]
fn reads_all_policies() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut folders = vec![root];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rego") {
                let text = std::fs::read_to_string(&path).unwrap();
                assert_eq!(errors(&text), [""; 0], "{}", path.display());
                is_lossless(&text);
                count += 1;
            }
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn reads_the_conformance_suite() {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/conformance/opa-v1");
    let folder = std::env::var("BARTIZAN_CONFORMANCE").unwrap_or_else(|_| default.to_owned());
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no conformance suite at {folder}");
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let suite: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for case in suite["cases"].as_array().unwrap() {
            for module in case["modules"].as_array().into_iter().flatten() {
                assert_eq!(errors(module.as_str().unwrap()), [""; 0], "{}", case["note"]);
            }
        }
    }
}

#[test]
fn reports_several_errors_with_help() {
    let text = "package a\n\np {\n  true\n}\n\nq if {\n  x := \n  y == 'a'\n  z && w\n}\n\nr := 1\n";
    let parsed = parse_module(text, Version::V1);
    let found: Vec<_> = parsed.errors.iter().map(|error| (error.span.start, error.message.as_str())).collect();
    assert!(found.len() >= 3, "{found:?}");
    assert_eq!(parsed.module.rules.len(), 3);
    assert!(parsed.errors.iter().all(|error| error.help.is_some() || error.message.contains("expected")));
}

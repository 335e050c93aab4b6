//! The places of the input that an answer depends on.

#![allow(clippy::unwrap_used)]

use bartizan_rego::compile::Compiler;
use bartizan_rego::eval::{Options, Reason};
use bartizan_rego::syntax::ast::Version;
use bartizan_rego::value::Value;

/// The reasons of each element of `data.test.deny`, as lines: the element, then decisive places; `!` marks what is
/// absent.
fn reasons(rules: &str, input: &str) -> Vec<String> {
    let text = format!("package test\n\n{rules}");
    let program = Compiler::new().module("test.rego", &text, Version::V1).compile().unwrap();
    let input = Value::from_json(input).unwrap();
    let rules = program.rules([vec!["test", "deny"]]);
    let explained = rules.explain(Some(&input), &Value::empty_object(), &Options::default()).remove(0).unwrap();
    let line = |(element, reasons): &(Value, Vec<Reason>)| {
        let decisive = reasons.iter().filter(|reason| reason.decisive);
        let places = decisive.map(|reason| {
            let path: Vec<String> =
                reason.path.iter().map(|key| key.as_str().map_or_else(|| key.to_string(), str::to_owned)).collect();
            format!("{}{}", if reason.absent { "!" } else { "" }, path.join("."))
        });
        format!("{} <- {}", element.as_str().unwrap_or("?"), places.collect::<Vec<_>>().join(" "))
    };
    explained.reasons.iter().map(line).collect()
}

const POD: &str = r#"{"kind": "Pod", "metadata": {"name": "p", "labels": {"app": "a"}}, "spec": {"containers": [
    {"name": "a", "image": "x:latest", "securityContext": {"privileged": true}},
    {"name": "b", "image": "y:1.0", "securityContext": {"privileged": false}}]}}"#;

#[test]
fn names_what_decided() {
    let cases = [
        (
            r#"deny contains c.name if { input.kind == "Pod"; some c in input.spec.containers; c.securityContext.privileged }"#,
            vec!["a <- kind spec.containers.0.securityContext.privileged"],
        ),
        (
            r#"deny contains input.metadata.name if not input.spec.securityContext.runAsNonRoot"#,
            vec!["p <- !spec.securityContext.runAsNonRoot"],
        ),
        (
            r#"deny contains msg if { some i; image := input.spec.containers[i].image; endswith(image, ":latest"); msg := sprintf("%s", [input.metadata.name]) }"#,
            vec!["p <- spec.containers.0.image"],
        ),
        (
            r#"deny contains "limits" if { some c in containers; not has_limits(c) }
containers contains c if some c in input.spec.containers
has_limits(c) if c.resources.limits.memory"#,
            vec![
                "limits <- !spec.containers.0.resources.limits.memory",
                "limits <- !spec.containers.1.resources.limits.memory",
            ],
        ),
        (r#"deny contains "many" if count(input.spec.containers) > 1"#, vec!["many <- spec.containers"]),
        (
            r#"deny contains "count" if count([c | some c in input.spec.containers; c.securityContext.privileged]) > 0"#,
            vec!["count <- spec.containers.0.securityContext.privileged"],
        ),
        (
            r#"deny contains "walk" if { walk(input, [_, value]); value.privileged == true }"#,
            vec!["walk <- spec.containers.0.securityContext.privileged"],
        ),
        (
            r#"deny contains "every" if not all_private
all_private if every c in input.spec.containers { c.securityContext.privileged == false }"#,
            vec!["every <- spec.containers.0.securityContext.privileged"],
        ),
        (r#"deny contains "label" if not input.metadata.labels.owner"#, vec!["label <- !metadata.labels.owner"]),
    ];
    for (rules, wanted) in cases {
        assert_eq!(reasons(rules, POD), wanted, "{rules}");
    }
}

/// A policy without positions of its own, and where a person would expect its finding.
struct Expected<'t> {
    name: &'t str,
    document: &'t str,
    /// Keys and indices, parted by dots; behind `!` where nothing stands there.
    place: &'t str,
    version: Version,
    rules: String,
}

/// The cases of `tests/fixtures/explain/policies.txt`: each begins with a line `# name: document place [v0]`.
fn expected(text: &str) -> Vec<Expected<'_>> {
    let mut cases: Vec<Expected<'_>> = Vec::new();
    for line in text.lines() {
        if let Some((name, rest)) = line.strip_prefix("# ").and_then(|head| head.split_once(": ")) {
            let mut words = rest.split(' ');
            let (document, place) = (words.next().unwrap(), words.next().unwrap());
            let version = if words.next() == Some("v0") { Version::V0 } else { Version::V1 };
            cases.push(Expected { name, document, place, version, rules: String::new() });
        } else if let Some(case) = cases.last_mut() {
            case.rules.push_str(line);
            case.rules.push('\n');
        }
    }
    cases
}

/// Where the findings of a case stand, and the same of its further findings.
fn placed(case: &Expected<'_>, input: &Value) -> Vec<String> {
    let text = format!("package main\n\n{}", case.rules);
    let compiled = Compiler::new().module("test.rego", &text, case.version).compile();
    assert!(compiled.is_ok(), "{}: {:?}", case.name, compiled.err());
    let program = compiled.unwrap();
    let rules = program.rules([vec!["main", "deny"], vec!["main", "violation"]]);
    let explained = rules.explain(Some(input), &Value::empty_object(), &Options::default());
    let reasons = explained.into_iter().flat_map(|explained| explained.unwrap().reasons);
    let place = |(_, reasons): (Value, Vec<Reason>)| match Reason::foremost(&reasons) {
        Some(reason) => {
            let path = reason.path.iter().map(|key| key.as_str().map_or_else(|| key.to_string(), str::to_owned));
            format!("{}{}", if reason.absent { "!" } else { "" }, path.collect::<Vec<_>>().join("."))
        }
        None => "?".to_owned(),
    };
    reasons.map(place).collect()
}

/// Does a place stand in the same resource of a plan or part of a realm as the one expected?
fn same_resource(place: &str, wanted: &str) -> bool {
    let parts =
        |place: &str| -> Vec<String> { place.trim_start_matches('!').split('.').take(2).map(str::to_owned).collect() };
    let (place, wanted) = (parts(place), parts(wanted));
    let one_of_several = wanted.get(1).is_some_and(|index| index.parse::<usize>().is_ok());
    !one_of_several || place == wanted || place[0] == "?" || (place.len() == 1 && place[0] == wanted[0])
}

#[test]
fn places_findings_where_a_person_would_look() {
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/explain"));
    let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
    let text = read("policies.txt");
    let cases = expected(&text);
    assert!(cases.len() >= 40, "{} cases", cases.len());
    let mut wrong = Vec::new();
    let mut outside = Vec::new();
    for case in &cases {
        let input = Value::from_json(&read(&format!("{}.json", case.document))).unwrap();
        let places = placed(case, &input);
        assert!(!places.is_empty(), "{} finds nothing", case.name);
        let told = || format!("{}: {} instead of {}", case.name, places.join(", "), case.place);
        if places.iter().any(|place| *place != case.place) {
            wrong.push(told());
        }
        if !places.iter().all(|place| same_resource(place, case.place)) {
            outside.push(told());
        }
    }
    println!("{} of {} findings stand where a person would look", cases.len() - wrong.len(), cases.len());
    assert!(outside.is_empty(), "in another resource:\n{}", outside.join("\n"));
    assert!(wrong.len() * 10 <= cases.len(), "{} of {} are wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

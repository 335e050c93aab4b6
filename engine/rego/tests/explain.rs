//! The places of the input that an answer depends on.

#![allow(clippy::unwrap_used)]

use bartizan_rego::compile::Compiler;
use bartizan_rego::eval::Options;
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
    let line = |(element, reasons): &(Value, Vec<bartizan_rego::eval::Reason>)| {
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

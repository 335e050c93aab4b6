//! Why the evaluator is our own and not regorus: programs that OPA answers and regorus 0.14 answers otherwise, where no
//! rewriting of the program before it gets there would help.
//!
//! A document computed under a `with` is kept or lost inside the crate. A number that its values cannot hold cannot be
//! given to it. Besides, a call of a builtin cannot be interrupted, the answer to one rule cannot fail alone, and nothing
//! tells which places of the input an answer came from: its interface has no such thing. When a case here starts to
//! agree, the choice is worth another look.

#![allow(clippy::unwrap_used)]

use bartizan_rego::compile::Compiler;
use bartizan_rego::eval::Options;
use bartizan_rego::syntax::ast::Version;
use bartizan_rego::value::Value;

/// A program, and the value of `data.test.p` by `opa eval` 1.22; none where it is undefined.
const CASES: [(&str, &str, Option<&str>); 3] = [
    (
        "a rule that is first used in the value of a `with` is lost below it",
        "fixture := {\"a\": 1}\n\nq if input.a == fixture.a\n\np if q with input as fixture",
        Some("true"),
    ),
    ("decimal fractions are exact to 64 bits", "p if 0.1 + 0.2 == 0.3", Some("true")),
    ("a quotient has more digits than a double", "p := 1 / 3", Some("0.33333333333333333334")),
];

fn ours(rules: &str) -> Option<String> {
    let program = Compiler::new().module("test.rego", &text(rules), Version::V1).compile().unwrap();
    let rule = program.rules([vec!["test", "p"]]);
    let value = rule.eval(None, &Value::empty_object(), &Options::default()).remove(0).unwrap();
    value.map(|value| value.to_json())
}

fn regorus(rules: &str) -> Option<String> {
    let mut engine = regorus::Engine::new();
    engine.set_strict_builtin_errors(false);
    engine.add_policy("test.rego".to_owned(), text(rules)).ok()?;
    match engine.eval_rule("data.test.p".to_owned()) {
        Ok(regorus::Value::Undefined) | Err(_) => None,
        Ok(value) => value.to_json_str().ok(),
    }
}

fn text(rules: &str) -> String {
    format!("package test\n\n{rules}\n")
}

#[test]
fn answers_as_opa_does_where_regorus_does_not() {
    for (what, rules, wanted) in CASES {
        assert_eq!(ours(rules).as_deref(), wanted, "{what}");
        assert_ne!(regorus(rules).as_deref(), wanted, "regorus is right now: {what}");
    }
}

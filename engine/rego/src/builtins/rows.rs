//! Tables of calls and what OPA 1.22 answers them: one JSON array a line, `[name, arguments, answer]`. A set is written
//! `{"set()": […]}`, an object whose keys are no strings `{"object()": [[key, value], …]}`; an error is
//! `{"error": "type" | "failed" | "undefined" | "refused"}`. In answers a set is an array, as in JSON.

use super::{Answer, Context, Error, Outside, function};
use crate::value::Value;

/// Runs every line of a table; reports all lines that differ.
pub(super) fn check(text: &str) {
    let outside = Outside::default();
    let mut lines = 0;
    let mut wrong = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        lines += 1;
        let row = Value::from_json(line).expect(line);
        let [name, arguments, expected] = row.as_array().expect(line) else { panic!("{line}") };
        let arguments: Vec<Value> = arguments.as_array().expect(line).iter().map(term).collect();
        let code = function(name.as_str().expect(line)).unwrap_or_else(|| panic!("no builtin {name}"));
        let answer = plain(code(&mut context(&outside), &arguments));
        if answer != *expected {
            wrong.push(format!("{line}\n    got {answer}"));
        }
    }
    assert!(lines > 0 && wrong.is_empty(), "{} of {lines} lines differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Surroundings without limits of time, with a modest allowance.
pub(super) fn context(outside: &Outside) -> Context<'_> {
    Context { now_ns: 1_700_000_000_123_456_789, outside, deadline: None, cancelled: None, fuel: 0, allowance: 1 << 28 }
}

/// Calls a builtin with nothing of the outside allowed.
pub(super) fn call(name: &str, arguments: &[Value]) -> Answer {
    let outside = Outside::default();
    function(name).expect("a known name")(&mut context(&outside), arguments)
}

/// The value that a table means.
fn term(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::array(items.iter().map(term).collect()),
        Value::Object(object) => match (value.field("set()"), value.field("object()")) {
            (Some(Value::Array(items)), _) => Value::set(items.iter().map(term).collect()),
            (_, Some(Value::Array(pairs))) => {
                let pair = |pair: &Value| {
                    let pair = pair.as_array().expect("a pair");
                    (term(&pair[0]), term(&pair[1]))
                };
                Value::object(pairs.iter().map(pair).collect())
            }
            _ => Value::object(object.iter().map(|(key, value)| (key.clone(), term(value))).collect()),
        },
        other => other.clone(),
    }
}

/// An answer as a table writes it.
fn plain(answer: Answer) -> Value {
    let error = |kind: &str| Value::record([("error", Value::from(kind))]);
    match answer {
        Ok(value) => Value::from_json(&value.to_json()).expect("a value is JSON"),
        Err(Error::Type(_)) => error("type"),
        Err(Error::Failed(_)) => error("failed"),
        Err(Error::Undefined) => error("undefined"),
        Err(Error::Refused(_)) => error("refused"),
        Err(Error::Halt(_)) => error("halt"),
    }
}

//! Calls of builtins in tests, and tables of what OPA 1.22 answers them: one JSON array a line, `[name, arguments,
//! answer]`. A set is written `{"set()": […]}`, an object whose keys are no strings `{"object()": [[key, value], …]}`; an
//! error is `{"error": "failed"}`, or with its message `{"error": "failed: …"}`, likewise `type`, `undefined`, `halt` and
//! `refused`. In answers a set is an array, as in JSON.

use super::{Answer, Context, Error, Outside, function};
use crate::value::Value;

/// Runs every line of a table; reports all lines that differ.
pub(super) fn check(text: &str) {
    let mut lines = 0;
    let mut wrong = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        lines += 1;
        let row = Value::from_json(line).expect(line);
        let [name, arguments, expected] = row.as_array().expect(line) else { panic!("{line}") };
        let arguments: Vec<Value> = arguments.as_array().expect(line).iter().map(term).collect();
        let answer = call(name.as_str().expect(line), &arguments);
        let wanted = expected.field("error").and_then(Value::as_str);
        let same = match (&answer, wanted) {
            (Ok(value), None) => Value::from_json(&value.to_json()).expect("a value is JSON") == *expected,
            (Ok(_), Some(_)) | (Err(_), None) => false,
            (Err(_), Some(wanted)) => {
                let said = said(&answer);
                said == wanted || said.split_once(':').is_some_and(|(kind, _)| kind == wanted)
            }
        };
        if !same {
            wrong.push(format!("{line}\n    got {}", said(&answer)));
        }
    }
    assert!(lines > 0 && wrong.is_empty(), "{} of {lines} lines differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Surroundings without limits of time, with a modest allowance.
pub(super) fn context(outside: &Outside) -> Context<'_> {
    Context { now_ns: 1_800_000_000_123_456_789, fuel: 0, allowance: 1 << 28, ..Context::new(outside, None) }
}

/// Calls a builtin with nothing of the outside allowed.
pub(super) fn call(name: &str, arguments: &[Value]) -> Answer {
    call_in(&mut context(&Outside::default()), name, arguments)
}

/// Calls a builtin in surroundings of the caller's.
pub(super) fn call_in(context: &mut Context<'_>, name: &str, arguments: &[Value]) -> Answer {
    function(name).unwrap_or_else(|| panic!("no builtin {name}"))(context, arguments)
}

/// An answer as text: the value, or the kind of the error and its message.
pub(super) fn said(answer: &Answer) -> String {
    match answer {
        Ok(value) => value.to_string(),
        Err(Error::Undefined) => "undefined".to_owned(),
        Err(Error::Type(message)) => format!("type: {message}"),
        Err(Error::Failed(message)) => format!("failed: {message}"),
        Err(Error::Halt(message)) => format!("halt: {message}"),
        Err(Error::Refused(message)) => format!("refused: {message}"),
    }
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

//! Calls of builtins in tests, arguments and answers as text.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{Context, Error, Outside, function};
use crate::value::Value;

/// The answer of a builtin to arguments, a JSON array; an error is `type: …`, `failed: …`, `refused: …`.
pub(super) fn answer(name: &str, arguments: &str) -> String {
    let Ok(arguments) = Value::from_json(arguments) else { panic!("not JSON: {arguments}") };
    answer_values(name, arguments.as_array().unwrap_or_default(), &Outside::default())
}

/// The answer of a builtin to values.
pub(super) fn answer_values(name: &str, arguments: &[Value], outside: &Outside) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut context = Context {
        now_ns: i64::try_from(now.as_nanos()).unwrap_or_default(),
        outside,
        deadline: None,
        cancelled: None,
        fuel: 0,
        allowance: 1 << 30,
    };
    let Some(function) = function(name) else { panic!("no builtin {name}") };
    match function(&mut context, arguments) {
        Ok(value) => value.to_string(),
        Err(Error::Undefined) => "undefined".to_owned(),
        Err(Error::Type(message)) => format!("type: {message}"),
        Err(Error::Failed(message)) => format!("failed: {message}"),
        Err(Error::Halt(message)) => format!("halt: {message}"),
        Err(Error::Refused(message)) => format!("refused: {message}"),
    }
}

/// Holds builtins against a table of name, arguments and answer.
pub(super) fn check(cases: &[(&str, &str, &str)]) {
    for (name, arguments, wanted) in cases {
        assert_eq!(&answer(name, arguments), wanted, "{name}({arguments})");
    }
}

/// Holds builtins against what OPA answered: lines of JSON with `call`, `arguments` and one of `answer`, `failed`,
/// `type_error`, the message of OPA without the builtin's name.
pub(super) fn check_answers_of_opa(lines: &str) {
    for line in lines.lines() {
        let Ok(case) = Value::from_json(line) else { panic!("not JSON: {line}") };
        let text = |name: &str| case.field(name).and_then(Value::as_str);
        let arguments = case.field("arguments").and_then(Value::as_array).unwrap_or_default();
        let wanted = match (case.field("answer"), text("type_error")) {
            (Some(answer), _) => answer.to_string(),
            (None, Some(message)) => format!("type: {message}"),
            (None, None) => format!("failed: {}", text("failed").unwrap_or_default()),
        };
        assert_eq!(answer_values(text("call").unwrap_or_default(), arguments, &Outside::default()), wanted, "{line}");
    }
}

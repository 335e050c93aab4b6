//! `is_*`, `type_name`, `to_number`, and the deprecated `cast_*`.

use super::operands::{elements, wrong};
use super::{Answer, Context, Error, Function};
use crate::value::{Float, Number, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("cast_array", cast_array),
    ("cast_boolean", |_, arguments| cast(arguments, "boolean")),
    ("cast_null", |_, arguments| cast(arguments, "null")),
    ("cast_object", |_, arguments| cast(arguments, "object")),
    ("cast_set", cast_set),
    ("cast_string", |_, arguments| cast(arguments, "string")),
    ("is_array", |_, arguments| is(arguments, "array")),
    ("is_boolean", |_, arguments| is(arguments, "boolean")),
    ("is_null", |_, arguments| is(arguments, "null")),
    ("is_number", |_, arguments| is(arguments, "number")),
    ("is_object", |_, arguments| is(arguments, "object")),
    ("is_set", |_, arguments| is(arguments, "set")),
    ("is_string", |_, arguments| is(arguments, "string")),
    ("to_number", to_number),
    ("type_name", |_, arguments| Ok(Value::from(arguments[0].type_name()))),
];

fn is(arguments: &[Value], name: &str) -> Answer {
    Ok(Value::Bool(arguments[0].type_name() == name))
}

/// The argument itself where it has the type.
fn cast(arguments: &[Value], name: &str) -> Answer {
    if arguments[0].type_name() == name { Ok(arguments[0].clone()) } else { Err(wrong(1, name, &arguments[0])) }
}

fn cast_array(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let items = elements(arguments, 1)?;
    context.make(size_of_val(items))?;
    Ok(Value::array(items.to_vec()))
}

fn cast_set(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let items = elements(arguments, 1)?;
    context.make(size_of_val(items))?;
    context.work(items.len())?;
    Ok(Value::set(items.to_vec()))
}

fn to_number(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    match &arguments[0] {
        Value::Null | Value::Bool(false) => Ok(Value::from(0_i64)),
        Value::Bool(true) => Ok(Value::from(1_i64)),
        number @ Value::Number(_) => Ok(number.clone()),
        Value::String(text) => {
            context.work(text.len() / 16)?;
            read(text).map(Value::Number)
        }
        other => Err(wrong(1, "one of {null, boolean, number, string}", other)),
    }
}

/// A number of JSON.
///
/// OPA also lets pass what Go reads as a float and JSON does not (`+5`, `.5`, `1_0`), as a number that cannot be
/// printed; here that is a failure.
fn read(text: &str) -> Result<Number, Error> {
    let unsigned = text.trim_start_matches(['+', '-']);
    if ["inf", "infinity", "nan"].iter().any(|name| unsigned.eq_ignore_ascii_case(name)) {
        return Err(wrong(1, "valid number string", &Value::from(text)));
    }
    let number: Number = text.parse().map_err(|_| Error::failed(format!("{text:?} is not a number")))?;
    if number.to_f64().is_infinite() || !Float::is_readable(&number) {
        return Err(Error::failed(format!("{text:?} is out of range")));
    }
    Ok(number)
}

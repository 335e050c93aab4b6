//! `is_*`, `type_name`, `to_number`, and the deprecated `cast_*`.

use num_bigint::BigUint;
use num_traits::ToPrimitive;

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

/// A number of JSON, or one that only Go reads (`+5`, `.5`, `1_0`, `0x1p4`). OPA keeps the text of such a number and then
/// cannot print it; here it becomes one of JSON.
fn read(text: &str) -> Result<Number, Error> {
    let unsigned = text.trim_start_matches(['+', '-']);
    if ["inf", "infinity", "nan"].iter().any(|name| unsigned.eq_ignore_ascii_case(name)) {
        return Err(wrong(1, "valid number string", &Value::from(text)));
    }
    let number = text.parse().ok().or_else(|| literal_of_go(text));
    let number = number.ok_or_else(|| Error::failed(format!("{text:?} is not a number")))?;
    if number.to_f64().is_infinite() || !Float::is_readable(&number) {
        return Err(Error::failed(format!("{text:?} is out of range")));
    }
    Ok(number)
}

/// Reads a floating-point literal of Go: <https://go.dev/ref/spec#Floating-point_literals>, with a sign.
fn literal_of_go(text: &str) -> Option<Number> {
    let negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (hexadecimal, body) = match unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X")) {
        Some(digits) => (true, digits),
        None => (false, unsigned),
    };
    let is_digit = |c: char| if hexadecimal { c.is_ascii_hexdigit() } else { c.is_ascii_digit() };
    // An underscore stands between digits; the prefix counts as one.
    let mut before = hexadecimal;
    let mut pending = false;
    for c in body.chars() {
        if c == '_' && !before || pending && !is_digit(c) {
            return None;
        }
        pending = c == '_';
        before = is_digit(c);
    }
    if pending {
        return None;
    }
    let body = body.replace('_', "");
    let (mantissa, exponent) = match body.split_once(if hexadecimal { ['p', 'P'] } else { ['e', 'E'] }) {
        Some((mantissa, exponent)) => (mantissa, exponent),
        None if hexadecimal => return None,
        None => (body.as_str(), "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.chars().all(is_digit) {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    let power: i32 = exponent.parse().ok()?;
    if hexadecimal {
        let mantissa = BigUint::parse_bytes(digits.as_bytes(), 16)?.to_f64()?;
        let magnitude = mantissa * 2_f64.powi(power.checked_sub(4 * i32::try_from(fraction.len()).ok()?)?);
        let number = Number::from_f64(if negative { -magnitude } else { magnitude })?;
        return Some(if number.is_integer() { number.as_integer()?.into() } else { number });
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    let exponent = if power == 0 { String::new() } else { format!("e{power}") };
    format!("{sign}{whole}{point}{fraction}{exponent}").parse().ok()
}

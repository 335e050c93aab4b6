//! `json.marshal`, `json.marshal_with_options`, `json.unmarshal`, `json.is_valid`.

use super::operands::{object, string};
use super::{Answer, Context, Error, Function};
use crate::value::{Float, Layout, Value, write_json};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("json.is_valid", is_valid),
    ("json.marshal", marshal),
    ("json.marshal_with_options", marshal_with_options),
    ("json.unmarshal", unmarshal),
];

/// Accounts for the text of a value before it is made; `each` bytes more for each element.
pub(crate) fn account(context: &mut Context<'_>, value: &Value, each: usize) -> Result<(), Error> {
    match value {
        Value::Null | Value::Bool(_) => context.make(5),
        Value::Number(number) => context.make(number.text().map_or(20, str::len)),
        Value::String(text) => context.make(text.len() + 2),
        Value::Array(items) => account_all(context, items.iter(), each),
        Value::Set(set) => account_all(context, set.iter(), each),
        Value::Object(object) => account_all(context, object.iter().flat_map(|(key, value)| [key, value]), each),
    }
}

fn account_all<'a>(
    context: &mut Context<'_>,
    items: impl Iterator<Item = &'a Value>,
    each: usize,
) -> Result<(), Error> {
    for item in items {
        context.make(each + 1)?;
        account(context, item, each)?;
    }
    Ok(())
}

fn marshal(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    account(context, &arguments[0], 0)?;
    Ok(Value::from(write_json(&arguments[0], Layout { html: true, lines: None })))
}

/// Over lines where `pretty` says so, or where it says nothing and there is a `prefix` or an `indent`.
fn marshal_with_options(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (mut prefix, mut indent, mut pretty, mut implied) = ("", "\t", None, false);
    for (at, (key, value)) in object(arguments, 2)?.iter().enumerate() {
        let key = key.as_str().ok_or_else(|| {
            let got = key.type_name();
            let message =
                format!("failed to stringify key {key} at index {at}: operand {at} must be string but got {got}");
            Error::Type(format!("operand 2 {message}"))
        })?;
        let text = || {
            let failure = |got| {
                format!("operand 2 key \"{key}\" failed cast to string: operand {at} must be string but got {got}")
            };
            value.as_str().ok_or_else(|| Error::Type(failure(value.type_name())))
        };
        match key {
            "prefix" => prefix = text()?,
            "indent" => indent = text()?,
            "pretty" => match value {
                Value::Bool(value) => pretty = Some(*value),
                _ => return Err(Error::Type(format!("operand 2 key \"{key}\" failed cast to bool"))),
            },
            _ => return Err(Error::Type(format!("operand 2 object contained unknown key \"{key}\""))),
        }
        implied |= matches!(key, "prefix" | "indent");
    }
    if !pretty.unwrap_or(implied) {
        return marshal(context, arguments);
    }
    account(context, &arguments[0], 1 + prefix.len() + indent.len() * depth(&arguments[0]))?;
    let text = write_json(&arguments[0], Layout { html: true, lines: Some((prefix, indent)) });
    Ok(Value::from(format!("{prefix}{text}")))
}

/// Levels of arrays, sets and objects.
pub(super) fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Set(set) => 1 + set.iter().map(depth).max().unwrap_or(0),
        Value::Object(object) => 1 + object.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Accounts for the value that a text becomes.
pub(super) fn account_text(context: &mut Context<'_>, text: &str) -> Result<(), Error> {
    context.make(text.len().saturating_mul(4))
}

/// Reads JSON; half a surrogate pair becomes U+FFFD, as in Go.
fn read(text: &str) -> Result<Value, Error> {
    let failure = match Value::from_json(text) {
        Ok(value) => return Ok(value),
        Err(error) => Error::failed(error.to_string()),
    };
    mend_surrogates(text).and_then(|mended| Value::from_json(&mended).ok()).ok_or(failure)
}

/// `text` with U+FFFD in place of each escaped surrogate that has no partner, where there is one.
fn mend_surrogates(text: &str) -> Option<String> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok().filter(|unit| (0xd800..0xe000).contains(unit))
    };
    let (mut mended, mut from, mut at) = (String::new(), 0, 0);
    while let Some(found) = text[at..].find('\\') {
        at += found;
        match (unit(at), unit(at + 6)) {
            (Some(..0xdc00), Some(0xdc00..)) => at += 12,
            (Some(_), _) => {
                mended.push_str(&text[from..at]);
                mended.push('\u{fffd}');
                at += 6;
                from = at;
            }
            // The character that a backslash escapes is ASCII, or the text is no JSON.
            (None, _) => at = (at + 2..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len()),
        }
    }
    mended.push_str(&text[from..]);
    (from > 0).then_some(mended)
}

/// Are all numbers such that OPA reads them?
pub(super) fn has_only_readable_numbers(value: &Value) -> bool {
    match value {
        Value::Number(number) => Float::is_readable(number),
        Value::Array(items) => items.iter().all(has_only_readable_numbers),
        Value::Object(object) => object.values().all(has_only_readable_numbers),
        _ => true,
    }
}

fn unmarshal(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = string(arguments, 1)?;
    account_text(context, text)?;
    let value = read(text)?;
    if has_only_readable_numbers(&value) { Ok(value) } else { Err(Error::failed("invalid number: number too big")) }
}

/// Numbers that are too big to compute with are valid all the same.
fn is_valid(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let Value::String(text) = &arguments[0] else { return Ok(Value::Bool(false)) };
    context.work(text.len() / 16)?;
    Ok(Value::Bool(read(text).is_ok()))
}

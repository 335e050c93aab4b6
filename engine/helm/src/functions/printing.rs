//! `print`, `println`, `printf`, `html`, `js`, `urlquery`: Go's `fmt` and its escapes.

use bartizan_gofmt::{Flags, Segment, directives, is_printable};

use super::arguments;
use super::{Call, Function};
use crate::Result;
use crate::trace::{Keys, Origin};
use crate::value::{Form, Kind, Text, TextBuilder, Value, print_as, sprint};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("html", 0, |call, arguments| escaped(call, arguments, html)),
    Function::variadic("js", 0, |call, arguments| escaped(call, arguments, js)),
    Function::variadic("print", 0, |call, arguments| Ok(Value::from(sprint(arguments, call.budget)?.finish()))),
    Function::variadic("printf", 1, printf),
    Function::variadic("println", 0, println),
    Function::variadic("urlquery", 0, |call, arguments| escaped(call, arguments, url_query)),
];

fn println(call: &Call<'_>, arguments: &[Value]) -> Result<Value> {
    let mut out = TextBuilder::new();
    for (at, value) in arguments.iter().enumerate() {
        if at > 0 {
            out.push(" ", Origin::made(Keys::NONE));
        }
        print_as(&mut out, value, &Form::default(), call.budget)?;
    }
    out.push("\n", Origin::made(Keys::NONE));
    Ok(Value::from(out.finish()))
}

fn printf(call: &Call<'_>, arguments: &[Value]) -> Result<Value> {
    let [format, values @ ..] = arguments else { return Ok(Value::from("")) };
    let (keys, format) = (format.keys, arguments::string(format)?);
    call.budget.take_bytes(format.as_str().len() as u64)?;
    let width = |at: usize| match values.get(at).map(|value: &Value| &value.kind) {
        Some(Kind::Int(number, _) | Kind::Duration(number)) => Some(*number),
        _ => None,
    };
    let found = directives(format.as_str(), values.len(), width);
    let mut out = TextBuilder::new();
    for segment in found.segments {
        match segment {
            Segment::Text(range) => out.push_range(format, range, keys),
            Segment::Fault(text) => out.push(&text, Origin::made(keys)),
            Segment::Argument { index, verb, flags } => {
                if let Some(value) = values.get(index) {
                    call.budget.take_bytes((flags.width.unwrap_or(0) + flags.precision.unwrap_or(0)) as u64)?;
                    print_as(&mut out, value, &Form { verb, flags }, call.budget)?;
                }
            }
        }
    }
    if let Some(extra) = found.extra {
        print_extra(&mut out, &values[extra..], keys, call)?;
    }
    Ok(Value::from(out.finish()))
}

/// Arguments that nothing in the format asked for.
fn print_extra(out: &mut TextBuilder, values: &[Value], keys: Keys, call: &Call<'_>) -> Result<()> {
    out.push("%!(EXTRA ", Origin::made(keys));
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.push(", ", Origin::made(keys));
        }
        if !matches!(value.kind, Kind::Nil) {
            out.push(&format!("{}=", value.type_name()), Origin::made(keys));
        }
        print_as(out, value, &Form { verb: 'v', flags: Flags::default() }, call.budget)?;
    }
    out.push(")", Origin::made(keys));
    Ok(())
}

/// The printed arguments, every part of them escaped.
fn escaped(call: &Call<'_>, arguments: &[Value], escape: fn(&str, &mut String)) -> Result<Value> {
    let (text, keys) = match arguments {
        [Value { kind: Kind::String(text), keys }] => (text.clone(), *keys),
        [Value { kind: Kind::Nil, keys }] => (Text::from("<no value>"), *keys),
        _ => {
            // What is no value is printed as an action does it.
            let shown = arguments.iter().map(|value| match value.kind {
                Kind::Nil => Value::from("<no value>").with_keys(value.keys),
                _ => value.clone(),
            });
            (sprint(&shown.collect::<Vec<_>>(), call.budget)?.finish(), Keys::NONE)
        }
    };
    call.budget.take_bytes(text.as_str().len() as u64 * 2)?;
    let mut out = TextBuilder::new();
    out.push_mapped(&text, 0..text.as_str().len(), keys, escape);
    Ok(Value::from(out.finish()))
}

fn html(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\0' => out.push('\u{fffd}'),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
}

fn js(text: &str, out: &mut String) {
    for c in text.chars() {
        let code = u32::from(c);
        match c {
            '\\' | '\'' | '"' => out.extend(['\\', c]),
            '<' | '>' | '&' | '=' | ..' ' => out.push_str(&format!("\\u{code:04X}")),
            c if c.is_ascii() || is_printable(c) => out.push(c),
            _ => out.push_str(&format!("\\u{code:04X}")),
        }
    }
}

fn url_query(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

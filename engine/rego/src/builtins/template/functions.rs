//! Functions of templates.

use std::cmp::Ordering;

use super::super::strings::lossy;
use super::super::{Context, Error, encoding, function};
use super::Item;
use crate::value::{Number, Value};

fn wrong(name: &str, why: &str) -> Error {
    Error::failed(format!("template: error calling {name}: {why}"))
}

/// Calls a function that looks at all its arguments.
pub(super) fn call(context: &mut Context<'_>, name: &str, items: &[Item]) -> Result<Item, Error> {
    let boolean = |value: bool| Ok(Item::Data(Value::Bool(value)));
    match (name, items) {
        ("not", [item]) => boolean(!item.is_true()),
        ("eq", [first, others @ ..]) if !others.is_empty() => {
            for other in others {
                if equal(first, other)? {
                    return boolean(true);
                }
            }
            boolean(false)
        }
        ("ne", [left, right]) => boolean(!equal(left, right)?),
        ("lt", [left, right]) => boolean(order(left, right)?.is_lt()),
        ("le", [left, right]) => boolean(order(left, right)?.is_le()),
        ("gt", [left, right]) => boolean(order(left, right)?.is_gt()),
        ("ge", [left, right]) => boolean(order(left, right)?.is_ge()),
        ("len", [item]) => length(item).map(|length| Item::Int(length as i64)),
        ("index", [item, indices @ ..]) => indices.iter().try_fold(item.clone(), |item, at| index(&item, at)),
        ("slice", [item, bounds @ ..]) => slice(item, bounds),
        ("print", _) => print(context, items).map(Item::text),
        ("println", _) => {
            let texts = items.iter().map(|item| show(context, item)).collect::<Result<Vec<_>, _>>()?;
            Ok(Item::text(texts.join(" ") + "\n"))
        }
        ("printf", [Item::Data(Value::String(format)), arguments @ ..]) => printf(context, format, arguments),
        ("html" | "js" | "urlquery", _) => {
            let text = print(context, items)?;
            context.make(text.len() * 6)?;
            Ok(Item::text(match name {
                "html" => html(&text),
                "js" => javascript(&text),
                _ => {
                    let mut out = String::new();
                    encoding::escape(text.as_bytes(), &mut out);
                    out
                }
            }))
        }
        _ => Err(wrong(name, "wrong arguments")),
    }
}

/// A value as Go prints it.
pub(super) fn show(context: &mut Context<'_>, item: &Item) -> Result<String, Error> {
    let text = match item {
        Item::Missing => "<nil>".to_owned(),
        Item::Int(number) => number.to_string(),
        Item::Float(number) => {
            // From the 21st digit on, and from the fifth zero after the point, Go shows an exponent.
            let size = number.abs();
            if size != 0.0 && !(1e-4..1e21).contains(&size) {
                let text = format!("{number:e}");
                let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
                let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
                format!("{digits}e{sign}{exponent:0>2}")
            } else {
                number.to_string()
            }
        }
        Item::Data(value) => {
            let mut out = String::new();
            show_value(context, value, &mut out)?;
            return Ok(out);
        }
    };
    context.make(text.len())?;
    Ok(text)
}

fn show_value(context: &mut Context<'_>, value: &Value, out: &mut String) -> Result<(), Error> {
    let before = out.len();
    let list = |context: &mut Context<'_>, items: &[Value], out: &mut String| {
        out.push('[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.push(' ');
            }
            show_value(context, item, out)?;
        }
        out.push(']');
        Ok::<_, Error>(())
    };
    match value {
        Value::Null => out.push_str("<nil>"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => out.push_str(text),
        Value::Array(items) => return list(context, items, out),
        Value::Set(set) => return list(context, set.as_slice(), out),
        Value::Object(object) => {
            out.push_str("map[");
            for (at, (key, value)) in object.iter().enumerate() {
                if at > 0 {
                    out.push(' ');
                }
                match key {
                    Value::String(key) => out.push_str(key),
                    _ => out.push_str(&key.to_json()),
                }
                out.push(':');
                show_value(context, value, out)?;
            }
            out.push(']');
        }
    }
    context.make(out.len() - before)
}

/// Text to Go: strings, and the numbers of data.
fn as_text(item: &Item) -> Option<String> {
    match item {
        Item::Data(Value::String(text)) => Some(text.to_string()),
        Item::Data(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// Arguments one after another, with spaces between those that are both no text.
fn print(context: &mut Context<'_>, items: &[Item]) -> Result<String, Error> {
    let mut out = String::new();
    let mut last_text = true;
    for item in items {
        let text = as_text(item).is_some();
        if !text && !last_text {
            out.push(' ');
        }
        last_text = text;
        out.push_str(&show(context, item)?);
    }
    Ok(out)
}

/// As `sprintf`: booleans and numbers of data count as strings there, so `%t` and `%T` tell that.
fn printf(context: &mut Context<'_>, format: &str, arguments: &[Item]) -> Result<Item, Error> {
    let mut values = Vec::with_capacity(arguments.len());
    for argument in arguments {
        values.push(match argument {
            Item::Int(number) => Value::from(*number),
            Item::Float(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
            other => Value::from(show(context, other)?),
        });
    }
    let sprintf = function("sprintf").ok_or_else(|| wrong("printf", "sprintf is missing"))?;
    sprintf(context, &[format.into(), Value::array(values)]).map(Item::Data)
}

/// What Go compares as one kind.
enum Basic {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

fn basic(item: &Item) -> Result<Basic, Error> {
    match item {
        Item::Data(Value::Bool(value)) => Ok(Basic::Bool(*value)),
        Item::Int(number) => Ok(Basic::Int(*number)),
        Item::Float(number) => Ok(Basic::Float(*number)),
        other => as_text(other).map(Basic::Text).ok_or_else(|| wrong("comparison", "invalid type for comparison")),
    }
}

fn equal(left: &Item, right: &Item) -> Result<bool, Error> {
    if left.is_nil() || right.is_nil() {
        return Ok(left.is_nil() && right.is_nil());
    }
    match (basic(left)?, basic(right)?) {
        (Basic::Bool(left), Basic::Bool(right)) => Ok(left == right),
        (Basic::Int(left), Basic::Int(right)) => Ok(left == right),
        (Basic::Float(left), Basic::Float(right)) => Ok(left == right),
        (Basic::Text(left), Basic::Text(right)) => Ok(left == right),
        _ => Err(wrong("comparison", "incompatible types for comparison")),
    }
}

fn order(left: &Item, right: &Item) -> Result<Ordering, Error> {
    match (basic(left)?, basic(right)?) {
        (Basic::Int(left), Basic::Int(right)) => Ok(left.cmp(&right)),
        (Basic::Float(left), Basic::Float(right)) => Ok(left.total_cmp(&right)),
        (Basic::Text(left), Basic::Text(right)) => Ok(left.cmp(&right)),
        _ => Err(wrong("comparison", "incompatible types for comparison")),
    }
}

fn length(item: &Item) -> Result<usize, Error> {
    match item {
        Item::Data(Value::Array(items)) => Ok(items.len()),
        Item::Data(Value::Object(object)) => Ok(object.len()),
        Item::Data(Value::Set(set)) => Ok(set.len()),
        other => as_text(other).map(|text| text.len()).ok_or_else(|| wrong("len", "it has no length")),
    }
}

/// The elements of a list.
fn elements(item: &Item) -> Option<&[Value]> {
    match item {
        Item::Data(Value::Array(items)) => Some(items),
        Item::Data(Value::Set(set)) => Some(set.as_slice()),
        _ => None,
    }
}

fn index(item: &Item, at: &Item) -> Result<Item, Error> {
    let place = match at {
        Item::Int(at) => usize::try_from(*at).ok(),
        _ => None,
    };
    let out_of_range = || wrong("index", "index out of range");
    match (item, at) {
        (Item::Data(Value::Object(object)), Item::Data(Value::String(key))) => {
            Ok(object.field(key).cloned().map_or(Item::Missing, Item::Data))
        }
        (_, Item::Int(_)) => {
            if let Some(items) = elements(item) {
                return place.and_then(|at| items.get(at)).cloned().map(Item::Data).ok_or_else(out_of_range);
            }
            let text = as_text(item).ok_or_else(|| wrong("index", "it has no elements"))?;
            let byte = place.and_then(|at| text.as_bytes().get(at).copied());
            byte.map(|byte| Item::Int(byte.into())).ok_or_else(out_of_range)
        }
        _ => Err(wrong("index", "cannot index with this type")),
    }
}

fn slice(item: &Item, bounds: &[Item]) -> Result<Item, Error> {
    let length = match item {
        Item::Data(Value::Object(_)) => return Err(wrong("slice", "a map cannot be sliced")),
        other => length(other)?,
    };
    let bound = |at: usize, default: usize| match bounds.get(at) {
        None => Ok(default),
        Some(Item::Int(value)) => usize::try_from(*value).map_err(|_| wrong("slice", "index out of range")),
        Some(_) => Err(wrong("slice", "cannot index with this type")),
    };
    let (from, to) = (bound(0, 0)?, bound(1, length)?);
    if from > to || to > length || bounds.len() > 2 {
        return Err(wrong("slice", "invalid slice index"));
    }
    match elements(item) {
        Some(items) => Ok(Item::Data(Value::array(items[from..to].to_vec()))),
        None => Ok(Item::Data(lossy(as_text(item).unwrap_or_default().as_bytes()[from..to].to_vec()))),
    }
}

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\0' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}

fn javascript(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '\'' | '"' => out.extend(['\\', c]),
            '<' | '>' | '&' | '=' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            _ if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

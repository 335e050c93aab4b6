//! JSON as `encoding/json` writes it: without spaces, `<`, `>` and `&` escaped.

use std::fmt::Write as _;

use bartizan_gofmt::floats;

use super::view::{View, Viewer};
use super::{Out, Written};
use crate::trace::Keys;
use crate::value::{Text, Value};

/// How JSON is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonStyle {
    /// Are `<`, `>` and `&` left as they are?
    pub(crate) raw: bool,
    /// Does each member stand on a line of its own, two spaces deeper?
    pub(crate) indented: bool,
}

pub(super) fn write(out: &mut Out<'_>, value: &Value) -> Written {
    write_as(out, value, JsonStyle { raw: false, indented: false })
}

/// Goes to a new line where members stand on their own.
fn line(out: &mut Out<'_>, keys: Keys, style: JsonStyle) -> Written {
    if !style.indented {
        return Ok(());
    }
    let indent = "  ".repeat(out.depth as usize);
    out.push("\n", keys)?;
    out.push(&indent, keys)
}

pub(super) fn write_as(out: &mut Out<'_>, value: &Value, style: JsonStyle) -> Written {
    let keys = value.keys;
    match View::of(value, Viewer::Json)? {
        View::Null => out.push("null", keys),
        View::Bool(value) => out.push(if value { "true" } else { "false" }, keys),
        View::Int(number, of) if of.is_unsigned() => out.push(&number.cast_unsigned().to_string(), keys),
        View::Int(number, _) => out.push(&number.to_string(), keys),
        View::Float(number) => out.push(&float(number), keys),
        View::Text(text) => string(out, &text, keys, style),
        View::Time(text) => string(out, &text.into(), keys, style),
        View::List(items) if items.is_empty() => out.push("[]", keys),
        View::Map(entries) if entries.is_empty() => out.push("{}", keys),
        View::List(items) => {
            out.enter()?;
            out.push("[", keys)?;
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(",", keys)?;
                }
                line(out, keys, style)?;
                write_as(out, item, style)?;
            }
            out.leave();
            line(out, keys, style)?;
            out.push("]", keys)
        }
        View::Map(entries) => {
            out.enter()?;
            out.push("{", keys)?;
            for (at, (key, value)) in entries.into_iter().enumerate() {
                if at > 0 {
                    out.push(",", keys)?;
                }
                line(out, keys, style)?;
                string(out, &key.into(), keys, style)?;
                out.push(if style.indented { ": " } else { ":" }, keys)?;
                write_as(out, &value, style)?;
            }
            out.leave();
            line(out, keys, style)?;
            out.push("}", keys)
        }
    }
}

fn string(out: &mut Out<'_>, text: &Text, keys: Keys, style: JsonStyle) -> Written {
    out.push("\"", keys)?;
    out.push_escaped(text, keys, |text, out| escape(text, style.raw, out))?;
    out.push("\"", keys)
}

/// Characters of a string with its quotes.
pub(super) fn quoted_length(text: &str) -> usize {
    let mut escaped = String::new();
    escape(text, false, &mut escaped);
    escaped.chars().count() + 2
}

/// Appends what stands for a part of a string.
fn escape(text: &str, raw: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '<' | '>' | '&' if raw => out.push(c),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | ..'\x20' => {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

/// A finite float: with an exponent where it is small or great.
pub(super) fn float(number: f64) -> String {
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let size = number.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        return format!("{sign}{}", floats::text(number, 'f', None));
    }
    format!("{sign}{}", floats::text(number, 'e', None).replace("e-0", "e-"))
}

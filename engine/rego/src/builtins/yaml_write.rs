//! `yaml.marshal`: YAML as go-yaml v3 writes it, indented by two.

use std::fmt::Write as _;

use bartizan_gofmt::floats;
use bartizan_gofmt::yaml::{Style, Version, block_header, escape, is_simple_key, sort_by_nature, style};

use super::json::{account, depth};
use super::yaml_scalar::{Scalar, implicit};
use super::{Answer, Context};
use crate::value::{Layout, Value, write_json};

pub(super) fn marshal(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    account(context, &arguments[0], 4 + 2 * depth(&arguments[0]))?;
    let mut out = String::new();
    write(&mut out, &arguments[0], 0, Place::Root);
    Ok(Value::from(out))
}

/// What stands before a value on its line.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Root,
    /// `key:`.
    Key,
    /// `-` and a space.
    Dash,
}

/// Writes a value and the line break after it. Collections stand at `indent`.
fn write(out: &mut String, value: &Value, indent: usize, place: Place) {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        Value::Set(set) => set.as_slice(),
        Value::Object(object) if !object.is_empty() => {
            let entries = object.iter().map(|(key, value)| (key_text(key), value)).collect();
            let entries: Vec<(String, &Value)> = sort_by_nature(entries, Version::V3, &|entry| &*entry.0);
            for (at, (key, value)) in entries.iter().enumerate() {
                begin(out, indent, place, at == 0);
                if is_simple_key(key) {
                    scalar(out, key, indent);
                    out.push(':');
                    write(out, value, indent + 2, Place::Key);
                } else {
                    out.push_str("? ");
                    scalar(out, key, indent + 2);
                    end_line(out);
                    let _ = write!(out, "{}: ", " ".repeat(indent));
                    write(out, value, indent + 2, Place::Dash);
                }
            }
            return;
        }
        _ => {
            if place == Place::Key {
                out.push(' ');
            }
            match value {
                Value::Object(_) => out.push_str("{}"),
                Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
                Value::Number(number) => self::number(out, &number.to_string()),
                Value::String(text) => scalar(out, text, if place == Place::Root { 2 } else { indent }),
                _ => out.push_str("null"),
            }
            end_line(out);
            return;
        }
    };
    if items.is_empty() {
        out.push_str(if place == Place::Key { " []\n" } else { "[]\n" });
    }
    for (at, item) in items.iter().enumerate() {
        begin(out, indent, place, at == 0);
        out.push_str("- ");
        write(out, item, indent + 2, Place::Dash);
    }
}

/// Ends the line, unless a literal block did.
fn end_line(out: &mut String) {
    if !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Begins an entry of a collection: on a line of its own but where the collection begins after a dash.
fn begin(out: &mut String, indent: usize, place: Place, first: bool) {
    if first && place == Place::Key {
        out.push('\n');
    }
    if !first || place == Place::Key {
        out.push_str(&" ".repeat(indent));
    }
}

/// The text of an object's key.
fn key_text(key: &Value) -> String {
    key.as_str().map_or_else(|| write_json(key, Layout { html: true, lines: None }), str::to_owned)
}

/// A number as go-yaml has it: an integer of 64 bits or a float.
fn number(out: &mut String, text: &str) {
    // Writing to a string does not fail.
    let _ = match implicit(text) {
        Scalar::Int(number) => write!(out, "{number}"),
        Scalar::Float(number) => {
            let sign = if number.is_sign_negative() { "-" } else { "" };
            write!(out, "{sign}{}", floats::text(number, 'g', None))
        }
        _ => write!(out, "{text}"),
    };
}

/// A text: plain, in quotes or as a literal block, whichever reads back.
fn scalar(out: &mut String, text: &str, indent: usize) {
    match style(text, Version::V3) {
        Style::Plain => out.push_str(text),
        Style::Single => {
            let _ = write!(out, "'{}'", text.replace('\'', "''"));
        }
        Style::Double => {
            out.push('"');
            let all = text.starts_with('\u{feff}');
            text.chars().for_each(|c| escape(c, all, out));
            out.push('"');
        }
        Style::Literal => literal(out, text, indent),
    }
}

/// `|` and the lines of a text.
fn literal(out: &mut String, text: &str, indent: usize) {
    out.push('|');
    out.push_str(block_header(text));
    let body = text.strip_suffix('\n').unwrap_or(text);
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(line);
        }
    }
    out.push('\n');
}

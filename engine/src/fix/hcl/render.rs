//! Values as configuration writes them.

use std::fmt::Write as _;

use bartizan_hcl::span::Pieces;
use bartizan_hcl::syntax::{Origin, parse_expression};
use serde_json::{Map, Value};

/// What one level is indented by, as `terraform fmt` has it.
pub(super) const INDENT: &str = "  ";

/// What strings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strings {
    /// Data: `${` is written so that it means itself.
    Data,
    /// Templates, and one that is nothing but an interpolation is its expression.
    Templates,
}

/// How values are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Render {
    pub(super) strings: Strings,
    /// Everything on one line.
    pub(super) compact: bool,
}

impl Render {
    /// `name` set to `value` in a body whose lines begin with `indent`; each line with its line end. An object in a list
    /// is a block.
    pub(super) fn entry(self, name: &str, value: &Value, indent: &str) -> String {
        match blocks(value) {
            Some(objects) => {
                let written: Vec<String> = objects.iter().map(|object| self.block(name, object, indent)).collect();
                written.join("\n")
            }
            None => format!("{indent}{name} = {}\n", self.expression(value, indent)),
        }
    }

    /// A block of this header.
    pub(super) fn block(self, header: &str, object: &Map<String, Value>, indent: &str) -> String {
        let inner = format!("{indent}{INDENT}");
        let mut out = format!("{indent}{header} {{\n");
        let (nested, mut plain): (Vec<_>, Vec<_>) = object.iter().partition(|(_, value)| blocks(value).is_some());
        // What it belongs to stands first.
        plain.sort_by_key(|(_, value)| self.reference(value).is_none());
        let parts: Vec<String> =
            [plain, nested.clone()].concat().iter().map(|(k, v)| self.entry(k, v, &inner)).collect();
        let plain = parts.len() - nested.len();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 && index >= plain {
                out.push('\n');
            }
            out.push_str(part);
        }
        let _ = writeln!(out, "{indent}}}");
        out
    }

    /// `value` as an expression; further lines of it stand at `indent` and deeper.
    pub(super) fn expression(self, value: &Value, indent: &str) -> String {
        let inner = format!("{indent}{INDENT}");
        match value {
            Value::String(text) => self.string(text),
            Value::Array(items) if items.is_empty() => "[]".to_owned(),
            Value::Array(items) if self.compact || !items.iter().any(is_collection) => {
                let items: Vec<String> = items.iter().map(|item| self.expression(item, indent)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Array(items) => {
                let items = items.iter().map(|item| format!("{inner}{},\n", self.expression(item, &inner)));
                format!("[\n{}{indent}]", items.collect::<String>())
            }
            Value::Object(entries) if entries.is_empty() => "{}".to_owned(),
            Value::Object(entries) => {
                let entry = |(name, value): (&String, &Value)| {
                    format!("{} = {}", self.key(name), self.expression(value, &inner))
                };
                if self.compact {
                    format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
                } else {
                    let lines = entries.iter().map(|item| format!("{inner}{}\n", entry(item)));
                    format!("{{\n{}{indent}}}", lines.collect::<String>())
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        }
    }

    /// The key of an object.
    pub(super) fn key(self, name: &str) -> String {
        if is_identifier(name) { name.to_owned() } else { self.string(name) }
    }

    fn string(self, text: &str) -> String {
        self.reference_in(text).map_or_else(|| quoted(text, self.strings), str::to_owned)
    }

    /// The expression that a value is.
    fn reference(self, value: &Value) -> Option<&str> {
        self.reference_in(value.as_str()?)
    }

    /// The expression that a template is which is nothing else.
    fn reference_in(self, text: &str) -> Option<&str> {
        let inner = text.strip_prefix("${")?.strip_suffix('}')?.trim();
        let is_whole = || parse_expression(inner, Origin::Pieces(&Pieces::default())).1.is_empty();
        (self.strings == Strings::Templates && is_whole()).then_some(inner)
    }
}

/// A string in quotes.
fn quoted(text: &str, strings: Strings) -> String {
    let mut out = String::from('"');
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if strings == Strings::Data && rest.peek() == Some(&'{') => out.extend([c, c]),
            c if c.is_control() => _ = write!(out, "\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The objects of a value that a body writes as blocks.
pub(super) fn blocks(value: &Value) -> Option<Vec<&Map<String, Value>>> {
    let items = value.as_array().filter(|items| !items.is_empty())?;
    items.iter().map(Value::as_object).collect()
}

fn is_collection(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

/// May `name` stand without quotes?
pub(super) fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && !matches!(name, "true" | "false" | "null" | "for")
}

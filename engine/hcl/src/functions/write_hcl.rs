//! Values as expressions of HCL in its canonical format.

use std::fmt::Write;

use crate::eval::{Budget, Result};
use crate::syntax::is_identifier;
use crate::value::{Entries, Kind, Value};

/// The expression that stands for a known value.
pub(super) fn expression(value: &Value, budget: &Budget) -> Result<String> {
    let mut writer = Writer { lines: vec![Line::default()], budget };
    writer.value(value)?;
    Ok(layout(&writer.lines))
}

/// `name = value` for every entry.
pub(super) fn attributes(entries: &Entries, budget: &Budget) -> Result<String> {
    let mut writer = Writer { lines: vec![Line::default()], budget };
    for (name, entry) in entries {
        writer.attribute(name, &entry.value)?;
    }
    Ok(layout(&writer.lines))
}

#[derive(Default)]
struct Line {
    text: String,
    /// Where its first `=` begins.
    assign: Option<usize>,
    /// Brackets that open on it less those that close, and how many of them stand before `assign`.
    brackets: i32,
    before: i32,
}

struct Writer<'b> {
    lines: Vec<Line>,
    budget: &'b Budget,
}

impl Writer<'_> {
    fn put(&mut self, text: &str, brackets: i32) {
        if let Some(line) = self.lines.last_mut() {
            line.text.push_str(text);
            line.brackets += brackets;
        }
    }

    fn attribute(&mut self, name: &str, value: &Value) -> Result<()> {
        self.put(name, 0);
        if let Some(line) = self.lines.last_mut()
            && line.assign.is_none()
        {
            line.assign = Some(line.text.len());
            line.before = line.brackets;
        }
        self.put(" = ", 0);
        self.value(value)?;
        self.lines.push(Line::default());
        Ok(())
    }

    fn value(&mut self, value: &Value) -> Result<()> {
        let _level = self.budget.enter()?;
        self.budget.take(1)?;
        match &value.kind {
            Kind::Null | Kind::Unknown(_) => self.put("null", 0),
            Kind::Bool(value) => self.put(if *value { "true" } else { "false" }, 0),
            Kind::Number(number) => self.put(&number.to_string(), 0),
            Kind::String(string) => self.put(&quote(&string.text), 0),
            Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => {
                self.put("[", 1);
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.put(", ", 0);
                    }
                    self.value(item)?;
                }
                self.put("]", -1);
            }
            Kind::Map(entries) | Kind::Object(entries) => {
                self.put("{", 1);
                if !entries.is_empty() {
                    self.lines.push(Line::default());
                }
                for (key, entry) in entries.iter() {
                    let name = if is_identifier(key) { key.to_string() } else { quote(key) };
                    self.attribute(&name, &entry.value)?;
                }
                self.put("}", -1);
            }
        }
        Ok(())
    }
}

/// Lines with their indents, and with `=` of neighbouring lines below each other.
fn layout(lines: &[Line]) -> String {
    // Only what is whole on its line is moved.
    let assign = |line: &Line| line.assign.filter(|_| line.brackets == line.before);
    let mut out = String::new();
    let mut indents: Vec<i32> = Vec::new();
    let mut leads: Vec<(String, &str)> = Vec::new();
    for line in lines {
        if line.brackets < 0 {
            let mut closed = -line.brackets;
            while closed > 0
                && let Some(open) = indents.last_mut()
            {
                if closed < *open {
                    *open -= closed;
                    break;
                }
                closed -= *open;
                indents.pop();
            }
        }
        let indent = if line.text.is_empty() { 0 } else { 2 * indents.len() };
        if line.brackets > 0 {
            indents.push(line.brackets);
        }
        let (lead, rest) = line.text.split_at(assign(line).unwrap_or(line.text.len()));
        leads.push((format!("{}{lead}", " ".repeat(indent)), rest));
    }
    let mut width = None;
    for (at, (lead, rest)) in leads.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(lead);
        if rest.is_empty() {
            width = None;
            continue;
        }
        let columns = |lead: &str| lead.chars().count();
        let chain = leads[at..].iter().take_while(|(_, rest)| !rest.is_empty());
        let width = *width.get_or_insert_with(|| chain.map(|(lead, _)| columns(lead)).max().unwrap_or_default());
        out.push_str(&" ".repeat(width - columns(lead)));
        out.push_str(rest);
    }
    out
}

fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '$' | '%' if characters.peek() == Some(&'{') => out.extend([character, character]),
            ' ' => out.push(' '),
            // Writing to a string does not fail.
            _ if character.is_control() || character.is_whitespace() => {
                let code = u32::from(character);
                _ = if code < 0x1_0000 { write!(out, "\\u{code:04x}") } else { write!(out, "\\U{code:08x}") };
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

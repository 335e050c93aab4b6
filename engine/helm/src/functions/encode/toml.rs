//! TOML as BurntSushi's encoder writes it: what is no table first, tables indented by their depth.

use std::rc::Rc;

use bartizan_gofmt::floats;

use super::view::{View, Viewer};
use super::{Out, Stop, Written};
use crate::functions::Call;
use crate::trace::Keys;
use crate::value::{Kind, ListType, MapType, Text, TextBuilder, Value};
use crate::{Error, Result};

/// `toToml`: the text, or what the encoder says against the value.
pub(super) fn encode(call: &Call<'_>, value: &Value) -> Result<Value> {
    if matches!(value.kind, Kind::Nil) {
        return Err(Error::new("reflect: call of reflect.Value.Type on zero Value"));
    }
    let mut writer = Writer { out: Out { text: TextBuilder::new(), budget: call.budget, depth: 0 }, path: Vec::new() };
    match writer.top(value) {
        Ok(()) => Ok(Value::from(writer.out.text.finish()).with_keys(value.keys)),
        Err(Stop::Unsupported(message)) => Ok(Value::from(message).with_keys(value.keys)),
        Err(Stop::Limit(error)) => Err(error),
    }
}

struct Writer<'a> {
    out: Out<'a>,
    /// The keys that lead to what is written.
    path: Vec<Rc<str>>,
}

impl Writer<'_> {
    fn top(&mut self, value: &Value) -> Written {
        match View::of(value, Viewer::Toml)? {
            View::Map(_) => self.table(value),
            View::List(items) if is_tables(&items)? => {
                Err(Stop::Unsupported("toml: top-level values must be Go maps or structs".to_owned()))
            }
            _ => self.element(value),
        }
    }

    fn newline(&mut self, keys: Keys) -> Written {
        if self.out.text.is_empty() { Ok(()) } else { self.out.push("\n", keys) }
    }

    fn margin(&mut self, keys: Keys) -> Written {
        let depth = self.path.len().saturating_sub(1);
        self.out.push(&"  ".repeat(depth), keys)
    }

    fn path_text(&self) -> String {
        self.path.iter().map(|key| key_text(key)).collect::<Vec<_>>().join(".")
    }

    /// A table and what is in it.
    fn table(&mut self, value: &Value) -> Written {
        let keys = value.keys;
        if self.path.len() == 1 {
            self.newline(keys)?;
        }
        if !self.path.is_empty() {
            self.margin(keys)?;
            self.out.push(&format!("[{}]", self.path_text()), keys)?;
            self.newline(keys)?;
        }
        self.entries(value)
    }

    fn entries(&mut self, value: &Value) -> Written {
        self.out.enter()?;
        let View::Map(entries) = View::of(value, Viewer::Toml)? else { return Ok(()) };
        let (direct, tables) = apart(entries)?;
        for (key, value) in direct.into_iter().chain(tables) {
            if !is_nil(&value) {
                self.path.push(key);
                self.entry(&value)?;
                self.path.pop();
            }
        }
        self.out.leave();
        Ok(())
    }

    /// What stands under the path.
    fn entry(&mut self, value: &Value) -> Written {
        let keys = value.keys;
        match View::of(value, Viewer::Toml)? {
            View::Map(_) => self.table(value),
            View::List(items) if is_tables(&items)? => {
                for item in items.iter() {
                    self.newline(keys)?;
                    self.margin(keys)?;
                    self.out.push(&format!("[[{}]]", self.path_text()), keys)?;
                    self.newline(keys)?;
                    self.entries(item)?;
                }
                Ok(())
            }
            _ => {
                self.margin(keys)?;
                let key = self.path.last().map(|key| key_text(key)).unwrap_or_default();
                self.out.push(&format!("{key} = "), keys)?;
                self.element(value)?;
                self.newline(keys)
            }
        }
    }

    /// A value in one line.
    fn element(&mut self, value: &Value) -> Written {
        let keys = value.keys;
        match View::of(value, Viewer::Toml)? {
            View::Null => Err(Stop::Limit(Error::new("reflect: call of reflect.Value.Interface on zero Value"))),
            View::Bool(value) => self.out.push(if value { "true" } else { "false" }, keys),
            View::Int(number, of) if of.is_unsigned() => self.out.push(&number.cast_unsigned().to_string(), keys),
            View::Int(number, _) => self.out.push(&number.to_string(), keys),
            View::Float(number) => self.out.push(&float(number), keys),
            View::Text(text) => self.string(&text, keys),
            View::Time(text) => self.out.push(&text, keys),
            View::List(items) => {
                self.out.enter()?;
                self.out.push("[", keys)?;
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.out.push(", ", keys)?;
                    }
                    self.element(item)?;
                }
                self.out.leave();
                self.out.push("]", keys)
            }
            View::Map(entries) => {
                self.out.enter()?;
                self.out.push("{", keys)?;
                let (direct, tables) = apart(entries)?;
                self.inline(&direct, !tables.is_empty(), keys)?;
                self.inline(&tables, false, keys)?;
                self.out.leave();
                self.out.push("}", keys)
            }
        }
    }

    /// Entries of a table in one line, with a comma after the last where `more` follow.
    fn inline(&mut self, entries: &[(Rc<str>, Value)], more: bool, keys: Keys) -> Written {
        for (at, (key, value)) in entries.iter().enumerate() {
            if is_nil(value) {
                continue;
            }
            self.out.push(&format!("{} = ", key_text(key)), keys)?;
            self.element(value)?;
            if more || at + 1 < entries.len() {
                self.out.push(", ", keys)?;
            }
        }
        Ok(())
    }

    fn string(&mut self, text: &Text, keys: Keys) -> Written {
        self.out.push("\"", keys)?;
        self.out.push_escaped(text, keys, escape)?;
        self.out.push("\"", keys)
    }
}

type Entries = Vec<(Rc<str>, Value)>;

/// What is no table, and what is one or several.
fn apart(entries: Entries) -> Written<(Entries, Entries)> {
    let (mut direct, mut tables) = (Vec::new(), Vec::new());
    for entry in entries {
        let table = match View::of(&entry.1, Viewer::Toml)? {
            View::Map(_) => !is_nil(&entry.1),
            View::List(items) => is_tables(&items)?,
            _ => false,
        };
        if table { tables.push(entry) } else { direct.push(entry) }
    }
    Ok((direct, tables))
}

/// Is it a list of nothing but tables? Lists hold no nil.
fn is_tables(items: &[Value]) -> Written<bool> {
    let mut tables = !items.is_empty();
    for item in items {
        if is_nil(item) {
            return Err(Stop::Unsupported("toml: cannot encode array with nil element".to_owned()));
        }
        let view = View::of(item, Viewer::Toml)?;
        if let View::List(items) = &view {
            is_tables(items)?;
        }
        tables &= matches!(view, View::Map(_));
    }
    Ok(tables)
}

fn is_nil(value: &Value) -> bool {
    match &value.kind {
        Kind::Nil => true,
        Kind::List(list) => list.of == ListType::Nil,
        Kind::Map(map) => map.of == MapType::Nil,
        _ => false,
    }
}

fn float(number: f64) -> String {
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number.is_nan() {
        return format!("{sign}nan");
    }
    if number.is_infinite() {
        return format!("{sign}inf");
    }
    let text = floats::text(number, 'g', None);
    format!("{sign}{text}{}", if text.contains(['e', '.']) { "" } else { ".0" })
}

/// A key: bare where it can be.
fn key_text(key: &str) -> String {
    if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        return key.to_owned();
    }
    let mut text = "\"".to_owned();
    escape(key, &mut text);
    text + "\""
}

/// Appends what stands for a part of a string.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\x08' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\x0c' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            ..'\x20' | '\x7f' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
}

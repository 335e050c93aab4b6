//! `yamlencode`: YAML as Terraform's library writes it. Strings and keys stand in double quotes, strings of several
//! lines as literal blocks; lines in quotes are broken at the first space behind column 80.

use std::fmt::Write;

use crate::eval::{Budget, Result};
use crate::value::{Kind, Value};

/// Columns after which a quoted string is broken at its next space.
const WIDTH: usize = 80;
/// Columns of a level.
const INDENT: usize = 2;
/// Bytes of a key above which it stands behind `?`.
const SIMPLE_KEY: usize = 128;

/// The YAML of a known value.
pub(super) fn write(value: &Value, budget: &Budget) -> Result<String> {
    let mut writer = Writer { out: String::new(), column: 0, open_ended: false, budget };
    writer.node(value, Place { indent: None, mapping: false, inline: true })?;
    if writer.column > 0 {
        writer.line_break();
    }
    if writer.open_ended {
        writer.put("...");
        writer.line_break();
    }
    Ok(writer.out)
}

struct Writer<'b> {
    out: String,
    /// Characters since the last line break.
    column: usize,
    /// Is it one scalar without quotes, which could go on?
    open_ended: bool,
    budget: &'b Budget,
}

/// Where a node stands.
#[derive(Clone, Copy)]
struct Place {
    /// Columns of the collection around it; none at the root.
    indent: Option<usize>,
    /// Is it the value of a mapping?
    mapping: bool,
    /// Did nothing but indicators (`- `) stand before it on its line?
    inline: bool,
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn line_break(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }

    fn indent(&mut self, to: usize) {
        while self.column < to {
            self.put(" ");
        }
    }

    /// A new line, unless this one has only indicators up to `to`, or nothing.
    fn start(&mut self, to: usize, fresh: bool) {
        if !fresh && self.column > 0 {
            self.line_break();
        }
        self.indent(to);
    }

    /// A space before what follows, unless one stands there or the line begins.
    fn space(&mut self) {
        if self.column > 0 && !self.out.ends_with(' ') {
            self.put(" ");
        }
    }

    fn node(&mut self, value: &Value, place: Place) -> Result<()> {
        let _level = self.budget.enter()?;
        self.budget.take_bytes((place.indent.unwrap_or(0) + INDENT) as u64)?;
        self.open_ended = false;
        match &value.kind {
            Kind::Null | Kind::Unknown(_) => self.plain("null", place),
            Kind::Bool(value) => self.plain(if *value { "true" } else { "false" }, place),
            Kind::Number(number) => self.plain(&number.to_string(), place),
            Kind::String(string) => self.string(&string.text, place)?,
            Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) if items.is_empty() => self.empty("[]"),
            Kind::Map(entries) | Kind::Object(entries) if entries.is_empty() => self.empty("{}"),
            Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => {
                // A sequence in a mapping stands as far left as its key.
                let indent = match place.indent {
                    None => 0,
                    Some(indent) if place.mapping && !place.inline => indent,
                    Some(indent) => indent + INDENT,
                };
                for (at, item) in items.iter().enumerate() {
                    self.start(indent, at == 0 && place.inline);
                    self.put("-");
                    self.node(item, Place { indent: Some(indent), mapping: false, inline: true })?;
                }
            }
            Kind::Map(entries) | Kind::Object(entries) => {
                let indent = place.indent.map_or(0, |indent| indent + INDENT);
                for (at, (key, entry)) in entries.iter().enumerate() {
                    self.start(indent, at == 0 && place.inline);
                    let place = Place { indent: Some(indent), mapping: true, inline: false };
                    let is_simple = key.len() <= SIMPLE_KEY && !key.contains(is_break);
                    if is_simple {
                        self.budget.take_bytes(key.len() as u64)?;
                        self.quoted(key, None);
                    } else {
                        self.put("?");
                        self.string(key, place)?;
                        self.start(indent, false);
                    }
                    self.put(":");
                    self.node(&entry.value, Place { inline: !is_simple, ..place })?;
                }
            }
        }
        Ok(())
    }

    /// A scalar without quotes; as the whole document it could go on.
    fn plain(&mut self, text: &str, place: Place) {
        self.empty(text);
        self.open_ended = place.indent.is_none();
    }

    fn empty(&mut self, text: &str) {
        self.space();
        self.put(text);
    }

    /// Writes a string, which is paid for before it is there twice.
    fn string(&mut self, text: &str, place: Place) -> Result<()> {
        // The root stands one level in, like what is in a collection at the left margin.
        let indent = place.indent.map_or(INDENT, |indent| indent + INDENT);
        let is_literal = text.contains('\n') && is_literal(text);
        let lines = if is_literal { text.matches('\n').count() + 1 } else { text.len() / WIDTH };
        self.budget.take_bytes((text.len() + lines.saturating_mul(indent)) as u64)?;
        if is_literal {
            self.literal(text, indent);
            return Ok(());
        }
        let before = self.out.len();
        self.quoted(text, Some(indent));
        // What is escaped is longer.
        self.budget.take_bytes((self.out.len() - before).saturating_sub(text.len()) as u64)
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.space();
        self.put("|");
        if text.starts_with([' ', '\n', '\u{85}', '\u{2028}', '\u{2029}']) {
            self.put("2");
        }
        let mut last = text.chars().rev();
        match (last.next().is_some_and(is_break), last.next()) {
            (false, _) => self.put("-"),
            (true, before) if before.is_none_or(is_break) => {
                self.put("+");
            }
            _ => {}
        }
        self.line_break();
        let mut fresh = true;
        for character in text.chars() {
            match character {
                '\n' => self.line_break(),
                _ if is_break(character) => {
                    self.out.push(character);
                    self.column = 0;
                }
                _ => {
                    if fresh {
                        self.indent(indent);
                    }
                    self.out.push(character);
                    self.column += 1;
                }
            }
            fresh = is_break(character);
        }
    }

    /// Writes a character that does not stand for itself.
    fn escape(&mut self, character: char) {
        let before = self.out.len();
        match (short_escape(character), u32::from(character)) {
            (Some(short), _) => self.out.push_str(short),
            // Writing to a string does not fail.
            (None, code @ 0..=0xff) => _ = write!(self.out, "\\x{code:02X}"),
            (None, code @ 0x100..=0xffff) => _ = write!(self.out, "\\u{code:04X}"),
            (None, code) => _ = write!(self.out, "\\U{code:08X}"),
        }
        self.column += self.out.len() - before;
    }

    /// A string in double quotes; with `indent`, long lines are broken.
    fn quoted(&mut self, text: &str, indent: Option<usize>) {
        self.space();
        self.put("\"");
        let mut after_space = false;
        for (at, character) in text.char_indices() {
            let rest = text.get(at + character.len_utf8()..).unwrap_or_default();
            if character == ' ' {
                match indent {
                    Some(indent) if !after_space && self.column > WIDTH && at > 0 && !rest.is_empty() => {
                        self.line_break();
                        self.indent(indent);
                        if rest.starts_with(' ') {
                            self.put("\\");
                        }
                    }
                    _ => self.put(" "),
                }
                after_space = true;
                continue;
            }
            after_space = false;
            if is_printable(character) && !is_break(character) && !matches!(character, '"' | '\\') {
                self.out.push(character);
                self.column += 1;
            } else {
                self.escape(character);
            }
        }
        self.put("\"");
    }
}

/// The short way to write a character in quotes that does not stand for itself.
fn short_escape(character: char) -> Option<&'static str> {
    Some(match character {
        '\0' => "\\0",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\u{b}' => "\\v",
        '\u{c}' => "\\f",
        '\r' => "\\r",
        '\u{1b}' => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{85}' => "\\N",
        '\u{a0}' => "\\_",
        '\u{2028}' => "\\L",
        '\u{2029}' => "\\P",
        _ => return None,
    })
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_printable(character: char) -> bool {
    matches!(character, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// Can a text of several lines stand as a literal block?
fn is_literal(text: &str) -> bool {
    let mut previous = None;
    for character in text.chars() {
        if !is_printable(character) || (is_break(character) && previous == Some(' ')) {
            return false;
        }
        previous = Some(character);
    }
    previous != Some(' ')
}

//! YAML as Helm writes it: `toYaml` by `sigs.k8s.io/yaml`, that is through JSON to go-yaml v2; `toYamlPretty` by go-yaml
//! v3 with an indent of two.

use std::rc::Rc;

use bartizan_gofmt::floats;
use bartizan_gofmt::yaml::{self, Style, Version, block_header, by_nature, escape, is_break, is_simple_key};

use super::view::{View, Viewer};
use super::{Out, Stop, Written, json};
use crate::trace::Keys;
use crate::value::{Text, Value};

/// Columns of a level.
const INDENT: usize = 2;

/// Bytes of a key above which go-yaml v2 does not read it in JSON.
const LONGEST_KEY: usize = 1024;

/// What stands before a value on its line.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Root,
    /// `key:`
    Key,
    /// `-` or `:` and a space.
    Dash,
}

/// As `toYaml` does, without the last line break.
pub(super) fn write(out: &mut Out<'_>, value: &Value) -> Written {
    Writer { out, version: Version::V2, ended: false }.node(value, 0, Place::Root)
}

/// As `toYamlPretty` does.
pub(super) fn write_pretty(out: &mut Out<'_>, value: &Value) -> Written {
    Writer { out, version: Version::V3, ended: false }.node(value, 0, Place::Root)
}

struct Writer<'a, 'b> {
    out: &'a mut Out<'b>,
    version: Version,
    /// Was a line ended, whose line break is still to come? The last one is not written.
    ended: bool,
}

impl Writer<'_, '_> {
    fn push(&mut self, text: &str, keys: Keys) -> Written {
        if std::mem::take(&mut self.ended) {
            self.out.push("\n", keys)?;
        }
        self.out.push(text, keys)
    }

    fn spaces(&mut self, count: usize, keys: Keys) -> Written {
        const SPACES: &str = "                                ";
        let mut left = count;
        while left > 0 {
            let some = left.min(SPACES.len());
            self.push(&SPACES[..some], keys)?;
            left -= some;
        }
        Ok(())
    }

    /// Writes a value and ends its line. Collections stand at `indent`.
    fn node(&mut self, value: &Value, indent: usize, place: Place) -> Written {
        let keys = value.keys;
        let viewer = if self.version == Version::V2 { Viewer::Json } else { Viewer::Yaml };
        let view = View::of(value, viewer)?;
        match view {
            View::List(items) if !items.is_empty() => return self.list(&items, keys, indent, place),
            View::Map(entries) if !entries.is_empty() => return self.map(entries, keys, indent, place),
            _ => {}
        }
        if place == Place::Key {
            self.push(" ", keys)?;
        }
        match view {
            View::Null => self.push("null", keys)?,
            View::Bool(value) => self.push(if value { "true" } else { "false" }, keys)?,
            View::Int(number, of) if of.is_unsigned() => self.push(&number.cast_unsigned().to_string(), keys)?,
            View::Int(number, _) => self.push(&number.to_string(), keys)?,
            View::Float(number) => self.push(&self.float(number), keys)?,
            View::Text(text) => self.scalar(&text, keys, if place == Place::Root { INDENT } else { indent })?,
            View::Time(text) if self.version == Version::V2 => self.scalar(&text.into(), keys, indent)?,
            View::Time(text) => self.push(&text, keys)?,
            View::List(_) => self.push("[]", keys)?,
            View::Map(_) => self.push("{}", keys)?,
        }
        self.ended = true;
        Ok(())
    }

    fn list(&mut self, items: &Rc<[Value]>, keys: Keys, indent: usize, place: Place) -> Written {
        self.out.enter()?;
        // Version 2 does not indent lists under the keys of mappings.
        let flat = self.version == Version::V2 && place == Place::Key;
        let indent = if flat { indent - INDENT } else { indent };
        for (at, item) in items.iter().enumerate() {
            self.begin(indent, place, at == 0, keys)?;
            self.push("- ", keys)?;
            self.node(item, indent + INDENT, Place::Dash)?;
        }
        self.out.leave();
        Ok(())
    }

    fn map(&mut self, mut entries: Vec<(Rc<str>, Value)>, keys: Keys, indent: usize, place: Place) -> Written {
        self.out.enter()?;
        entries.sort_by(|left, right| by_nature(&left.0, &right.0, self.version));
        for (at, (key, value)) in entries.iter().enumerate() {
            if self.version == Version::V2 && key.len() > LONGEST_KEY {
                return Err(Stop::Unsupported("yaml: did not find expected ',' or '}'".to_owned()));
            }
            self.begin(indent, place, at == 0, keys)?;
            let text = Text::from(key.clone());
            if is_simple_key(key) {
                self.scalar(&text, keys, indent)?;
                self.push(":", keys)?;
                self.node(value, indent + INDENT, Place::Key)?;
            } else {
                self.push("? ", keys)?;
                self.scalar(&text, keys, indent + INDENT)?;
                self.ended = true;
                self.spaces(indent, keys)?;
                self.push(": ", keys)?;
                self.node(value, indent + INDENT, Place::Dash)?;
            }
        }
        self.out.leave();
        Ok(())
    }

    /// Begins an entry of a collection: on a line of its own but where the collection begins after a dash.
    fn begin(&mut self, indent: usize, place: Place, first: bool, keys: Keys) -> Written {
        if first && place == Place::Key {
            self.ended = true;
        }
        if !first || place == Place::Key { self.spaces(indent, keys) } else { Ok(()) }
    }

    /// A float: `toYaml` reads the number that JSON writes, which is an integer where it has no decimals.
    fn float(&self, number: f64) -> String {
        if self.version == Version::V2 && number.fract() == 0.0 {
            let text = json::float(number);
            if text == "-0" {
                return "0".to_owned();
            }
            if text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok() {
                return text;
            }
        }
        if number.is_nan() {
            return ".nan".to_owned();
        }
        let sign = if number.is_sign_negative() { "-" } else { "" };
        if number.is_infinite() {
            return format!("{sign}.inf");
        }
        format!("{sign}{}", floats::text(number, 'g', None))
    }

    fn scalar(&mut self, text: &Text, keys: Keys, indent: usize) -> Written {
        let shown = text.as_str();
        if self.version == Version::V2 && !shown.chars().all(is_readable) {
            return Err(Stop::Unsupported("yaml: control characters are not allowed".to_owned()));
        }
        match yaml::style(shown, self.version) {
            Style::Plain => {
                self.push("", keys)?;
                self.out.push_range(text, 0..shown.len(), keys)
            }
            Style::Single => {
                self.push("'", keys)?;
                self.lines(text, keys, indent, |part, out| {
                    out.push_str(&part.replace('\'', "''"));
                })?;
                self.push("'", keys)
            }
            Style::Double => {
                self.push("\"", keys)?;
                self.out.push_escaped(text, keys, escape)?;
                self.push("\"", keys)
            }
            Style::Literal => {
                self.push("|", keys)?;
                self.push(block_header(shown), keys)?;
                self.literal(text, keys, indent)
            }
        }
    }

    /// The lines of a literal block. Its last line break is that of the line that it ends with.
    fn literal(&mut self, text: &Text, keys: Keys, indent: usize) -> Written {
        let shown = text.as_str();
        let body = shown.strip_suffix('\n').unwrap_or(shown).len();
        let mut start = 0;
        while start <= body {
            let end = shown[start..body].find('\n').map_or(body, |end| start + end);
            self.ended = true;
            self.push("", keys)?;
            if end > start {
                self.spaces(indent, keys)?;
                let line = start..end;
                self.out.push_range(text, line, keys)?;
            }
            start = end + 1;
        }
        Ok(())
    }

    /// A text in single quotes, indented behind the line breaks that are not `\n`.
    fn lines(&mut self, text: &Text, keys: Keys, indent: usize, mut escape: impl FnMut(&str, &mut String)) -> Written {
        let margin = " ".repeat(indent);
        let mut broken = false;
        self.out.push_escaped(text, keys, |part, out| {
            for line in part.split_inclusive(is_break) {
                if std::mem::take(&mut broken) && !line.starts_with(is_break) {
                    out.push_str(&margin);
                }
                escape(line, out);
                broken = line.ends_with(is_break);
            }
        })
    }
}

/// Does go-yaml v2 read it where JSON leaves it as it is?
fn is_readable(c: char) -> bool {
    !matches!(c, '\x7f'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

//! YAML as Helm writes it: `toYaml` by `sigs.k8s.io/yaml`, that is through JSON to go-yaml v2; `toYamlPretty` by go-yaml
//! v3 with an indent of two.

use std::rc::Rc;

use bartizan_gofmt::floats;
use bartizan_gofmt::yaml::{self, Style, Version, block_header, escape, is_break, is_simple_key, sort_by_nature};

use super::view::{View, Viewer};
use super::{Out, Stop, Written, json};
use crate::trace::Keys;
use crate::value::{Text, Value};

/// Columns of a level.
const INDENT: usize = 2;

/// Characters of a key in quotes above which go-yaml v2 does not read it in JSON.
const LONGEST_KEY: usize = 1024;

/// Columns behind which go-yaml v2 breaks a line at its next space.
const WIDTH: usize = 80;

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
            View::Text(text) => {
                self.scalar(&text, keys, Some(if place == Place::Root { INDENT } else { indent }))?;
                self.end_line(text.as_str());
                return Ok(());
            }
            View::Time(text) if self.version == Version::V2 => self.scalar(&text.into(), keys, Some(indent))?,
            View::Time(text) => self.push(&text, keys)?,
            View::List(_) => self.push("[]", keys)?,
            View::Map(_) => self.push("{}", keys)?,
        }
        self.ended = true;
        Ok(())
    }

    fn list(&mut self, items: &[Value], keys: Keys, indent: usize, place: Place) -> Written {
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

    fn map(&mut self, entries: Vec<(Rc<str>, Value)>, keys: Keys, indent: usize, place: Place) -> Written {
        self.out.enter()?;
        let entries = sort_by_nature(entries, self.version, &|entry| &*entry.0);
        for (at, (key, value)) in entries.iter().enumerate() {
            let long = key.len() > LONGEST_KEY / 6 && json::quoted_length(key) > LONGEST_KEY;
            if self.version == Version::V2 && long {
                return Err(Stop::Unsupported("yaml: did not find expected ',' or '}'".to_owned()));
            }
            self.begin(indent, place, at == 0, keys)?;
            let text = Text::from(key.clone());
            if is_simple_key(key) {
                self.scalar(&text, keys, None)?;
                self.push(":", keys)?;
                self.node(value, indent + INDENT, Place::Key)?;
            } else {
                self.push("? ", keys)?;
                self.scalar(&text, keys, Some(indent + INDENT))?;
                self.end_line(key);
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

    /// A string, whose further lines stand at `indent`; none for a key, which has one line.
    fn scalar(&mut self, text: &Text, keys: Keys, indent: Option<usize>) -> Written {
        let shown = text.as_str();
        if self.version == Version::V2 && !shown.chars().all(is_readable) {
            return Err(Stop::Unsupported("yaml: control characters are not allowed".to_owned()));
        }
        let style = yaml::style(shown, self.version);
        match style {
            Style::Literal => {
                self.push("|", keys)?;
                self.push(block_header(shown), keys)?;
                self.literal(text, keys, indent.unwrap_or_default())
            }
            Style::Plain => {
                self.push("", keys)?;
                self.folded(text, keys, indent, style)
            }
            Style::Single | Style::Double => {
                let mark = if style == Style::Single { "'" } else { "\"" };
                self.push(mark, keys)?;
                self.folded(text, keys, indent, style)?;
                self.push(mark, keys)
            }
        }
    }

    /// A string in a style of one line, which version 2 breaks at spaces where it is long.
    fn folded(&mut self, text: &Text, keys: Keys, indent: Option<usize>, style: Style) -> Written {
        let shown = text.as_str();
        let (plain, double) = (style == Style::Plain, style == Style::Double);
        let margin = format!("\n{}", " ".repeat(indent.unwrap_or_default()));
        let mut column = self.column();
        let long = double || column + shown.len() > WIDTH;
        let folds = indent.is_some() && self.version == Version::V2 && long && shown.contains(' ');
        if plain && !folds {
            return self.out.push_range(text, 0..shown.len(), keys);
        }
        let all = shown.starts_with('\u{feff}');
        let (mut at, mut spaces, mut broken) = (0, false, false);
        self.out.push_escaped(text, keys, |part, out| {
            for c in part.chars() {
                let next = shown[at + c.len_utf8()..].chars().next();
                let inner = plain || at > 0 && next.is_some();
                at += c.len_utf8();
                if folds && c == ' ' && !spaces && column > WIDTH && inner && (double || next != Some(' ')) {
                    out.push_str(&margin);
                    column = margin.len() - 1;
                    if next == Some(' ') {
                        out.push('\\');
                        column += 1;
                    }
                    spaces = true;
                    continue;
                }
                let before = out.len();
                if std::mem::replace(&mut broken, is_break(c)) && !is_break(c) && !double {
                    out.push_str(&margin[1..]);
                }
                match c {
                    c if double => escape(c, all, out),
                    '\'' if !plain => out.push_str("''"),
                    c => out.push(c),
                }
                column = if broken && !double { 0 } else { column + out[before..].chars().count() };
                spaces = c == ' ';
            }
        })
    }

    /// Characters since the last line break.
    fn column(&self) -> usize {
        let text = self.out.text.as_str();
        text[text.rfind('\n').map_or(0, |at| at + 1)..].chars().count()
    }

    /// Ends the line of a string, unless a block that is one ended with a break of its own.
    fn end_line(&mut self, text: &str) {
        self.ended = text.ends_with('\n') || !self.out.text.as_str().ends_with(['\u{2028}', '\u{2029}']);
    }

    /// The lines of a literal block. Its last line break is that of the line that it ends with.
    fn literal(&mut self, text: &Text, keys: Keys, indent: usize) -> Written {
        let shown = text.as_str();
        let margin = " ".repeat(indent);
        let body = shown.strip_suffix('\n').unwrap_or(shown).len();
        let mut start = 0;
        while start <= body {
            let end = shown[start..body].find('\n').map_or(body, |end| start + end);
            let line = start..end;
            start = end + 1;
            self.out.push("\n", keys)?;
            if shown[line.clone()].contains(is_break) {
                let mut broken = true;
                self.out.budget.take_bytes((line.len() + margin.len()) as u64)?;
                self.out.text.push_mapped(text, line, keys, |part, out| {
                    for c in part.chars() {
                        if std::mem::replace(&mut broken, is_break(c)) && !is_break(c) {
                            out.push_str(&margin);
                        }
                        out.push(c);
                    }
                });
            } else if !line.is_empty() {
                self.out.push(&margin, keys)?;
                self.out.push_range(text, line, keys)?;
            }
        }
        Ok(())
    }
}

/// Does go-yaml v2 read it where JSON leaves it as it is?
fn is_readable(c: char) -> bool {
    !matches!(c, '\x7f'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

//! `yaml.marshal`: YAML as go-yaml v3 writes it, indented by two.

use std::cmp::Ordering;
use std::fmt::Write as _;

use super::json::{account, depth};
use super::yaml_scalar::{Scalar, implicit};
use super::{Answer, Context, floats};
use crate::value::{Layout, Value, write_json};

pub(super) fn marshal(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    account(context, &arguments[0], 4 + 2 * depth(&arguments[0]))?;
    let mut out = String::new();
    write(&mut out, &arguments[0], 0, Place::Root);
    Ok(Value::from(out))
}

/// Bytes of a key that is written without `?`.
const MAX_SIMPLE_KEY: usize = 128;

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
            let mut entries: Vec<_> = object.iter().map(|(key, value)| (key_text(key), value)).collect();
            entries.sort_by(|left, right| by_nature(&left.0, &right.0));
            for (at, (key, value)) in entries.iter().enumerate() {
                begin(out, indent, place, at == 0);
                if key.len() <= MAX_SIMPLE_KEY && !key.contains(is_break) {
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

/// What of a text decides how it can be written.
#[derive(Default)]
struct Analysis {
    indicators: bool,
    special: bool,
    tab: bool,
    breaks: bool,
    edge_space: bool,
    edge_break: bool,
    trailing_space: bool,
    space_before_break: bool,
    space_after_break: bool,
}

impl Analysis {
    fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let blank = |c: Option<&char>| c.is_none_or(|c| matches!(c, ' ' | '\t' | '\r' | '\n'));
        let mut found = Self { indicators: text.starts_with("---") || text.starts_with("..."), ..Self::default() };
        for (at, &c) in chars.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| &chars[at]);
            let followed = blank(chars.get(at + 1));
            found.indicators |= match c {
                '#' => blank(before),
                ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => at == 0,
                ':' => followed,
                '?' | '-' => at == 0 && followed,
                _ => false,
            };
            let edge = at == 0 || at + 1 == chars.len();
            match c {
                '\t' => found.tab = true,
                ' ' => {
                    found.edge_space |= edge;
                    found.trailing_space |= at + 1 == chars.len();
                    found.space_after_break |= before.is_some_and(|c| is_break(*c));
                }
                c if is_break(c) => {
                    found.breaks = true;
                    found.edge_break |= edge;
                    found.space_before_break |= before == Some(&' ');
                    found.special |= !is_printable(c);
                }
                c => found.special |= !is_printable(c),
            }
        }
        found
    }

    fn plain(&self) -> bool {
        self.single() && !self.indicators && !self.breaks && !self.edge_space && !self.edge_break
    }

    fn single(&self) -> bool {
        !self.special && !self.tab && !self.space_before_break && !self.space_after_break
    }

    fn literal(&self) -> bool {
        !self.special && !self.space_before_break && !self.trailing_space
    }
}

fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What go-yaml takes for printable: nothing beyond 16 bits.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// A text: plain, in quotes or as a literal block, whichever reads back.
fn scalar(out: &mut String, text: &str, indent: usize) {
    let analysis = Analysis::of(text);
    if text.contains('\n') {
        if analysis.literal() { literal(out, text, indent) } else { double(out, text) }
    } else if !is_text(text) || !analysis.single() {
        double(out, text);
    } else if analysis.plain() {
        out.push_str(text);
    } else {
        let _ = write!(out, "'{}'", text.replace('\'', "''"));
    }
}

/// Would the text, written plain, be read as text again, in YAML 1.1 too?
fn is_text(text: &str) -> bool {
    let old_bool = ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"];
    matches!(implicit(text), Scalar::Text(_) | Scalar::Merge)
        && !old_bool.contains(&text)
        && !is_base60(text)
        && !is_timestamp(text)
}

/// Digits with colons between, such as `1:30`.
fn is_base60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let mut parts = digits.split(':');
    let first = parts.next().is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()) && numeric(part));
    let sexagesimal = |part: &str| part.parse::<u8>().is_ok_and(|number| number < 60) && part.len() <= 2;
    first && numeric(fraction) && digits.contains(':') && parts.all(sexagesimal)
}

/// A date, with or without a time.
fn is_timestamp(text: &str) -> bool {
    let number = |text: &str, lengths: std::ops::RangeInclusive<usize>, limits: std::ops::RangeInclusive<u32>| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        digits && lengths.contains(&text.len()) && text.parse().is_ok_and(|number| limits.contains(&number))
    };
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let parts: Vec<_> = date.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    if !number(year, 4..=4, 0..=9999) || !number(month, 1..=2, 1..=12) || !number(day, 1..=2, 1..=31) {
        return false;
    }
    let Some(time) = time else { return true };
    let zoned = !text.contains(' ');
    let (clock, zone) = time.split_at(time.find(['Z', '+', '-']).unwrap_or(time.len()));
    let parts: Vec<_> = clock.split(':').collect();
    let [hour, minute, second] = parts[..] else { return false };
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    let offset = |zone: &str| zone.len() == 6 && zone.as_bytes()[3] == b':';
    number(hour, 1..=2, 0..=23)
        && number(minute, 1..=2, 0..=59)
        && number(second, 1..=2, 0..=59)
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && if zoned { zone == "Z" || offset(zone) } else { zone.is_empty() }
}

/// `|` and the lines of a text.
fn literal(out: &mut String, text: &str, indent: usize) {
    out.push('|');
    if text.starts_with([' ', '\n', '\r']) {
        out.push('2');
    }
    let body = text.strip_suffix('\n');
    match body {
        None => out.push('-'),
        Some(body) if body.is_empty() || body.ends_with('\n') => out.push('+'),
        Some(_) => {}
    }
    for line in body.unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(line);
        }
    }
    out.push('\n');
}

/// In double quotes, with escapes.
fn double(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        let code = u32::from(c);
        let escape = match c {
            '\0' => '0',
            '\x07' => 'a',
            '\x08' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\x0b' => 'v',
            '\x0c' => 'f',
            '\r' => 'r',
            '\x1b' => 'e',
            '"' => '"',
            '\\' => '\\',
            '\u{85}' => 'N',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            c if is_printable(c) => {
                out.push(c);
                continue;
            }
            _ => {
                let _ = match code {
                    ..0x100 => write!(out, "\\x{code:02X}"),
                    0x100..0x1_0000 => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
                continue;
            }
        };
        out.extend(['\\', escape]);
    }
    out.push('"');
}

/// go-yaml's order of keys: numbers within texts by what they are, letters after what is no letter.
fn by_nature(left: &str, right: &str) -> Ordering {
    let (a, b): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut digits = false;
    for at in 0..a.len().min(b.len()) {
        let (x, y) = (a[at], b[at]);
        if x == y {
            digits = x.is_numeric();
            continue;
        }
        match (x.is_alphabetic(), y.is_alphabetic()) {
            (true, true) => return x.cmp(&y),
            (true, false) => return if digits { Ordering::Less } else { Ordering::Greater },
            (false, true) => return if digits { Ordering::Greater } else { Ordering::Less },
            (false, false) => {}
        }
        let zero = x == '0' || y == '0';
        let run = a[..at].iter().rev().take_while(|c| c.is_ascii_digit());
        let start = i64::from(zero && run.into_iter().any(|c| *c != '0'));
        let value = |chars: &[char]| {
            let digits = chars[at..].iter().map_while(|c| c.to_digit(10));
            digits.fold((start, 0), |(value, length), digit| {
                (value.wrapping_mul(10).wrapping_add(i64::from(digit)), length + 1)
            })
        };
        return value(&a).cmp(&value(&b)).then_with(|| x.cmp(&y));
    }
    a.len().cmp(&b.len())
}

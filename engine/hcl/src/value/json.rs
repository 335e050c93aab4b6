//! JSON of values, as `jsonencode` writes and `jsondecode` reads it.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Entries, Entry, Kind, Number, NumberError, Reason, Type, Value, walk};
use crate::eval::{Budget, Error, Result};
use crate::span::{Pieces, Span};

/// Why a character of a text is not known, when it stands for something that is not.
type Gap<'a> = &'a dyn Fn(char) -> Option<&'a Reason>;

/// The value as compact JSON, keys in order, `<`, `>` and `&` escaped.
///
/// # Errors
/// Some of it is not known (see [`Value::first_unknown`]), or a limit is met.
pub fn to_json(value: &Value, budget: &Budget) -> Result<String> {
    let mut out = String::new();
    write(value, &mut out, budget, 0)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String, budget: &Budget, depth: usize) -> Result<()> {
    walk::step(budget, depth)?;
    match &value.kind {
        Kind::Null => write_word("null", out, budget)?,
        Kind::Bool(value) => write_word(if *value { "true" } else { "false" }, out, budget)?,
        Kind::Number(number) => {
            budget.take(number.weight())?;
            write_word(&number.to_string(), out, budget)?;
        }
        Kind::String(string) => write_string(&string.text, out, budget)?,
        Kind::Unknown(_) => return Err(Error::new("value is not known")),
        Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out, budget, depth + 1)?;
            }
            out.push(']');
        }
        Kind::Map(entries) | Kind::Object(entries) => {
            out.push('{');
            for (index, (key, entry)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(key, out, budget)?;
                out.push(':');
                write(&entry.value, out, budget, depth + 1)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// What needs no quotes.
fn write_word(word: &str, out: &mut String, budget: &Budget) -> Result<()> {
    budget.take_bytes(word.len() as u64)?;
    out.push_str(word);
    Ok(())
}

/// A string as Go's encoder writes it. What it takes is accounted for before it is written.
fn write_string(text: &str, out: &mut String, budget: &Budget) -> Result<()> {
    let is_escaped = |c: char| matches!(c, '"' | '\\' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}');
    budget.take_bytes(text.len() as u64 + 2)?;
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(is_escaped) {
        let (plain, from) = rest.split_at(at);
        let mut after = from.chars();
        let Some(c) = after.next() else { break };
        rest = after.as_str();
        out.push_str(plain);
        let start = out.len();
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c => _ = write!(out, "\\u{:04x}", u32::from(c)),
        }
        budget.take_bytes((out.len() - start - c.len_utf8()) as u64)?;
    }
    out.push_str(rest);
    out.push('"');
    Ok(())
}

/// The value that JSON stands for: arrays are tuples, objects are objects.
///
/// # Errors
/// It is no JSON, as a clause, or a limit is met.
pub fn from_json(text: &str, budget: &Budget) -> Result {
    read(Reader { text, at: 0, budget, gaps: None })
}

/// As [`from_json`], for a text that is written in `pieces`: every value and key has its place. A string with a character
/// for which `gap` gives a reason is not known for that reason.
///
/// # Errors
/// As [`from_json`], and where such a character stands in a key.
pub fn from_json_with_gaps<'a>(
    text: &'a str,
    pieces: &'a Pieces,
    gap: &'a dyn Fn(char) -> Option<&'a Reason>,
    budget: &'a Budget,
) -> Result {
    read(Reader { text, at: 0, budget, gaps: Some(Gaps { pieces, gap }) })
}

fn read(mut reader: Reader<'_>) -> Result {
    reader.budget.take_bytes(reader.text.len() as u64)?;
    let value = reader.value(0)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(Error::new("extraneous data after JSON object")),
    }
}

/// How a text is written, and what of it is not known.
struct Gaps<'a> {
    pieces: &'a Pieces,
    gap: Gap<'a>,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    budget: &'a Budget,
    gaps: Option<Gaps<'a>>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn wrong(&self, place: &str) -> Error {
        Error::new(match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            None if self.text.trim_ascii().is_empty() => "EOF".to_owned(),
            None => "unexpected EOF".to_owned(),
            Some(c) => format!("invalid character '{}' {place}", c.escape_debug()),
        })
    }

    /// Where the text from `start` to here is written.
    fn place(&self, start: usize) -> Option<Span> {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.gaps.as_ref().map(|gaps| gaps.pieces.place(narrow(start), narrow(self.at)))
    }

    /// Why `text` is not known.
    fn reason(&self, text: &str) -> Option<Reason> {
        let gaps = self.gaps.as_ref()?;
        text.chars().find_map(|c| (gaps.gap)(c)).cloned()
    }

    fn value(&mut self, depth: usize) -> Result {
        walk::step(self.budget, depth)?;
        self.skip_space();
        let start = self.at;
        let mut value = self.bare_value(depth)?;
        value.span = self.place(start);
        Ok(value)
    }

    fn bare_value(&mut self, depth: usize) -> Result {
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => {
                let text = self.string()?;
                Ok(match self.reason(&text) {
                    Some(reason) => Value::unknown(Type::String, reason),
                    None => Value::string(text),
                })
            }
            Some(b't') => self.word("true", Value::bool(true)),
            Some(b'f') => self.word("false", Value::bool(false)),
            Some(b'n') => self.word("null", Value::null()),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.wrong("looking for beginning of value")),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result {
        let rest = &self.text[self.at..];
        if !rest.starts_with(word) {
            if word.starts_with(rest) {
                self.at = self.text.len();
            }
            return Err(self.wrong("looking for beginning of value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.wrong("in numeric literal")) } else { Ok(()) }
    }

    fn number(&mut self) -> Result {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        match Number::read(&self.text[start..self.at]) {
            Ok(number) => Ok(Value::number(number)),
            Err(error @ NumberError::TooLarge) => Err(Error::limit(error.to_string())),
            Err(error) => Err(Error::new(error.to_string())),
        }
    }

    /// Reads a string; its first quote is next.
    fn string(&mut self) -> Result<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(|c: char| c == '"' || c == '\\' || c < ' ').unwrap_or(rest.len());
            out.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                _ => return Err(self.wrong("in string literal")),
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let c = match self.peek() {
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let high = self.unit()?;
                // The low half of a pair follows; half a pair is replaced.
                if (0xd800..0xdc00).contains(&high) && self.text[self.at..].starts_with("\\u") {
                    let start = self.at;
                    self.at += 1;
                    let low = self.unit()?;
                    if (0xdc00..0xe000).contains(&low) {
                        let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                        return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    self.at = start;
                }
                return Ok(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            _ => return Err(self.wrong("in string escape code")),
        };
        self.at += 1;
        Ok(c)
    }

    /// Reads `uXXXX`.
    fn unit(&mut self) -> Result<u32> {
        let digits = self.text.get(self.at + 1..self.at + 5);
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or_else(|| Error::new("invalid character in \\u hexadecimal character escape"))?;
        self.at += 5;
        Ok(code)
    }

    fn array(&mut self, depth: usize) -> Result {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::tuple(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::tuple(items));
                }
                _ => return Err(self.wrong("after array element")),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result {
        self.at += 1;
        let mut entries = Entries::new();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::new(Kind::Object(Arc::new(entries))));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err(self.wrong("looking for beginning of object key string"));
            }
            let start = self.at;
            let key: Arc<str> = super::normalize(self.string()?.into());
            let key_span = self.place(start);
            if self.reason(&key).is_some() {
                return Err(Error::new("a key of the JSON object is not known"));
            }
            self.skip_space();
            if self.peek() != Some(b':') {
                return Err(self.wrong("after object key"));
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            entries.insert(key, Entry { key_span, value });
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::new(Kind::Object(Arc::new(entries))));
                }
                _ => return Err(self.wrong("after object key:value pair")),
            }
        }
    }
}

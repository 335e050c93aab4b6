//! Text in templates: escapes, and what strip markers and heredocs take away.

use super::Reader;
use crate::span::{Piece, Pieces};

/// A run of text.
#[derive(Clone, Copy, Debug)]
enum Run {
    /// As it is written, from byte to byte.
    Plain(u32, u32),
    /// An escape for this character, from byte to byte.
    Escape(char, u32, u32),
    /// `$${`, `%%{` from byte to byte, which mean all but their first byte.
    Marker(u32, u32),
}

/// A literal token, decoded.
#[derive(Clone, Debug, Default)]
pub(super) struct Literal {
    runs: Vec<Run>,
}

/// What is wrong with an escape, and where.
pub(super) struct BadEscape {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What is wrong.
    pub message: &'static str,
}

impl Literal {
    /// Decodes bytes `start..end` of `text`, which are one token.
    pub(super) fn decode(text: &str, start: u32, end: u32, escapes: bool) -> Result<Self, BadEscape> {
        let raw = text.get(start as usize..end as usize).unwrap_or_default();
        if raw.starts_with("$${") || raw.starts_with("%%{") {
            let mut runs = vec![Run::Marker(start, start + 3)];
            if raw.len() > 3 {
                runs.push(Run::Plain(start + 3, end));
            }
            return Ok(Self { runs });
        }
        let mut literal = Self::default();
        let mut at = 0;
        while let Some(found) = raw.get(at..).and_then(|rest| rest.find('\\')).filter(|_| escapes) {
            literal.plain(start + at as u32, start + (at + found) as u32);
            at += found;
            let (c, len) = escape(raw.get(at..).unwrap_or_default()).map_err(|(len, message)| BadEscape {
                start: start + at as u32,
                end: start + (at + len) as u32,
                message,
            })?;
            literal.runs.push(Run::Escape(c, start + at as u32, start + (at + len) as u32));
            at += len;
        }
        literal.plain(start + at as u32, end);
        Ok(literal)
    }

    fn plain(&mut self, start: u32, end: u32) {
        if start < end {
            self.runs.push(Run::Plain(start, end));
        }
    }

    /// Takes white space away in front.
    pub(super) fn trim_start(&mut self, text: &str) {
        self.trim_leading(text, usize::MAX);
    }

    /// Takes at most `count` characters of white space away in front.
    pub(super) fn trim_leading(&mut self, text: &str, mut count: usize) {
        while let Some(run) = self.runs.first_mut() {
            match run {
                Run::Plain(start, end) => {
                    let slice = slice(text, *start, *end);
                    for c in slice.chars() {
                        if count == 0 || !c.is_whitespace() {
                            return;
                        }
                        *start += c.len_utf8() as u32;
                        count -= 1;
                    }
                }
                Run::Escape(c, ..) if c.is_whitespace() && count > 0 => count -= 1,
                _ => return,
            }
            self.runs.remove(0);
        }
    }

    /// Takes white space away at the end.
    pub(super) fn trim_end(&mut self, text: &str) {
        while let Some(run) = self.runs.last_mut() {
            match run {
                Run::Plain(start, end) => {
                    *end = *start + slice(text, *start, *end).trim_end().len() as u32;
                    if end > start {
                        return;
                    }
                }
                Run::Escape(c, ..) if c.is_whitespace() => {}
                _ => return,
            }
            self.runs.pop();
        }
    }

    /// Characters of white space in front; none for a line that is nothing else.
    pub(super) fn indent(&self, text: &str) -> Option<usize> {
        let Some(Run::Plain(start, end)) = self.runs.first() else { return Some(0) };
        let slice = slice(text, *start, *end);
        let rest = slice.trim_start();
        if rest.is_empty() && slice.ends_with('\n') {
            return None;
        }
        Some(slice[..slice.len() - rest.len()].chars().count())
    }

    /// Does it end a line?
    pub(super) fn ends_line(&self, text: &str) -> bool {
        matches!(self.runs.last(), Some(Run::Plain(start, end)) if slice(text, *start, *end).ends_with('\n'))
    }

    /// Appends the decoded text and its places.
    pub(super) fn write(&self, reader: &Reader<'_>, decoded: &mut String, pieces: &mut Pieces) {
        for run in &self.runs {
            let mut start = decoded.len() as u32;
            let mut add = |len, span| {
                append(pieces, Piece { start, len, span });
                start += len;
            };
            match *run {
                Run::Plain(from, to) => {
                    decoded.push_str(slice(reader.text, from, to));
                    reader.runs(from, to, add);
                }
                Run::Escape(c, from, to) => {
                    decoded.push(c);
                    add(c.len_utf8() as u32, reader.span(from, to));
                }
                Run::Marker(from, to) => {
                    decoded.push_str(slice(reader.text, from + 1, to));
                    add(to - from - 1, reader.span(from, to));
                }
            }
        }
    }
}

/// Adds a piece, to the last one where both are written as they are, one behind the other.
fn append(pieces: &mut Pieces, piece: Piece) {
    match pieces.0.last_mut() {
        Some(last) if joins(last, &piece) => {
            last.len += piece.len;
            last.span.end = piece.span.end;
        }
        _ => pieces.0.push(piece),
    }
}

/// Are both written as they are, one behind the other?
fn joins(first: &Piece, second: &Piece) -> bool {
    let exact = |piece: &Piece| piece.len == piece.span.end - piece.span.start;
    exact(first) && exact(second) && first.span.end == second.span.start
}

fn slice(text: &str, start: u32, end: u32) -> &str {
    text.get(start as usize..end as usize).unwrap_or_default()
}

/// The character that the escape at the beginning of `text` stands for, and its length; else the length of what is wrong.
fn escape(text: &str) -> Result<(char, usize), (usize, &'static str)> {
    let selector = text.chars().nth(1);
    let simple = match selector {
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('"') => '"',
        Some('\\') => '\\',
        Some('u') => return code(text, 4, "`\\u` is followed by four hexadecimal digits of a character"),
        Some('U') => return code(text, 8, "`\\U` is followed by eight hexadecimal digits of a character"),
        _ => {
            let message =
                "this is no escape sequence: there are `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uNNNN`, `\\UNNNNNNNN`";
            return Err((1 + selector.map_or(0, char::len_utf8), message));
        }
    };
    Ok((simple, 2))
}

fn code(text: &str, digits: usize, message: &'static str) -> Result<(char, usize), (usize, &'static str)> {
    let rest = text.get(2..).unwrap_or_default();
    let found = rest.bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
    let bad = (2 + found, message);
    if found < digits {
        return Err(bad);
    }
    let number = u32::from_str_radix(&rest[..digits], 16).map_err(|_| bad)?;
    char::from_u32(number).map(|c| (c, 2 + digits)).ok_or(bad)
}

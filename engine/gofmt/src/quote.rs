//! Quoted strings as Go's `strconv` writes them.

use std::fmt::Write;

/// `text` in double quotes. Where `ascii`, nothing else is left as it is.
#[must_use]
pub fn quote(text: &str, ascii: bool) -> String {
    quote_with(text.chars(), '"', ascii)
}

/// `c` in single quotes.
#[must_use]
pub fn quote_char(c: char, ascii: bool) -> String {
    quote_with([c], '\'', ascii)
}

fn quote_with(chars: impl IntoIterator<Item = char>, mark: char, ascii: bool) -> String {
    let mut quoted = String::from(mark);
    for c in chars {
        let escape = match c {
            '\\' => Some('\\'),
            '\x07' => Some('a'),
            '\x08' => Some('b'),
            '\x0c' => Some('f'),
            '\n' => Some('n'),
            '\r' => Some('r'),
            '\t' => Some('t'),
            '\x0b' => Some('v'),
            c if c == mark => Some(mark),
            _ => None,
        };
        let code = u32::from(c);
        // Writing to a string does not fail.
        let _ = match escape {
            Some(letter) => write!(quoted, "\\{letter}"),
            None if (c.is_ascii() || !ascii) && is_printable(c) => write!(quoted, "{c}"),
            None if code < 0x80 => write!(quoted, "\\x{code:02x}"),
            None if code < 0x1_0000 => write!(quoted, "\\u{code:04x}"),
            None => write!(quoted, "\\U{code:08x}"),
        };
    }
    quoted.push(mark);
    quoted
}

/// A letter, mark, number, punctuation, symbol or the ASCII space.
#[must_use]
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return c == ' ' || c.is_ascii_graphic();
    }
    // The standard library tells by whether it would escape; marks it escapes only where they come first.
    let mut buffer = [b'x'; 5];
    let length = c.encode_utf8(&mut buffer[1..]).len();
    std::str::from_utf8(&buffer[..=length]).is_ok_and(|text| text.escape_debug().nth(1) == Some(c))
}

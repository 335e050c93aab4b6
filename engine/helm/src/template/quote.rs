//! Go's quoted strings: as templates write them and as messages quote them.

use bartizan_gofmt::is_printable;

/// A character as `%#U` has it.
pub(super) fn code_point(character: char) -> String {
    let code = u32::from(character);
    if is_printable(character) { format!("U+{code:04X} '{character}'") } else { format!("U+{code:04X}") }
}

/// The text quoted as `%q` does.
pub(crate) fn quote(text: &str) -> String {
    bartizan_gofmt::quote(text, false)
}

/// The string that a token stands for: quoted, or raw between backquotes. `None` when it is malformed.
pub(super) fn unquote(token: &str) -> Option<String> {
    if let Some(raw) = token.strip_prefix('`') {
        return Some(raw.strip_suffix('`')?.replace('\r', ""));
    }
    let mut rest = token.strip_prefix('"')?.strip_suffix('"')?;
    let mut bytes = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let (unit, left) = unquote_unit(rest, '"')?;
        match unit {
            Unit::Character(character) => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            Unit::Byte(byte) => bytes.push(byte),
        }
        rest = left;
    }
    Some(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// Why a constant of a character is none.
pub(super) enum BadCharacter {
    /// Its escape is none.
    Syntax,
    /// It holds more than one.
    Malformed,
}

/// The character that a token between single quotes stands for.
pub(super) fn unquote_character(token: &str) -> Result<i64, BadCharacter> {
    let rest = token.strip_prefix('\'').ok_or(BadCharacter::Syntax)?;
    let (unit, rest) = unquote_unit(rest, '\'').ok_or(BadCharacter::Syntax)?;
    if rest != "'" {
        return Err(BadCharacter::Malformed);
    }
    Ok(match unit {
        Unit::Character(character) => i64::from(u32::from(character)),
        Unit::Byte(byte) => i64::from(byte),
    })
}

enum Unit {
    Character(char),
    Byte(u8),
}

/// The first character or byte of what stands between quotes, and what follows.
fn unquote_unit(text: &str, quote: char) -> Option<(Unit, &str)> {
    let mut characters = text.chars();
    let first = characters.next()?;
    if first == quote || first == '\n' {
        return None;
    }
    if first != '\\' {
        return Some((Unit::Character(first), characters.as_str()));
    }
    let escape = characters.next()?;
    let rest = characters.as_str();
    let character = match escape {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' => '\\',
        '\'' | '"' if escape == quote => escape,
        'x' => {
            let (code, rest) = digits(rest, 2, 16)?;
            return Some((Unit::Byte(u8::try_from(code).ok()?), rest));
        }
        'u' | 'U' => {
            let (code, rest) = digits(rest, if escape == 'u' { 4 } else { 8 }, 16)?;
            return Some((Unit::Character(char::from_u32(code)?), rest));
        }
        '0'..='7' => {
            let (code, rest) = digits(text.get(1..)?, 3, 8)?;
            return Some((Unit::Byte(u8::try_from(code).ok()?), rest));
        }
        _ => return None,
    };
    Some((Unit::Character(character), rest))
}

fn digits(text: &str, count: usize, radix: u32) -> Option<(u32, &str)> {
    let (digits, rest) = (text.get(..count)?, text.get(count..)?);
    if !digits.bytes().all(|digit| char::from(digit).is_digit(radix)) {
        return None;
    }
    Some((u32::from_str_radix(digits, radix).ok()?, rest))
}

//! What the verbs of `Printf` make of numbers and strings.

use crate::floats;
use crate::quote::{is_printable, quote, quote_char};

/// What stands between `%` and the verb.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `+`
    pub plus: bool,
    /// `-`
    pub minus: bool,
    /// `#`
    pub sharp: bool,
    /// A space.
    pub space: bool,
    /// `0`
    pub zero: bool,
    /// `+` where the verb is `v`, which means another thing by it.
    pub plus_v: bool,
    /// `#` where the verb is `v`.
    pub sharp_v: bool,
    /// Least number of characters.
    pub width: Option<usize>,
    /// What stands behind the point.
    pub precision: Option<usize>,
}

/// `text` filled up to the width, on the right where there is a minus.
#[must_use]
pub fn pad(text: impl Into<String>, flags: &Flags) -> String {
    let text = text.into();
    let missing = flags.width.unwrap_or(0).saturating_sub(text.chars().count());
    match (missing, flags.minus) {
        (0, _) => text,
        (_, true) => text + &" ".repeat(missing),
        (_, false) => (if flags.zero { "0" } else { " " }).repeat(missing) + &text,
    }
}

/// The same, never with zeros.
fn pad_spaces(text: String, flags: &Flags) -> String {
    pad(text, &Flags { zero: false, ..flags.clone() })
}

/// The sign that a number gets.
fn sign(negative: bool, flags: &Flags) -> &'static str {
    match (negative, flags.plus, flags.space) {
        (true, _, _) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    }
}

/// An integer: its sign and its size. None for a verb that is not one of integers.
#[must_use]
pub fn integer(negative: bool, magnitude: u64, verb: char, flags: &Flags) -> Option<String> {
    let code = || {
        let code = u32::try_from(magnitude).ok().filter(|_| !negative).and_then(char::from_u32);
        code.unwrap_or(char::REPLACEMENT_CHARACTER)
    };
    let digits = match verb {
        'v' | 'd' => magnitude.to_string(),
        'b' => format!("{magnitude:b}"),
        'o' | 'O' => format!("{magnitude:o}"),
        'x' => format!("{magnitude:x}"),
        'X' => format!("{magnitude:X}"),
        'c' => return Some(pad(code(), flags)),
        'q' => return Some(pad(quote_char(code(), flags.plus), flags)),
        'U' => return Some(code_point(if negative { magnitude.wrapping_neg() } else { magnitude }, flags)),
        _ => return None,
    };
    if flags.precision == Some(0) && magnitude == 0 {
        return Some(" ".repeat(flags.width.unwrap_or(0)));
    }
    let sign = sign(negative, flags);
    let wanted = match (flags.precision, flags.width) {
        (Some(precision), _) => precision,
        (None, Some(width)) if flags.zero && !flags.minus => width.saturating_sub(sign.len()),
        _ => 0,
    };
    let digits = "0".repeat(wanted.saturating_sub(digits.len())) + &digits;
    let prefix = match verb {
        'O' if flags.sharp && !digits.starts_with('0') => "0o0",
        'O' => "0o",
        'b' if flags.sharp => "0b",
        'o' if flags.sharp && !digits.starts_with('0') => "0",
        'x' if flags.sharp => "0x",
        'X' if flags.sharp => "0X",
        _ => "",
    };
    Some(pad_spaces(format!("{sign}{prefix}{digits}"), flags))
}

/// `U+0041`, with `#` followed by the character.
fn code_point(code: u64, flags: &Flags) -> String {
    let digits = format!("{code:X}");
    let zeros = "0".repeat(flags.precision.unwrap_or(4).max(4).saturating_sub(digits.len()));
    let printed = u32::try_from(code).ok().and_then(char::from_u32).filter(|c| flags.sharp && is_printable(*c));
    let printed = printed.map(|c| format!(" '{c}'")).unwrap_or_default();
    pad_spaces(format!("U+{zeros}{digits}{printed}"), flags)
}

/// A float of 64 bits. None for a verb that is not one of floats.
#[must_use]
pub fn float(number: f64, verb: char, flags: &Flags) -> Option<String> {
    let (verb, precision) = match verb {
        'v' => ('g', None),
        'b' | 'g' | 'G' | 'x' | 'X' => (verb, None),
        'f' | 'e' | 'E' => (verb, Some(6)),
        'F' => ('f', Some(6)),
        _ => return None,
    };
    if !number.is_finite() {
        let text = match (number.is_nan(), number > 0.0) {
            (true, _) => format!("{}NaN", sign(false, flags)),
            (_, true) => format!("{}Inf", if flags.space && !flags.plus { ' ' } else { '+' }),
            (_, false) => "-Inf".to_owned(),
        };
        return Some(pad_spaces(text, flags));
    }
    let precision = flags.precision.or(precision);
    let mut text = floats::text(number, verb, precision);
    if flags.sharp && verb != 'b' {
        text = with_point(&text, verb, precision);
    }
    let sign = sign(number.is_sign_negative(), flags);
    if flags.zero && !flags.minus && !sign.is_empty() {
        let missing = flags.width.unwrap_or(0).saturating_sub(sign.len() + text.len());
        return Some(format!("{sign}{}{text}", "0".repeat(missing)));
    }
    Some(pad(format!("{sign}{text}"), flags))
}

/// With a decimal point in any case, and zeros up to the precision where the verb would drop them.
fn with_point(text: &str, verb: char, precision: Option<usize>) -> String {
    let marks: &[char] = if matches!(verb, 'x' | 'X') { &['p', 'P'] } else { &['e', 'E', 'p', 'P'] };
    let (head, tail) = text.split_at(text.find(marks).unwrap_or(text.len()));
    let wanted = if matches!(verb, 'g' | 'G' | 'x') { precision.unwrap_or(6) } else { 0 };
    let significant = head.chars().filter(|c| *c != '.').skip_while(|c| *c == '0').count();
    let point = head.contains('.');
    let lone_zero = usize::from(!point && head == "0");
    let zeros = "0".repeat(wanted.saturating_sub(significant + lone_zero));
    format!("{head}{}{zeros}{tail}", if point { "" } else { "." })
}

/// As much of `text` as the precision allows.
#[must_use]
pub fn truncated<'a>(text: &'a str, flags: &Flags) -> &'a str {
    let end = flags.precision.and_then(|precision| text.char_indices().nth(precision));
    end.map_or(text, |(end, _)| &text[..end])
}

/// A string. None for a verb that is not one of strings.
#[must_use]
pub fn text(text: &str, verb: char, flags: &Flags) -> Option<String> {
    match verb {
        'v' if !flags.sharp_v => Some(pad(truncated(text, flags), flags)),
        's' => Some(pad(truncated(text, flags), flags)),
        'x' => Some(hexadecimal(text.as_bytes(), flags)),
        'X' => Some(hexadecimal(text.as_bytes(), flags).to_uppercase()),
        'q' | 'v' => {
            let text = truncated(text, flags);
            let raw = |c: char| c != '`' && c != '\u{feff}' && c != '\x7f' && (c == '\t' || c >= ' ');
            let quoted =
                if flags.sharp && text.chars().all(raw) { format!("`{text}`") } else { quote(text, flags.plus) };
            Some(pad(quoted, flags))
        }
        _ => None,
    }
}

/// Bytes in hexadecimal: apart where there is a space, with `0x` where there is `#`.
#[must_use]
pub fn hexadecimal(bytes: &[u8], flags: &Flags) -> String {
    let bytes = &bytes[..flags.precision.unwrap_or(usize::MAX).min(bytes.len())];
    let prefix = if flags.sharp { "0x" } else { "" };
    let (each, separator) = if flags.space { (prefix, " ") } else { ("", "") };
    let bytes: Vec<_> = bytes.iter().map(|byte| format!("{each}{byte:02x}")).collect();
    let start = if flags.space || bytes.is_empty() { "" } else { prefix };
    let text = start.to_owned() + &bytes.join(separator);
    if text.is_empty() { pad(text, &Flags { minus: false, ..flags.clone() }) } else { pad(text, flags) }
}

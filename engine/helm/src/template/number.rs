//! Numbers of templates.

use super::quote::{BadCharacter, quote, unquote_character};
use super::tree::Number;

/// The number that a token stands for.
///
/// # Errors
/// Go's message when it is none.
pub(super) fn number(text: &str) -> Result<Number, String> {
    let mut number =
        Number { int: parse_int(text), uint: parse_uint(text), float: None, is_float: looks_like_float(text) };
    if number.int == Some(0) {
        number.uint = Some(0);
    }
    if let Some(int) = number.int {
        // Large integers lose digits as Go's conversion does.
        #[expect(clippy::cast_precision_loss)]
        let float = int as f64;
        number.float = Some(float);
    } else if let Some(uint) = number.uint {
        #[expect(clippy::cast_precision_loss)]
        let float = uint as f64;
        number.float = Some(float);
    } else if let Some(float) = parse_float(text) {
        if !text.contains(['.', 'e', 'E', 'p', 'P']) {
            return Err(format!("integer overflow: {}", quote(text)));
        }
        number.float = Some(float);
        number.int = whole(float);
        number.uint = number.int.and_then(|int| u64::try_from(int).ok());
    }
    if number.float.is_none() {
        return Err(format!("illegal number syntax: {}", quote(text)));
    }
    Ok(number)
}

/// The number that a character stands for.
///
/// # Errors
/// Go's message when it is no character.
pub(super) fn character(text: &str) -> Result<Number, String> {
    match unquote_character(text) {
        Ok(code) => Ok(Number {
            int: Some(code),
            uint: u64::try_from(code).ok(),
            float: u32::try_from(code).ok().map(f64::from),
            is_float: false,
        }),
        Err(BadCharacter::Syntax) => Err("invalid syntax".to_owned()),
        Err(BadCharacter::Malformed) => Err(format!("malformed character constant: {text}")),
    }
}

fn looks_like_float(text: &str) -> bool {
    let is_hex = text.len() > 2 && (text.starts_with("0x") || text.starts_with("0X")) && !text.contains(['p', 'P']);
    !is_hex && text.contains(['.', 'e', 'E', 'p', 'P'])
}

fn whole(float: f64) -> Option<i64> {
    // Both ends are powers of two, which floats hold.
    let in_range = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&float);
    #[expect(clippy::cast_possible_truncation)]
    let int = float as i64;
    (in_range && float.fract() == 0.0).then_some(int)
}

fn parse_int(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let value = parse_uint(digits)?;
    if negative { 0_i64.checked_sub_unsigned(value) } else { i64::try_from(value).ok() }
}

/// An unsigned integer with Go's prefixes of bases and underscores.
fn parse_uint(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let (radix, digits) = match bytes {
        [b'0', b'x' | b'X', ..] => (16, &text[2..]),
        [b'0', b'o' | b'O', ..] => (8, &text[2..]),
        [b'0', b'b' | b'B', ..] => (2, &text[2..]),
        [b'0', _, ..] => (8, &text[1..]),
        _ => (10, text),
    };
    if !underscores_fit(text) {
        return None;
    }
    let digits = digits.replace('_', "");
    if !digits.starts_with(|first: char| first.is_digit(radix)) {
        return None;
    }
    u64::from_str_radix(&digits, radix).ok()
}

/// Underscores only between digits, or between the base and a digit.
fn underscores_fit(text: &str) -> bool {
    let bytes = text.trim_start_matches(['+', '-']).as_bytes();
    let mut last = b'^';
    let mut at = 0;
    let mut hex = false;
    if let [b'0', base @ (b'x' | b'X' | b'o' | b'O' | b'b' | b'B'), ..] = bytes {
        hex = matches!(base, b'x' | b'X');
        last = b'0';
        at = 2;
    }
    for &byte in &bytes[at..] {
        last = match byte {
            _ if byte.is_ascii_digit() || (hex && byte.is_ascii_hexdigit()) => b'0',
            b'_' if last == b'0' => b'_',
            b'_' => return false,
            _ if last == b'_' => return false,
            _ => b'!',
        };
    }
    last != b'_'
}

fn parse_float(text: &str) -> Option<f64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return underscores_fit(text).then(|| hex_float(&hex.replace('_', ""))).flatten().map(|float| sign * float);
    }
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') || !underscores_fit(digits) {
        return None;
    }
    let float: f64 = digits.replace('_', "").parse().ok()?;
    float.is_finite().then_some(sign * float)
}

/// `1.8p3` after its `0x`: an exponent is required.
fn hex_float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut value = 0.0_f64;
    for digit in whole.chars().chain(fraction.chars()) {
        value = value * 16.0 + f64::from(digit.to_digit(16)?);
    }
    let exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?.checked_mul(4)?)?;
    let float = value * 2.0_f64.powi(exponent);
    float.is_finite().then_some(float)
}

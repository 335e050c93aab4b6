//! Numbers of anything, as library cast makes them: 0 of what is none.
//!
//! Reference: <https://pkg.go.dev/github.com/spf13/cast>.

use crate::value::{Kind, Value};

/// An `int` or `int64`.
pub(super) fn int(value: &Value) -> i64 {
    match &value.kind {
        Kind::Int(number, _) => *number,
        Kind::Float(number) => truncated(*number),
        Kind::String(text) => parse_int(without_zero_decimals(text.as_str()), 0).unwrap_or(0),
        Kind::Bool(value) => i64::from(*value),
        _ => 0,
    }
}

/// A `float64`.
pub(super) fn float(value: &Value) -> f64 {
    match &value.kind {
        Kind::Int(number, crate::value::Int::Uint64) => number.cast_unsigned() as f64,
        Kind::Int(number, _) => *number as f64,
        Kind::Float(number) => *number,
        Kind::String(text) => parse_float(text.as_str()).unwrap_or(0.0),
        Kind::Bool(value) => f64::from(u8::from(*value)),
        _ => 0.0,
    }
}

/// As Go converts on its machines: what does not fit becomes the least number.
fn truncated(number: f64) -> i64 {
    let limit = 9_223_372_036_854_775_808.0;
    if number >= -limit && number < limit { number as i64 } else { i64::MIN }
}

/// `text` without a point and the zeros after it that end it.
fn without_zero_decimals(text: &str) -> &str {
    let whole = text.trim_end_matches('0');
    match whole.strip_suffix('.') {
        Some(before) if whole.len() < text.len() => before,
        // Of several points with zeros between them, or one without zeros.
        _ => text,
    }
}

/// A whole number of a base; of the base that it begins with, where it is 0. Reference: `strconv.ParseInt`.
pub(super) fn parse_int(text: &str, base: u32) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let number = parse_uint(digits, base)?;
    if negative { (number <= 1 << 63).then(|| (number as i64).wrapping_neg()) } else { i64::try_from(number).ok() }
}

fn parse_uint(text: &str, base: u32) -> Option<u64> {
    if base > 0 {
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return plain.then(|| u64::from_str_radix(text, base).ok()).flatten();
    }
    let prefix = text.get(..2).unwrap_or_default().to_ascii_lowercase();
    let (base, digits) = match prefix.as_str() {
        "0x" => (16, &text[2..]),
        "0b" => (2, &text[2..]),
        "0o" => (8, &text[2..]),
        _ if text.len() > 1 && text.starts_with('0') => (8, &text[1..]),
        _ => (10, text),
    };
    let prefixed = digits.len() < text.len();
    if digits.contains('_') && !underscores_fit(digits, prefixed) {
        return None;
    }
    let digits = digits.replace('_', "");
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then(|| u64::from_str_radix(&digits, base).ok()).flatten()
}

/// Does each underscore stand between digits, or between a prefix and a digit?
fn underscores_fit(digits: &str, prefixed: bool) -> bool {
    !digits.ends_with('_') && !digits.contains("__") && (prefixed || !digits.starts_with('_'))
}

/// A float as Go writes it. Reference: `strconv.ParseFloat`.
fn parse_float(text: &str) -> Option<f64> {
    let lower = text.to_ascii_lowercase();
    let unsigned = lower.strip_prefix(['+', '-']).unwrap_or(&lower);
    if let Some(digits) = unsigned.strip_prefix("0x") {
        let number = parse_hex_float(&without_underscores(digits, true)?)?;
        return Some(if lower.starts_with('-') { -number } else { number });
    }
    if matches!(unsigned, "inf" | "infinity" | "nan") {
        return lower.parse().ok();
    }
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    // What is too great is none.
    without_underscores(&lower, false)?.parse().ok().filter(|number: &f64| number.is_finite())
}

/// `text` without underscores; none where one does not stand between digits, or after a prefix.
fn without_underscores(text: &str, hexadecimal: bool) -> Option<String> {
    let bytes = text.as_bytes();
    let is_digit =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_digit() || hexadecimal && byte.is_ascii_hexdigit());
    let fits = |at: usize| {
        let before = at.checked_sub(1).map_or(hexadecimal, |before| is_digit(bytes.get(before)));
        before && is_digit(bytes.get(at + 1))
    };
    let all = text.match_indices('_').all(|(at, _)| fits(at));
    all.then(|| text.replace('_', ""))
}

/// `1.8p3` after `0x`.
fn parse_hex_float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || digits.len() > 4096 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let exponent = parse_int(exponent, 10)?.checked_sub(4 * i64::try_from(fraction.len()).ok()?)?;
    // Digits that no float holds are gathered in the last bit of 64.
    let mut bits: u64 = 0;
    let mut more = 0;
    for digit in digits.chars().filter_map(|digit| digit.to_digit(16)) {
        if bits >> 60 == 0 {
            bits = bits << 4 | u64::from(digit);
        } else {
            more += 4;
            bits |= u64::from(digit != 0);
        }
    }
    let number = scaled(bits, exponent.checked_add(more)?);
    number.is_finite().then_some(number)
}

/// `bits` × 2^exponent.
fn scaled(bits: u64, exponent: i64) -> f64 {
    let exponent = exponent.clamp(-2200, 2200) as i32;
    // In two steps, so that neither power is beyond floats.
    let half = exponent / 2;
    bits as f64 * 2_f64.powi(half) * 2_f64.powi(exponent - half)
}

/// As `strconv.Atoi` without its fault: what is too great becomes the greatest.
pub(super) fn parse_clamped(text: &str) -> i64 {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    text.parse().unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX })
}

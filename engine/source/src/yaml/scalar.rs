//! Scalars to values, as `sigs.k8s.io/yaml` (that is go-yaml v2, then JSON) resolves them.

use std::sync::Arc;

use super::super::Value;
use super::super::entries::Interner;

/// The tag of a merge key.
pub(super) const MERGE: &str = "tag:yaml.org,2002:merge";

const CORE: &str = "tag:yaml.org,2002:";

/// What a plain scalar is.
#[derive(Debug, PartialEq)]
enum Plain {
    Null,
    Bool(bool),
    /// An integer in decimal notation.
    Int(String),
    /// A float in JSON's notation.
    Float(String),
    /// `.inf`, `-.inf`, `.nan`.
    NoNumber(&'static str),
    Timestamp,
    Text,
}

/// The value of a scalar; the message of the fault when it is not of its tag.
pub(super) fn resolve(text: &str, tag: Option<&str>, plain: bool, strings: &mut Interner) -> Result<Value, String> {
    let Some(tag) = tag else {
        return Ok(if plain { implicit(text, strings) } else { Value::String(strings.get(text)) });
    };
    let string = Value::String(strings.get(text));
    let Some(name) = tag.strip_prefix(CORE) else { return Ok(string) };
    let fault = || format!("`{text}` is not of its tag `!!{name}`");
    match (name, classify(text)) {
        ("bool", Plain::Bool(value)) => Ok(Value::Bool(value)),
        ("int", Plain::Int(number)) | ("float", Plain::Int(number) | Plain::Float(number)) => {
            Ok(Value::Number(strings.get(&number)))
        }
        ("float", Plain::NoNumber(name)) => Ok(Value::String(strings.get(name))),
        ("null", Plain::Null) => Ok(Value::Null),
        ("timestamp", Plain::Timestamp) => Ok(string),
        ("bool" | "int" | "float" | "null" | "timestamp", _) => Err(fault()),
        ("binary", _) => {
            base64(text).map(|bytes| Value::String(String::from_utf8_lossy(&bytes).into())).ok_or_else(fault)
        }
        _ => Ok(string),
    }
}

fn implicit(text: &str, strings: &mut Interner) -> Value {
    match classify(text) {
        Plain::Null => Value::Null,
        Plain::Bool(value) => Value::Bool(value),
        Plain::Int(number) | Plain::Float(number) => Value::Number(strings.get(&number)),
        Plain::NoNumber(name) => Value::String(strings.get(name)),
        Plain::Timestamp | Plain::Text => Value::String(strings.get(text)),
    }
}

/// The key that a value becomes; the message of the fault when it cannot be one.
pub(super) fn key(value: &Value) -> Result<Arc<str>, String> {
    match value {
        Value::String(text) => Ok(Arc::clone(text)),
        Value::Bool(true) => Ok("true".into()),
        Value::Bool(false) => Ok("false".into()),
        Value::Number(text) if text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok() => Ok(Arc::clone(text)),
        Value::Number(text) => {
            Ok(text.parse::<f64>().map_or_else(|_| Arc::clone(text), |number| float_key(number).into()))
        }
        Value::Null => Err("a key must not be null".to_owned()),
        Value::Sequence(_) | Value::Mapping(_) => Err("a key must be a scalar, not a mapping or list".to_owned()),
    }
}

/// A float as a key: Go's `FormatFloat(number, 'g', -1, 32)`.
#[expect(clippy::cast_possible_truncation, reason = "that is what it does")]
fn float_key(number: f64) -> String {
    let number = number as f32;
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    format!("{number}")
}

fn classify(text: &str) -> Plain {
    let Some(first) = text.bytes().next() else { return Plain::Null };
    match first {
        b'0'..=b'9' | b'+' | b'-' => special(text).unwrap_or_else(|| number(text)),
        b'.' => special(text).or_else(|| float(&text.replace('_', ""))).unwrap_or(Plain::Text),
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        _ => Plain::Text,
    }
}

fn word(text: &str) -> Plain {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Plain::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Plain::Bool(false),
        "~" | "null" | "Null" | "NULL" => Plain::Null,
        _ => Plain::Text,
    }
}

fn special(text: &str) -> Option<Plain> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(Plain::NoNumber(".nan")),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(Plain::NoNumber(".inf")),
        "-.inf" | "-.Inf" | "-.INF" => Some(Plain::NoNumber("-.inf")),
        _ => None,
    }
}

/// Integer, float or timestamp.
fn number(text: &str) -> Plain {
    if is_timestamp(text) {
        return Plain::Timestamp;
    }
    let plain = text.replace('_', "");
    int(&plain).or_else(|| float(&plain)).unwrap_or(Plain::Text)
}

/// Go's `ParseInt(text, 0, 64)`, then `ParseUint`.
fn int(text: &str) -> Option<Plain> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let size = u64::from_str_radix(digits, radix).ok()?;
    // ParseUint takes no sign.
    let signed = text.starts_with(['-', '+']);
    match (negative, size) {
        (_, 0) => Some(Plain::Int("0".to_owned())),
        (true, size) if size <= 1 << 63 => Some(Plain::Int(format!("-{size}"))),
        (false, size) if size < 1 << 63 || !signed => Some(Plain::Int(size.to_string())),
        _ => None,
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?` within the range of a double, in JSON's notation.
fn float(text: &str) -> Option<Plain> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], &rest[at..]),
        None => (rest, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    if let Some(exponent) = exponent.get(1..) {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if exponent.is_empty() || !digits(exponent) {
            return None;
        }
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    let number = format!("{sign}{whole}{point}{fraction}{exponent}");
    number.parse::<f64>().ok().filter(|value| value.is_finite()).map(|_| Plain::Float(number))
}

/// A date that go-yaml takes as one: only a `!!timestamp` tag shows the difference, the value stays a string.
fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    if digits(0) != 4 || bytes.get(4) != Some(&b'-') {
        return false;
    }
    let month = digits(5);
    let day = digits(6 + month);
    matches!(month, 1 | 2) && bytes.get(5 + month) == Some(&b'-') && matches!(day, 1 | 2)
}

/// Standard base64 with padding; line breaks are skipped.
fn base64(text: &str) -> Option<Vec<u8>> {
    let letters: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    if !letters.len().is_multiple_of(4) {
        return None;
    }
    let padding = letters.iter().rev().take_while(|byte| **byte == b'=').count();
    if padding > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(letters.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0);
    for letter in &letters[..letters.len() - padding] {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        buffer = (buffer << 6) | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xFF).unwrap_or_default());
        }
    }
    Some(bytes)
}

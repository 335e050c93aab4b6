//! Scalars of YAML as go-yaml v3 resolves them.

use super::bytes::from_base64;

use bartizan_gofmt::floats;

use super::Error;
use crate::value::{Number, Value};

/// The tags of YAML's own types.
const CORE: &str = "tag:yaml.org,2002:";

/// What a scalar is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    /// An integer of 64 bits, with or without a sign.
    Int(i128),
    Float(f64),
    Text(String),
    /// `<<`.
    Merge,
}

impl Scalar {
    pub(super) fn into_value(self) -> Result<Value, Error> {
        Ok(match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Int(number) => Value::Number(number_of(&number.to_string())?),
            Self::Float(number) if number.is_finite() => Value::Number(number_of(&json_float(number))?),
            Self::Float(_) => return Err(Error::failed("json: unsupported value")),
            Self::Text(text) => Value::from(text),
            Self::Merge => Value::from("<<"),
        })
    }

    /// As the key of an object: text.
    pub(super) fn into_key(self) -> Result<String, Error> {
        Ok(match self {
            Self::Null => return Err(Error::failed("unsupported map key of type: null")),
            Self::Bool(value) => value.to_string(),
            Self::Int(number) => number.to_string(),
            Self::Float(number) => key_float(number),
            Self::Text(text) => text,
            Self::Merge => "<<".to_owned(),
        })
    }
}

fn number_of(text: &str) -> Result<Number, Error> {
    text.parse().map_err(|_| Error::failed("invalid number"))
}

/// A float as Go's `encoding/json` writes it.
fn json_float(number: f64) -> String {
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let magnitude = number.abs();
    if magnitude == 0.0 || (1e-6..1e21).contains(&magnitude) {
        return format!("{sign}{}", floats::text(number, 'f', None));
    }
    format!("{sign}{}", floats::text(number, 'e', None).replace("e-0", "e-"))
}

/// A float as a key: at 32 bits.
#[expect(clippy::cast_possible_truncation, reason = "that is what go-yaml does")]
fn key_float(number: f64) -> String {
    let number = number as f32;
    if number.is_nan() {
        return ".nan".to_owned();
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number.is_infinite() {
        return format!("{sign}.inf");
    }
    // The shortest text at 32 bits is that of a float of 64 bits too.
    format!("{sign}{}", floats::text(number.to_string().parse().unwrap_or_default(), 'g', None))
}

/// The value of a scalar, `plain` where it is not quoted, with the tag it has.
pub(super) fn resolve(text: &str, plain: bool, tag: Option<&str>) -> Result<Scalar, Error> {
    let Some(tag) = tag.filter(|tag| *tag != "!") else {
        return Ok(if plain { implicit(text) } else { Scalar::Text(text.to_owned()) });
    };
    let Some(name) = tag.strip_prefix(CORE) else { return Ok(Scalar::Text(text.to_owned())) };
    let wrong = || Error::failed(format!("yaml: cannot decode `{text}` as a !!{name}"));
    match (name, implicit(text)) {
        ("null", Scalar::Null) => Ok(Scalar::Null),
        ("bool", found @ Scalar::Bool(_)) | ("int", found @ Scalar::Int(_)) | ("float", found @ Scalar::Float(_)) => {
            Ok(found)
        }
        ("float", Scalar::Int(number)) => Ok(Scalar::Float(number as f64)),
        ("merge", Scalar::Merge) => Ok(Scalar::Merge),
        ("null" | "bool" | "int" | "float" | "merge", _) => Err(wrong()),
        ("binary", _) => {
            let bytes = from_base64(text.as_bytes()).map_err(|_| wrong())?;
            Ok(Scalar::Text(String::from_utf8_lossy(&bytes).into_owned()))
        }
        _ => Ok(Scalar::Text(text.to_owned())),
    }
}

/// What a plain scalar is.
pub(super) fn implicit(text: &str) -> Scalar {
    match text {
        "true" | "True" | "TRUE" => return Scalar::Bool(true),
        "false" | "False" | "FALSE" => return Scalar::Bool(false),
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Scalar::Float(f64::NEG_INFINITY),
        "<<" => return Scalar::Merge,
        _ => {}
    }
    let number = match text.as_bytes().first() {
        Some(b'.') => float(&text.replace('_', "")),
        Some(b'0'..=b'9' | b'+' | b'-') => {
            let text = text.replace('_', "");
            integer(&text).map(Scalar::Int).or_else(|| float(&text))
        }
        _ => None,
    };
    number.unwrap_or_else(|| Scalar::Text(text.to_owned()))
}

/// An integer, decimal or with a prefix; a leading zero makes it octal.
fn integer(text: &str) -> Option<i128> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.to_ascii_lowercase();
    let (digits, radix) = match lower.get(..2) {
        Some("0x") => (&lower[2..], 16),
        Some("0o") => (&lower[2..], 8),
        Some("0b") => (&lower[2..], 2),
        Some(_) if lower.starts_with('0') => (&lower[1..], 8),
        _ => (&*lower, 10),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let magnitude = i128::from(u64::from_str_radix(digits, radix).ok()?);
    let value = if text.starts_with('-') { -magnitude } else { magnitude };
    // A sign needs 64 bits with one.
    let fits = unsigned.len() == text.len() || i64::try_from(value).is_ok();
    fits.then_some(value)
}

/// A decimal float that is finite.
fn float(text: &str) -> Option<Scalar> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if whole.is_empty() && fraction.is_empty() || exponent.is_empty() {
        return None;
    }
    if !digits(whole) || !digits(fraction) || !digits(exponent) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite()).map(Scalar::Float)
}

//! Base64, hexadecimal digits and the escapes of queries, as Go's libraries read and write them.

use super::strings::lossy;
use super::{Answer, Context, Error, Function, bytes, operands, uri};
use crate::value::Value;

/// The builtins of this module.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("base64.decode", |context, arguments| decode(context, arguments, |text| bytes::from_base64(text.as_bytes()))),
    ("base64.encode", |context, arguments| encode(context, arguments, bytes::base64)),
    ("base64.is_valid", base64_is_valid),
    ("base64url.decode", |context, arguments| decode(context, arguments, bytes::from_base64url)),
    ("base64url.encode", |context, arguments| encode(context, arguments, base64url_padded)),
    ("base64url.encode_no_pad", |context, arguments| encode(context, arguments, bytes::base64url)),
    ("hex.decode", |context, arguments| decode(context, arguments, from_hex)),
    ("hex.encode", |context, arguments| encode(context, arguments, bytes::hex)),
    ("urlquery.decode", |context, arguments| decode(context, arguments, unescape)),
    ("urlquery.decode_object", decode_object),
    ("urlquery.encode", |context, arguments| {
        encode(context, arguments, |bytes| {
            let mut out = String::new();
            escape(bytes, &mut out);
            out
        })
    }),
    ("urlquery.encode_object", encode_object),
];

/// Parameters that a query may have.
const MAX_PARAMETERS: usize = 10_000;

/// Argument 1 written otherwise.
fn encode(context: &mut Context<'_>, arguments: &[Value], write: fn(&[u8]) -> String) -> Answer {
    let text = operands::string(arguments, 1)?;
    context.make(text.len() * 3)?;
    Ok(write(text.as_bytes()).into())
}

/// What argument 1 stands for; what is not UTF-8 becomes U+FFFD.
fn decode(context: &mut Context<'_>, arguments: &[Value], read: fn(&str) -> Result<Vec<u8>, Error>) -> Answer {
    let text = operands::string(arguments, 1)?;
    context.make(text.len())?;
    Ok(lossy(read(text)?))
}

fn base64_is_valid(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let Some(text) = arguments[0].as_str() else { return Ok(false.into()) };
    context.make(text.len())?;
    Ok(bytes::from_base64(text.as_bytes()).is_ok().into())
}

fn base64url_padded(bytes: &[u8]) -> String {
    let mut text = bytes::base64url(bytes);
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

fn from_hex(text: &str) -> Result<Vec<u8>, Error> {
    let digit = |byte: u8| {
        let wrong = || Error::failed(format!("encoding/hex: invalid byte: U+{byte:04X} '{}'", byte as char));
        (byte as char).to_digit(16).ok_or_else(wrong)
    };
    let mut out = Vec::with_capacity(text.len() / 2);
    for pair in text.as_bytes().chunks(2) {
        let high = digit(pair[0])?;
        let low = pair.get(1).ok_or_else(|| Error::failed("encoding/hex: odd length hex string"))?;
        out.push((high << 4 | digit(*low)?) as u8);
    }
    Ok(out)
}

/// Adds `bytes` escaped for a query.
pub(super) fn escape(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in bytes {
        match byte {
            b' ' => out.push('+'),
            b'-' | b'_' | b'.' | b'~' => out.push(*byte as char),
            _ if byte.is_ascii_alphanumeric() => out.push(*byte as char),
            _ => out.extend(['%', DIGITS[usize::from(byte >> 4)] as char, DIGITS[usize::from(byte & 15)] as char]),
        }
    }
}

/// A query's text without its escapes.
fn unescape(text: &str) -> Result<Vec<u8>, Error> {
    uri::unescape(&text.replace('+', " "), |_| true, |_| true).map_err(Error::Failed)
}

fn decode_object(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let query = operands::string(arguments, 1)?;
    context.make(query.len())?;
    if query.bytes().filter(|byte| *byte == b'&').count() >= MAX_PARAMETERS {
        return Err(Error::failed("number of URL query parameters exceeded limit"));
    }
    let mut pairs: Vec<(Value, Value)> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        context.make(4 * size_of::<Value>())?;
        if pair.contains(';') {
            return Err(Error::failed("invalid semicolon separator in query"));
        }
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((lossy(unescape(key)?), lossy(unescape(value)?)));
    }
    // Values of one key stay in their order.
    pairs.sort_by(|left, right| left.0.cmp(&right.0));
    let group = |group: &[(Value, Value)]| {
        let values = group.iter().map(|(_, value)| value.clone()).collect();
        (group[0].0.clone(), Value::array(values))
    };
    Ok(Value::object(pairs.chunk_by(|left, right| left.0 == right.0).map(group).collect()))
}

fn encode_object(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let wrong = || Error::Type("operand 1 values must be string, array[string], or set[string]".to_owned());
    let object = operands::object(arguments, 1)?;
    let mut pairs: Vec<(String, &Value)> = Vec::with_capacity(object.len());
    for (key, value) in object {
        pairs.push((key.as_str().map_or_else(|| key.to_json(), str::to_owned), value));
    }
    pairs.sort_by(|left, right| left.0.cmp(&right.0));
    let mut out = String::new();
    for (key, value) in pairs {
        let values = match value {
            Value::String(_) => std::slice::from_ref(value),
            Value::Array(items) => items,
            Value::Set(set) => set.as_slice(),
            _ => return Err(wrong()),
        };
        for value in values {
            let value = value.as_str().ok_or_else(wrong)?;
            context.make((key.len() + value.len()) * 3 + 2)?;
            if !out.is_empty() {
                out.push('&');
            }
            escape(key.as_bytes(), &mut out);
            out.push('=');
            escape(value.as_bytes(), &mut out);
        }
    }
    Ok(out.into())
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("rows/encoding.jsonl"));
    }
}

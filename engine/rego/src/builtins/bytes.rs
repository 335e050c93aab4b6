//! Bytes as text: hexadecimal, base64 as Go reads it, PEM blocks, JSON as Go writes it.

use std::fmt::Write;

use crate::value::Value;

use super::Error;

/// The alphabet of base64 of RFC 4648, section 4; the alphabet for addresses differs in its last two.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `bytes` as lowercase hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// `bytes` in base64 with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    encode(bytes, ALPHABET, true)
}

/// `bytes` in base64 for addresses, without padding.
pub(super) fn base64url(bytes: &[u8]) -> String {
    let mut alphabet = *ALPHABET;
    alphabet[62..].copy_from_slice(b"-_");
    encode(bytes, &alphabet, false)
}

fn encode(bytes: &[u8], alphabet: &[u8; 64], padded: bool) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            if place <= chunk.len() {
                text.push(alphabet[(bits >> (18 - 6 * place) & 63) as usize] as char);
            } else if padded {
                text.push('=');
            }
        }
    }
    text
}

/// Reads base64 with padding; line ends are skipped.
///
/// # Errors
///
/// [`Error::Failed`] with the place of what does not belong, as Go counts it.
pub(crate) fn from_base64(text: &[u8]) -> Result<Vec<u8>, Error> {
    decode(text, *b"+/")
}

/// Reads base64 for addresses, with or without padding.
///
/// # Errors
///
/// As [`from_base64`].
pub(super) fn from_base64url(text: &str) -> Result<Vec<u8>, Error> {
    if text.ends_with('=') {
        return decode(text.as_bytes(), *b"-_");
    }
    let padding = match text.len() % 4 {
        0 => "",
        2 => "==",
        3 => "=",
        _ => return Err(Error::failed(format!("illegal base64url string: {text}"))),
    };
    decode(format!("{text}{padding}").as_bytes(), *b"-_")
}

fn decode(text: &[u8], last: [u8; 2]) -> Result<Vec<u8>, Error> {
    let corrupt = |at: usize| Error::failed(format!("illegal base64 data at input byte {at}"));
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut at = 0;
    loop {
        let mut digits = 0_u32;
        let mut count = 0;
        let mut ended = false;
        while count < 4 {
            let Some(&byte) = text.get(at) else {
                if count == 0 {
                    return Ok(bytes);
                }
                return Err(corrupt(at - count));
            };
            at += 1;
            if matches!(byte, b'\n' | b'\r') {
                continue;
            }
            if let Some(digit) = digit(byte, last) {
                digits = digits << 6 | u32::from(digit);
                count += 1;
                continue;
            }
            if byte != b'=' || count < 2 {
                return Err(corrupt(at - 1));
            }
            let skip = |mut at: usize| {
                while text.get(at).is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
                    at += 1;
                }
                at
            };
            if count == 2 {
                at = skip(at);
                match text.get(at) {
                    None => return Err(corrupt(text.len())),
                    Some(b'=') => at += 1,
                    Some(_) => return Err(corrupt(at - 1)),
                }
            }
            at = skip(at);
            if at < text.len() {
                return Err(corrupt(at));
            }
            ended = true;
            break;
        }
        digits <<= 6 * (4 - count);
        bytes.extend_from_slice(&digits.to_be_bytes()[1..count]);
        if ended {
            return Ok(bytes);
        }
    }
}

fn digit(byte: u8, last: [u8; 2]) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        _ if byte == last[0] => Some(62),
        _ if byte == last[1] => Some(63),
        _ => None,
    }
}

/// A block of a PEM text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// What it is labelled as, `CERTIFICATE`.
    pub(super) label: String,
    /// What it holds.
    pub(super) bytes: Vec<u8>,
}

/// Finds the first PEM block of `text`, skipping what is none; answers it and what follows it.
pub(super) fn pem(mut text: &str) -> Option<(Block, &str)> {
    loop {
        let start = find_line_start(text, "-----BEGIN ")?;
        let rest = &text[start + "-----BEGIN ".len()..];
        text = rest;
        let (first, body) = rest.split_once('\n').unwrap_or((rest, ""));
        let Some(label) = first.trim_end_matches([' ', '\t', '\r']).strip_suffix("-----") else { continue };
        let end_line = format!("-----END {label}-----");
        let Some(end) = find_line_start(body, "-----END ") else { continue };
        let Some(after) = body[end..].strip_prefix(end_line.as_str()) else { continue };
        let (tail, after) = after.split_once('\n').unwrap_or((after, ""));
        if !tail.trim_matches([' ', '\t', '\r']).is_empty() {
            continue;
        }
        let data = without_headers(&body[..end]);
        let compact: Vec<u8> = data.bytes().filter(|byte| !matches!(byte, b' ' | b'\t')).collect();
        if let Ok(bytes) = from_base64(&compact) {
            return Some((Block { label: label.to_owned(), bytes }, after));
        }
        text = after;
    }
}

/// Where a line begins with `prefix`.
fn find_line_start(text: &str, prefix: &str) -> Option<usize> {
    if text.starts_with(prefix) {
        return Some(0);
    }
    text.match_indices(prefix).map(|(at, _)| at).find(|&at| text.as_bytes()[at - 1] == b'\n')
}

/// What follows the `Key: value` lines of a block.
fn without_headers(mut body: &str) -> &str {
    while let Some((line, rest)) = body.split_once('\n') {
        if !line.contains(':') {
            break;
        }
        body = rest;
    }
    body
}

/// `value` as Go's `encoding/json` writes it: compact, `<`, `>`, `&` and the line separators of Unicode escaped.
pub(super) fn go_json(value: &Value) -> String {
    let json = value.to_json();
    if !json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        return json;
    }
    let mut text = String::with_capacity(json.len() + 16);
    for char in json.chars() {
        // These stand only inside strings.
        match char {
            '<' => text.push_str("\\u003c"),
            '>' => text.push_str("\\u003e"),
            '&' => text.push_str("\\u0026"),
            '\u{2028}' => text.push_str("\\u2028"),
            '\u{2029}' => text.push_str("\\u2029"),
            _ => text.push(char),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_both_ways() {
        for (bytes, padded, bare) in [
            ("", "", ""),
            ("f", "Zg==", "Zg"),
            ("fo", "Zm8=", "Zm8"),
            ("foo", "Zm9v", "Zm9v"),
            ("fo>?", "Zm8+Pw==", "Zm8-Pw"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), padded);
            assert_eq!(base64url(bytes.as_bytes()), bare);
            assert_eq!(from_base64(padded.as_bytes()).unwrap(), bytes.as_bytes());
            assert_eq!(from_base64url(bare).unwrap(), bytes.as_bytes());
        }
        assert_eq!(from_base64(b"Zm\r\n8=\n").unwrap(), b"fo");
    }

    /// Places as `opa eval 'base64.decode("…")'` tells them.
    #[test]
    fn base64_says_where_it_is_wrong() {
        for (text, at) in [
            ("Zg", 0),
            ("Zg=", 3),
            ("Zm9vZ", 4),
            ("Zm9*", 3),
            ("Zg==Zg==", 4),
            ("Z===", 1),
            ("=", 0),
            ("Zm8=x", 4),
            ("Zg=x", 2),
        ] {
            let message = format!("illegal base64 data at input byte {at}");
            assert_eq!(from_base64(text.as_bytes()), Err(Error::Failed(message)), "{text}");
        }
    }

    #[test]
    fn pem_blocks() {
        let text = "junk\n-----BEGIN A B-----\nKey: value\n\nZm9v\nZg==\n-----END A B-----\nrest";
        assert_eq!(pem(text), Some((Block { label: "A B".to_owned(), bytes: b"foof".to_vec() }, "rest")));
        assert_eq!(pem("-----BEGIN A-----\nZm9v\n-----END B-----\n"), None);
        assert_eq!(pem("x-----BEGIN A-----\nZm9v\n-----END A-----\n"), None);
        assert_eq!(pem(""), None);
    }

    #[test]
    fn json_of_go() {
        assert_eq!(go_json(&Value::from("<a&b>\u{2028}")), r#""\u003ca\u0026b\u003e\u2028""#);
    }
}

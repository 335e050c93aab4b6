//! Base64 and base32, read as Go reads them.

use crate::functions::arguments::{str, string};
use crate::functions::{Call, Function, base64};
use crate::value::Value;
use crate::{Budget, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("b64enc", 1, |call, args| {
        taken(call.budget, str(&args[0])?)?;
        Ok(base64(string(&args[0])?.as_bytes()).into())
    }),
    Function::of("b64dec", 1, |call, args| decoded(call, &args[0], "base64", decode64)),
    Function::of("b32enc", 1, |call, args| Ok(encode32(taken(call.budget, str(&args[0])?)?.as_bytes()).into())),
    Function::of("b32dec", 1, |call, args| decoded(call, &args[0], "base32", decode32)),
];

/// Takes twice the bytes of a text.
fn taken<'a>(budget: &Budget, text: &'a str) -> Result<&'a str> {
    budget.take_bytes(2 * text.len() as u64).map(|()| text)
}

/// What a text holds, or what Go says is wrong with it. Bytes that are no text are replaced.
fn decoded(
    call: &Call<'_>,
    value: &Value,
    name: &str,
    decode: fn(&[u8]) -> std::result::Result<Vec<u8>, usize>,
) -> Result<Value> {
    let text = taken(call.budget, str(value)?)?;
    Ok(match decode(text.as_bytes()) {
        Ok(bytes) => lossy(bytes).into(),
        Err(at) => format!("illegal {name} data at input byte {at}").into(),
    })
}

/// Bytes as text.
pub(super) fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn digit64(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// Appends the bytes of some digits, `size` bits each; what is left over of the bits goes.
fn gather(out: &mut Vec<u8>, digits: &[u8], size: u32) {
    let bits = digits.iter().fold(0_u64, |bits, digit| bits << size | u64::from(*digit));
    let count = digits.len() as u32 * size;
    out.extend((1..=count / 8).map(|byte| (bits >> (count - 8 * byte)) as u8));
}

/// The bytes of a text in base64, or the place of what is wrong.
pub(super) fn decode64(text: &[u8]) -> std::result::Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut digits = Vec::with_capacity(4);
    let is_break = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let after_breaks = |at: usize| at + text[at..].iter().take_while(|byte| is_break(byte)).count();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        if let Some(digit) = digit64(*byte) {
            digits.push(digit);
            if digits.len() == 4 {
                gather(&mut out, &digits, 6);
                digits.clear();
            }
        } else if !is_break(byte) {
            if *byte != b'=' || digits.len() < 2 {
                return Err(at - 1);
            }
            if digits.len() == 2 {
                at = after_breaks(at);
                match text.get(at) {
                    None => return Err(text.len()),
                    Some(b'=') => at += 1,
                    Some(_) => return Err(at - 1),
                }
            }
            at = after_breaks(at);
            gather(&mut out, &digits, 6);
            return if at < text.len() { Err(at) } else { Ok(out) };
        }
    }
    if digits.is_empty() { Ok(out) } else { Err(at - digits.len()) }
}

const DIGITS32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn encode32(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for chunk in bytes.chunks(5) {
        let bits = chunk.iter().enumerate().fold(0_u64, |bits, (at, byte)| bits | u64::from(*byte) << (32 - 8 * at));
        let count = (chunk.len() * 8).div_ceil(5);
        out.extend((0..count).map(|digit| char::from(DIGITS32[(bits >> (35 - 5 * digit) & 31) as usize])));
        out.extend(std::iter::repeat_n('=', 8 - count));
    }
    out
}

/// The bytes of a text in base32, or the place of what is wrong, line breaks not counted.
fn decode32(text: &[u8]) -> std::result::Result<Vec<u8>, usize> {
    let text: Vec<u8> = text.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let mut out = Vec::with_capacity(text.len() / 8 * 5);
    let mut at = 0;
    while at < text.len() {
        let mut digits = Vec::with_capacity(8);
        while digits.len() < 8 {
            let count = digits.len();
            let Some(byte) = text.get(at) else { return Err(at - count) };
            at += 1;
            let rest = &text[at..];
            if *byte == b'=' && count >= 2 && rest.len() < 8 {
                if rest.len() + count < 7 {
                    return Err(text.len());
                }
                if let Some(wrong) = rest.iter().take(7 - count).position(|byte| *byte != b'=') {
                    return Err(at + wrong - 1);
                }
                if matches!(count, 1 | 3 | 6) {
                    return Err(at - 1);
                }
                gather(&mut out, &digits, 5);
                return Ok(out);
            }
            match DIGITS32.iter().position(|digit| digit == byte) {
                Some(digit) => digits.push(digit as u8),
                None => return Err(at - 1),
            }
        }
        gather(&mut out, &digits, 5);
    }
    Ok(out)
}

//! Digests, name-based identifiers, decryption.

use base64::Engine;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::arguments::{quoted, string, strings, text};
use super::encoding::{BASE64, without_breaks};
use super::time::differs;
use super::{Call, Function, Parameter, Table, invalid, rsa};
use crate::eval::{Error, Result};
use crate::value::{Reason, Type, Value};

pub(super) fn table() -> Table {
    let cost = Parameter::new("cost", Type::Number);
    let text = |run| Function::new(strings(&["str"]), Type::String, run);
    let file = |run| Function::new(strings(&["path"]), Type::String, run);
    vec![
        ("base64sha256", text(|call, arguments| of_text(call, arguments, digest::<Sha256>, base64))),
        ("base64sha512", text(|call, arguments| of_text(call, arguments, digest::<Sha512>, base64))),
        ("bcrypt", Function::new(strings(&["str"]), Type::String, |_, _| Ok(differs("bcrypt"))).and(cost)),
        ("filebase64sha256", file(|call, arguments| of_file(call, arguments, digest::<Sha256>, base64))),
        ("filebase64sha512", file(|call, arguments| of_file(call, arguments, digest::<Sha512>, base64))),
        ("filemd5", file(|call, arguments| of_file(call, arguments, digest::<Md5>, hex))),
        ("filesha1", file(|call, arguments| of_file(call, arguments, digest::<Sha1>, hex))),
        ("filesha256", file(|call, arguments| of_file(call, arguments, digest::<Sha256>, hex))),
        ("filesha512", file(|call, arguments| of_file(call, arguments, digest::<Sha512>, hex))),
        ("md5", text(|call, arguments| of_text(call, arguments, digest::<Md5>, hex))),
        ("rsadecrypt", Function::new(strings(&["ciphertext", "privatekey"]), Type::String, decrypt)),
        ("sha1", text(|call, arguments| of_text(call, arguments, digest::<Sha1>, hex))),
        ("sha256", text(|call, arguments| of_text(call, arguments, digest::<Sha256>, hex))),
        ("sha512", text(|call, arguments| of_text(call, arguments, digest::<Sha512>, hex))),
        ("uuid", Function::new(strings(&[]), Type::String, |_, _| Ok(differs("uuid")))),
        ("uuidv5", Function::new(strings(&["namespace", "name"]), Type::String, uuid)),
    ]
}

fn digest<D: Digest>(bytes: &[u8]) -> Vec<u8> {
    D::digest(bytes).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// The digest of a text; the text is paid for as if it were made anew.
fn of_text(call: &Call<'_>, arguments: &[Value], digest: fn(&[u8]) -> Vec<u8>, write: fn(&[u8]) -> String) -> Result {
    let text = text(arguments, 0)?;
    call.budget.take_bytes(text.len() as u64)?;
    string(call, write(&digest(text.as_bytes())))
}

fn of_file(call: &Call<'_>, arguments: &[Value], digest: fn(&[u8]) -> Vec<u8>, write: fn(&[u8]) -> String) -> Result {
    let path = text(arguments, 0)?;
    match call.files.read(path) {
        Ok(bytes) => {
            call.budget.take_bytes(bytes.len() as u64)?;
            string(call, write(&digest(&bytes)))
        }
        Err(refusal) if refusal.is_absent => Err(Error::new(format!("open {path}: no such file or directory"))),
        Err(refusal) => Ok(Value::unknown(Type::String, Reason::File(refusal.reason.into()))),
    }
}

fn uuid(call: &Call<'_>, arguments: &[Value]) -> Result {
    let namespace = text(arguments, 0)?;
    // The namespaces of RFC 9562, which differ in one byte.
    let known = |last| [0x6b, 0xa7, 0xb8, last, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];
    let namespace = match namespace {
        "dns" => known(0x10),
        "url" => known(0x11),
        "oid" => known(0x12),
        "x500" => known(0x14),
        other => parse_uuid(other).ok_or_else(|| {
            let length = other.len();
            let why = match length {
                32 | 36 | 38 | 45 => "invalid UUID format".to_owned(),
                _ => format!("invalid UUID length: {length}"),
            };
            Error::new(format!("uuidv5() doesn't support namespace {other} ({why})"))
        })?,
    };
    let digest = Sha1::new().chain_update(namespace).chain_update(text(arguments, 1)?).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(&digest).for_each(|(byte, digest)| *byte = *digest);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex(&bytes);
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    string(call, parts.join("-"))
}

/// A UUID: plain, behind `urn:uuid:`, in braces, or without hyphens.
fn parse_uuid(text: &str) -> Option<[u8; 16]> {
    let plain = match text.len() {
        45 if text.get(..9)?.eq_ignore_ascii_case("urn:uuid:") => text.get(9..)?,
        38 => text.strip_prefix('{')?.strip_suffix('}')?,
        _ => text,
    };
    let bytes = plain.as_bytes();
    let digits: Vec<u8> = match bytes.len() {
        32 => bytes.to_vec(),
        36 if [8, 13, 18, 23].iter().all(|at| bytes[*at] == b'-') => {
            bytes.iter().copied().filter(|byte| *byte != b'-').collect()
        }
        _ => return None,
    };
    let mut uuid = [0; 16];
    if digits.len() != 32 {
        return None;
    }
    for (byte, pair) in uuid.iter_mut().zip(digits.chunks(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(0)? << 4 | digit(1)?;
    }
    Some(uuid)
}

fn decrypt(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (source, key) = (text(arguments, 0)?, text(arguments, 1)?);
    let ciphertext = BASE64.decode(without_breaks(source));
    let ciphertext = ciphertext.map_err(|_| {
        let why = format!("failed to decode input {}: cipher text must be base64-encoded", quoted(source));
        invalid("ciphertext", &why)
    })?;
    let plain = rsa::decrypt(key, &ciphertext, call.budget)?;
    string(call, String::from_utf8_lossy(&plain).into_owned())
}

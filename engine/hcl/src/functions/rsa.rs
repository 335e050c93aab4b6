//! Decryption by RSA with PKCS #1 v1.5 padding (RFC 8017), with keys in PEM.

use base64::Engine;
use num_bigint::BigUint;

use super::encoding::BASE64;
use super::invalid;
use crate::eval::{Budget, Error, Result};

/// Bits of a modulus that are computed with.
const MAX_BITS: u64 = 8192;

struct Key {
    modulus: BigUint,
    private: BigUint,
}

/// The text of `ciphertext` by the private key in `pem`.
pub(super) fn decrypt(pem: &str, ciphertext: &[u8], budget: &Budget) -> Result<Vec<u8>> {
    let invalid = |what: &str| invalid("privatekey", &format!("invalid private key{what}"));
    let (label, der) = read_pem(pem).ok_or_else(|| invalid(": ssh: no key found"))?;
    let key = match label.as_str() {
        "RSA PRIVATE KEY" => pkcs1(&der),
        "PRIVATE KEY" => pkcs8(&der),
        "OPENSSH PRIVATE KEY" => openssh(&der),
        _ => None,
    }
    .ok_or_else(|| invalid(""))?;
    let bits = key.modulus.bits();
    if bits > MAX_BITS {
        return Err(Error::limit("the key is too long to compute with"));
    }
    if bits == 0 || key.private.bits() > bits {
        return Err(invalid(""));
    }
    // A power takes time with the cube of its length.
    budget.take(1 + bits.pow(3) / 1_000_000)?;
    let failed = || Error::new("failed to decrypt: crypto/rsa: decryption error");
    let length = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX);
    let number = BigUint::from_bytes_be(ciphertext);
    if length < 11 || ciphertext.len() > length || number >= key.modulus {
        return Err(failed());
    }
    let plain = number.modpow(&key.private, &key.modulus).to_bytes_be();
    // The first byte is zero, so it is not there.
    let padded = plain.strip_prefix(&[2]).filter(|padded| padded.len() + 2 == length).ok_or_else(failed)?;
    let end = padded.iter().position(|byte| *byte == 0).filter(|end| *end >= 8).ok_or_else(failed)?;
    Ok(padded.get(end + 1..).unwrap_or_default().to_vec())
}

/// Label and content of the first block that is not encrypted.
fn read_pem(text: &str) -> Option<(String, Vec<u8>)> {
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    if body.contains(':') {
        return None;
    }
    let body: String = body.split_whitespace().collect();
    Some((label.to_owned(), BASE64.decode(body).ok()?))
}

/// Reads DER elements one after the other.
struct Der<'d>(&'d [u8]);

impl<'d> Der<'d> {
    /// The content of the next element, which has this tag.
    fn next(&mut self, tag: u8) -> Option<&'d [u8]> {
        let (&[found, first], rest) = self.0.split_first_chunk::<2>()?;
        let (length, rest) = match first {
            0..0x80 => (usize::from(first), rest),
            _ => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let length = bytes
                    .iter()
                    .try_fold(0usize, |length, byte| Some(length.checked_mul(256)? + usize::from(*byte)))?;
                (length, rest)
            }
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (found == tag).then_some(content)
    }

    fn integer(&mut self) -> Option<BigUint> {
        self.next(0x02).map(BigUint::from_bytes_be)
    }
}

fn pkcs1(der: &[u8]) -> Option<Key> {
    let mut fields = Der(Der(der).next(0x30)?);
    let _version = fields.integer()?;
    let modulus = fields.integer()?;
    let _public = fields.integer()?;
    Some(Key { modulus, private: fields.integer()? })
}

fn pkcs8(der: &[u8]) -> Option<Key> {
    let mut fields = Der(Der(der).next(0x30)?);
    let _version = fields.integer()?;
    let _algorithm = fields.next(0x30)?;
    pkcs1(fields.next(0x04)?)
}

/// Keys as OpenSSH keeps them, not encrypted: fields behind their lengths in four bytes.
fn openssh(bytes: &[u8]) -> Option<Key> {
    fn field<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
        let (length, tail) = rest.split_first_chunk::<4>()?;
        let (field, tail) = tail.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        *rest = tail;
        Some(field)
    }
    let mut rest = bytes.strip_prefix(b"openssh-key-v1\0")?;
    if field(&mut rest)? != b"none" {
        return None;
    }
    let (_derivation, _options) = (field(&mut rest)?, field(&mut rest)?);
    rest = rest.get(4..)?;
    let _public = field(&mut rest)?;
    let private = field(&mut rest)?;
    // Two equal numbers stand before the key.
    let mut rest = private.get(8..)?;
    if field(&mut rest)? != b"ssh-rsa" {
        return None;
    }
    let modulus = BigUint::from_bytes_be(field(&mut rest)?);
    let _public = field(&mut rest)?;
    Some(Key { modulus, private: BigUint::from_bytes_be(field(&mut rest)?) })
}

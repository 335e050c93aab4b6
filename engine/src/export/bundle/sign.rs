//! `.signatures.json`: what OPA verifies a bundle by.
//!
//! A JSON web signature over the digests of all files:
//! <https://www.openpolicyagent.org/docs/management-bundles#signing>.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::export::ExportedFiles;

/// Where OPA looks for the signature.
const FILE: &str = ".signatures.json";

/// How a bundle is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// A secret shared with OPA, SHA-256.
    Hs256,
    /// A secret shared with OPA, SHA-384.
    Hs384,
    /// A secret shared with OPA, SHA-512.
    Hs512,
}

impl Algorithm {
    /// The name as the signature writes it (RFC 7518, 3.1).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        }
    }
}

/// Why a bundle cannot be signed: the user's to mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The key does not serve the algorithm.
    #[error("the signing key is no key for {algorithm}: {reason}")]
    Key {
        /// The algorithm.
        algorithm: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

/// Adds to `files` their signature by `key` (the bytes of the key file, taken whole, as OPA does). `key_id` is the name that
/// OPA's configuration gives to the key.
///
/// # Errors
///
/// The key does not serve the algorithm.
pub fn sign(files: &mut ExportedFiles, algorithm: Algorithm, key: &[u8], key_id: &str) -> Result<(), SignError> {
    let digests: Vec<Value> = files
        .iter()
        .map(|(name, content)| json!({"name": name, "hash": digest(name, content), "algorithm": "SHA-256"}))
        .collect();
    let header = json!({"alg": algorithm.as_str(), "kid": key_id, "typ": "JWT"});
    let payload = json!({"files": digests, "keyid": key_id});
    let signed = format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(payload.to_string().as_bytes()));
    let signature = signature(algorithm, key, signed.as_bytes())?;
    let token = format!("{signed}.{}", base64url(&signature));
    files.insert(FILE.to_owned(), super::pretty(&json!({"signatures": [token]})));
    Ok(())
}

fn signature(algorithm: Algorithm, key: &[u8], signed: &[u8]) -> Result<Vec<u8>, SignError> {
    let refused = |reason: &str| SignError::Key { algorithm: algorithm.as_str(), reason: reason.to_owned() };
    if key.is_empty() {
        return Err(refused("it is empty"));
    }
    macro_rules! hmac {
        ($hash:ty) => {{
            let mut mac = Hmac::<$hash>::new_from_slice(key).map_err(|error| refused(&error.to_string()))?;
            mac.update(signed);
            mac.finalize().into_bytes().to_vec()
        }};
    }
    Ok(match algorithm {
        Algorithm::Hs256 => hmac!(Sha256),
        Algorithm::Hs384 => hmac!(Sha384),
        Algorithm::Hs512 => hmac!(Sha512),
    })
}

/// SHA-256 of a file; of JSON, whatever its layout: of its compact form with sorted keys.
fn digest(name: &str, content: &[u8]) -> String {
    let structured = matches!(name.rsplit('/').next(), Some("data.json" | ".manifest"));
    let value = structured.then(|| serde_json::from_slice::<Value>(content).ok()).flatten();
    // Go, in which OPA is written, escapes the two line separators of Unicode in JSON; the maps of serde_json are sorted.
    let compact = value.map(|value| value.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"));
    let hash = Sha256::digest(compact.as_ref().map_or(content, |compact| compact.as_bytes()));
    hash.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Base64 with the alphabet for URLs, without padding (RFC 4648, 5).
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - group.len()));
        for digit in 0..=group.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * digit)) as usize & 63]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_as_rfc_4648() {
        let encoded = ["", "f", "fo", "foo", "foob", "\u{3ff}\u{fb}"].map(|text| base64url(text.as_bytes()));
        assert_eq!(encoded, ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "z7_Duw"]);
    }

    #[test]
    fn json_is_hashed_whatever_its_layout() {
        assert_eq!(
            digest("data.json", b"{\"b\": [1, 2.50],\n \"a\": \"<\"}"),
            digest("data.json", b"{\"a\":\"<\",\"b\":[1,2.50]}")
        );
        assert_ne!(digest("data.json", b"{}"), digest("data.json", b"[]"));
        assert_ne!(digest("a.rego", b"{ }"), digest("a.rego", b"{}"));
    }

    #[test]
    fn an_empty_key_is_refused() {
        let error = sign(&mut ExportedFiles::new(), Algorithm::Hs256, b"", "default").unwrap_err();
        assert_eq!(error.to_string(), "the signing key is no key for HS256: it is empty");
    }
}

//! `.signatures.json`: what OPA verifies a bundle by.
//!
//! A JSON web signature over the digests of all files:
//! <https://www.openpolicyagent.org/docs/management-bundles#signing>.

use std::fmt::Write as _;

use bartizan_rego::builtins::{self, Context, Outside};
use bartizan_rego::value::Value as RegoValue;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::export::ExportedFiles;

/// Where OPA looks for the signature.
const FILE: &str = ".signatures.json";

/// How a bundle is signed. None of them draws random numbers: the same files have the same signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// A secret shared with OPA, SHA-256.
    Hs256,
    /// A secret shared with OPA, SHA-384.
    Hs384,
    /// A secret shared with OPA, SHA-512.
    Hs512,
    /// RSA, SHA-256.
    Rs256,
    /// RSA, SHA-384.
    Rs384,
    /// RSA, SHA-512.
    Rs512,
    /// ECDSA on P-256, SHA-256.
    Es256,
    /// ECDSA on P-384, SHA-384.
    Es384,
    /// ECDSA on P-521, SHA-512.
    Es512,
}

impl Algorithm {
    /// The name as the signature writes it (RFC 7518, 3.1).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
        }
    }

    /// Type and curve of its private keys, as JSON web keys write them. None where the key is a shared secret.
    fn private_key(self) -> Option<(&'static str, Option<&'static str>)> {
        match self {
            Self::Hs256 | Self::Hs384 | Self::Hs512 => None,
            Self::Rs256 | Self::Rs384 | Self::Rs512 => Some(("RSA", None)),
            Self::Es256 => Some(("EC", Some("P-256"))),
            Self::Es384 => Some(("EC", Some("P-384"))),
            Self::Es512 => Some(("EC", Some("P-521"))),
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

/// Adds to `files` their signature by `key`: a secret, taken whole as OPA does, or a private key in
/// PEM (PKCS #1, PKCS #8 or SEC 1). `key_id` is the name that
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
    let refused = |reason: String| SignError::Key { algorithm: algorithm.as_str(), reason };
    let header = json!({"alg": algorithm.as_str(), "kid": key_id, "typ": "JWT"}).to_string();
    let payload = json!({"files": digests, "keyid": key_id}).to_string();
    let key = web_key(algorithm, key).map_err(refused)?;
    let token = call("io.jwt.encode_sign_raw", &[&header, &payload, &key]).map_err(refused)?;
    files.insert(FILE.to_owned(), super::pretty(&json!({"signatures": [token.as_str()]})));
    Ok(())
}

/// The key as a JSON web key; what is wrong with it.
fn web_key(algorithm: Algorithm, key: &[u8]) -> Result<String, String> {
    let Some((kind, curve)) = algorithm.private_key() else {
        let secret = (!key.is_empty()).then(|| json!({"kty": "oct", "k": base64url(key)}).to_string());
        return secret.ok_or_else(|| "it is empty".to_owned());
    };
    // Despite its name it reads keys on curves too.
    let key = std::str::from_utf8(key).ok().and_then(|pem| call("crypto.x509.parse_rsa_private_key", &[pem]).ok());
    let key = key.filter(|key| key.field("d").is_some()).ok_or("it holds no private key in PEM")?;
    let text = |name: &str| key.field(name).and_then(RegoValue::as_str);
    match (text("kty"), text("crv")) {
        (found, on) if found == Some(kind) && on == curve => Ok(key.to_json()),
        (Some(found), Some(on)) => Err(format!("it is a key of type {found} on {on}")),
        (found, _) => Err(format!("it is a key of type {}", found.unwrap_or("unknown"))),
    }
}

/// The answer of a builtin of Rego to texts; why it has none.
fn call(name: &str, arguments: &[&str]) -> Result<RegoValue, String> {
    let function = builtins::function(name).ok_or_else(|| format!("internal error: there is no {name}"))?;
    let arguments: Vec<RegoValue> = arguments.iter().map(|text| RegoValue::from(*text)).collect();
    function(&mut Context::new(&Outside::default(), None), &arguments).map_err(|error| error.to_string())
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

//! Keys of tokens: PEM, JSON web keys and sets of them.

use num_bigint::BigUint;

use super::Algorithm;
use crate::builtins::Error;
use crate::builtins::bytes::{from_base64, from_base64url, pem};
use crate::builtins::der::{Reader, SEQUENCE};
use crate::builtins::keys::{Curve, Point, PrivateKey, PublicKey, RsaPrivate, RsaPublic, Scalar, padded};
use crate::builtins::x509::{Certificate, key as read_key};
use crate::value::Value;

/// A key and what it is for.
#[derive(Debug)]
pub(super) struct Key {
    /// The algorithm it is for; empty if for any.
    pub(super) alg: String,
    /// Its name; may be empty.
    pub(super) kid: String,
    pub(super) material: Material,
}

/// What a key is made of.
#[derive(Debug)]
pub(super) enum Material {
    Public(PublicKey),
    Private(PrivateKey),
    Secret(Vec<u8>),
    /// A key that no signature here is made with.
    Other,
}

/// Keys to verify with: one in PEM, a certificate or a public key, or JSON web keys.
///
/// # Errors
///
/// [`Error::Failed`] in OPA's words, as far as they are its own.
pub(super) fn verification_keys(text: &str) -> Result<Vec<Key>, Error> {
    if let Some((block, rest)) = pem(text) {
        if !rest.is_empty() {
            return Err(Error::failed("extra data after a PEM certificate block"));
        }
        let within = |what: &str, error: &Error| Error::failed(format!("failed to parse a PEM {what}: {error}"));
        let key = match block.label.as_str() {
            "CERTIFICATE" => Certificate::read(&block.bytes).map_err(|error| within("certificate", &error))?.key,
            "PUBLIC KEY" => pem_key(&block.bytes).map_err(|error| within("public key", &error))?,
            _ => return Err(Error::failed("failed to extract a Key from the PEM certificate")),
        };
        let material = key.map_or(Material::Other, Material::Public);
        return Ok(vec![Key { alg: String::new(), kid: String::new(), material }]);
    }
    let keys = web_keys(text).map_err(|error| {
        Error::failed(format!("failed to parse a JWK key (set): jwk.ParseString: failed to parse string: {error}"))
    })?;
    Ok(keys.into_iter().filter(|key| key.alg.is_empty() || Algorithm::from_name(&key.alg).is_some()).collect())
}

fn pem_key(der: &[u8]) -> Result<Option<PublicKey>, Error> {
    let mut reader = Reader(der);
    let content = reader.content(SEQUENCE).filter(|_| reader.is_empty());
    let content = content.ok_or_else(|| Error::failed("asn1: structure error: malformed public key"))?;
    read_key(content).map(|(_, key)| key)
}

/// Reads a JSON web key, or a set of them.
///
/// # Errors
///
/// [`Error::Failed`] if one of them is none.
pub(super) fn web_keys(text: &str) -> Result<Vec<Key>, Error> {
    let fail = |message: String| Error::failed(format!("jwk.Parse: {message}"));
    let value = Value::from_json(text)
        .map_err(|error| fail(format!("failed to parse sole key: jwk.ParseKey: jwk.Parse: failed to probe data: probe: failed to unmarshal data: {error}")))?;
    let Some(keys) = value.field("keys") else {
        let key = web_key(&value).map_err(|error| fail(format!("failed to parse sole key: jwk.ParseKey: {error}")))?;
        return Ok(vec![key]);
    };
    let set = |message: String| fail(format!("failed to unmarshal JWK set: failed to decode {message}"));
    let keys = keys.as_array().ok_or_else(|| set(format!("\"keys\": expected '[' but got {keys}")))?;
    let key = |(at, key): (usize, &Value)| {
        web_key(key).map_err(|error| set(format!("key #{at} in \"keys\": jwk.ParseKey: {error}")))
    };
    keys.iter().enumerate().map(key).collect()
}

/// Algorithms of RFC 7518 and its successors that keys may be for, though not for the signatures here.
const OTHERS: [&str; 28] = [
    "A128CBC-HS256",
    "A128GCM",
    "A128GCMKW",
    "A128KW",
    "A192CBC-HS384",
    "A192GCM",
    "A192GCMKW",
    "A192KW",
    "A256CBC-HS512",
    "A256GCM",
    "A256GCMKW",
    "A256KW",
    "ECDH-ES",
    "ECDH-ES+A128KW",
    "ECDH-ES+A192KW",
    "ECDH-ES+A256KW",
    "ES256K",
    "PBES2-HS256+A128KW",
    "PBES2-HS384+A192KW",
    "PBES2-HS512+A256KW",
    "RSA-OAEP",
    "RSA-OAEP-256",
    "RSA-OAEP-384",
    "RSA-OAEP-512",
    "RSA1_5",
    "dir",
    "none",
    "Ed25519",
];

fn web_key(value: &Value) -> Result<Key, Error> {
    let text = |name: &str| value.field(name).and_then(Value::as_str);
    if value.as_object().is_none() {
        return Err(Error::failed("jwk.Parse: failed to probe data: probe: failed to unmarshal data: not an object"));
    }
    let kind = text("kty").unwrap_or_default();
    let bytes = |name: &str| match value.field(name) {
        None => Ok(None),
        Some(Value::String(text)) => lenient(text).map(Some).map_err(|error| field(name, &error)),
        Some(_) => Err(field(name, &Error::failed("not a string"))),
    };
    let needed = |name: &str| bytes(name)?.ok_or_else(|| Error::failed(format!("missing \"{name}\" value")));
    let material = match kind {
        "oct" => Material::Secret(needed("k")?),
        "RSA" => rsa(&needed)?,
        "EC" => curve(text("crv").unwrap_or_default(), &needed, bytes("d")?)?,
        "OKP" => edwards(text("crv").unwrap_or_default(), &needed, bytes("d")?)?,
        _ => return Err(Error::failed(format!("invalid key type from JSON ({kind})"))),
    };
    let material = match (kind, material, bytes("d")?) {
        ("RSA", Material::Public(PublicKey::Rsa(public)), Some(d)) => {
            let number = |bytes: Vec<u8>| BigUint::from_bytes_be(&bytes);
            let (p, q) = (number(needed("p")?), number(needed("q")?));
            let key = RsaPrivate::new(public, number(d), p, q);
            let key = key.ok_or_else(|| Error::failed("the numbers of the RSA key do not belong together"))?;
            Material::Private(PrivateKey::Rsa(Box::new(key)))
        }
        (_, material, _) => material,
    };
    let owned = |name: &str| text(name).unwrap_or_default().to_owned();
    if let Some(alg) = text("alg").filter(|alg| Algorithm::from_name(alg).is_none() && !OTHERS.contains(alg)) {
        return Err(field("alg", &Error::failed(format!("invalid key value: \"{alg}\": invalid key algorithm"))));
    }
    Ok(Key { alg: owned("alg"), kid: owned("kid"), material })
}

fn field(name: &str, error: &Error) -> Error {
    Error::failed(format!("failed to decode value for key {name}: {error}"))
}

/// Base64 of either alphabet, with or without padding.
fn lenient(text: &str) -> Result<Vec<u8>, Error> {
    if text.contains(['+', '/']) {
        let padding = "=".repeat((4 - text.trim_end_matches('=').len() % 4) % 4);
        return from_base64(format!("{}{padding}", text.trim_end_matches('=')).as_bytes());
    }
    from_base64url(text)
}

type Needed<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, Error>;

fn rsa(needed: Needed<'_>) -> Result<Material, Error> {
    let (n, e) = (BigUint::from_bytes_be(&needed("n")?), BigUint::from_bytes_be(&needed("e")?));
    if !e.bit(0) {
        return Err(Error::failed("invalid rsa public exponent: must be a positive odd integer"));
    }
    Ok(Material::Public(PublicKey::Rsa(RsaPublic { n, e })))
}

fn curve(name: &str, needed: Needed<'_>, d: Option<Vec<u8>>) -> Result<Material, Error> {
    let curve = Curve::from_name(name).ok_or_else(|| Error::failed(format!("invalid curve name {name}")))?;
    let coordinate = |name: &str| {
        let bytes = padded(&BigUint::from_bytes_be(&needed(name)?), curve.size());
        bytes.ok_or_else(|| Error::failed(format!("invalid ECDSA public key: {name} is too long")))
    };
    let (x, y) = (coordinate("x")?, coordinate("y")?);
    let point = [&[4], x.as_slice(), &y].concat();
    let point = Point::read(curve, &point)
        .ok_or_else(|| Error::failed(format!("invalid ECDSA public key: point is not on curve \"{name}\"")))?;
    let Some(d) = d else { return Ok(Material::Public(PublicKey::Curve(point))) };
    let scalar = padded(&BigUint::from_bytes_be(&d), curve.size()).and_then(|d| Scalar::new(curve, &d));
    let scalar = scalar.filter(|scalar| scalar.point == point);
    let scalar = scalar.ok_or_else(|| Error::failed("invalid ECDSA private key: d does not match x and y"))?;
    Ok(Material::Private(PrivateKey::Curve(scalar)))
}

fn edwards(name: &str, needed: Needed<'_>, d: Option<Vec<u8>>) -> Result<Material, Error> {
    match name {
        "Ed25519" => {}
        "X25519" => return Ok(Material::Other),
        _ => return Err(Error::failed(format!("invalid curve algorithm {name}"))),
    }
    let x: [u8; 32] = needed("x")?.try_into().map_err(|_| Error::failed("ed25519: wrong public key size"))?;
    let Some(d) = d else { return Ok(Material::Public(PublicKey::Ed25519(x))) };
    let key = d.try_into().map(PrivateKey::Ed25519).map_err(|_| Error::failed("ed25519: wrong private key size"))?;
    if key.public() != PublicKey::Ed25519(x) {
        return Err(Error::failed("ed25519: invalid x value given d value"));
    }
    Ok(Material::Private(key))
}

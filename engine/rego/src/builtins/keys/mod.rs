//! Keys, and signatures with them.

mod curve;
mod pkcs;
mod rsa;

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use num_bigint::BigUint;

pub(super) use curve::{Curve, Point, Scalar, padded};
pub(super) use pkcs::{Algorithm, private_key, private_keys, public_key};
pub(super) use rsa::{Private as RsaPrivate, Public as RsaPublic};

use super::bytes::{base64, base64url};
use super::crypto::Hash;
use crate::value::{Number, Value};

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PublicKey {
    Rsa(RsaPublic),
    Curve(Point),
    Ed25519([u8; 32]),
    /// For agreement only, not for signatures.
    X25519([u8; 32]),
    /// The numbers p, q, g and y; signatures are never found valid, as in Go.
    Dsa([BigUint; 4]),
}

/// A private key.
#[derive(Clone, Debug)]
pub(super) enum PrivateKey {
    Rsa(Box<RsaPrivate>),
    Curve(Scalar),
    /// The seed.
    Ed25519([u8; 32]),
}

/// How to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// RSA, PKCS #1 version 1.5.
    Rsa(Hash),
    /// RSA, PSS; the salt has this many bytes, or any number of them.
    Pss(Hash, Option<usize>),
    /// ECDSA, both numbers one after the other, halves of the signature.
    Curve(Hash),
    /// ECDSA, the numbers in DER.
    CurveDer(Hash),
    /// Ed25519.
    Ed25519,
}

impl PublicKey {
    /// Is this the signature of `message`? No if the key is of another kind.
    pub(super) fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        match (self, scheme) {
            (Self::Rsa(key), Scheme::Rsa(hash)) => key.verify(&hash.digest(message), signature, hash),
            (Self::Rsa(key), Scheme::Pss(hash, salt)) => key.verify_pss(&hash.digest(message), signature, hash, salt),
            (Self::Curve(key), Scheme::Curve(hash)) => {
                let (r, s) = signature.split_at(signature.len() / 2);
                let numbers = (BigUint::from_bytes_be(r), BigUint::from_bytes_be(s));
                key.verify(&hash.digest(message), &numbers)
            }
            (Self::Curve(key), Scheme::CurveDer(hash)) => {
                curve::numbers(signature).is_some_and(|numbers| key.verify(&hash.digest(message), &numbers))
            }
            (Self::Ed25519(key), Scheme::Ed25519) => {
                let signature = Signature::from_slice(signature);
                let key = VerifyingKey::from_bytes(key);
                matches!((key, signature), (Ok(key), Ok(signature)) if key.verify(message, &signature).is_ok())
            }
            _ => false,
        }
    }

    /// As Go writes its struct in JSON.
    pub(super) fn as_go(&self) -> Value {
        match self {
            Self::Rsa(key) => Value::record([("E", number(&key.e)), ("N", number(&key.n))]),
            Self::Curve(point) => Value::record(point_fields(point)),
            Self::Ed25519(key) => Value::from(base64(key)),
            Self::X25519(_) => Value::empty_object(),
            Self::Dsa(numbers) => Value::record(["P", "Q", "G", "Y"].into_iter().zip(numbers.iter().map(number))),
        }
    }
}

impl PrivateKey {
    /// The public key that belongs to it.
    pub(super) fn public(&self) -> PublicKey {
        match self {
            Self::Rsa(key) => PublicKey::Rsa(key.public.clone()),
            Self::Curve(key) => PublicKey::Curve(key.point.clone()),
            Self::Ed25519(seed) => PublicKey::Ed25519(SigningKey::from_bytes(seed).verifying_key().to_bytes()),
        }
    }

    /// Signs `message`; none if the key is of another kind, or too small.
    pub(super) fn sign(&self, scheme: Scheme, message: &[u8]) -> Option<Vec<u8>> {
        match (self, scheme) {
            (Self::Rsa(key), Scheme::Rsa(hash)) => key.sign(&hash.digest(message), hash, false),
            (Self::Rsa(key), Scheme::Pss(hash, _)) => key.sign(&hash.digest(message), hash, true),
            (Self::Curve(key), Scheme::Curve(hash)) => key.sign(&hash.digest(message)),
            (Self::Ed25519(seed), Scheme::Ed25519) => {
                Some(SigningKey::from_bytes(seed).sign(message).to_bytes().to_vec())
            }
            _ => None,
        }
    }

    /// As Go writes its struct in JSON.
    pub(super) fn as_go(&self) -> Value {
        match self {
            Self::Rsa(key) => {
                let precomputed = Value::record([
                    ("CRTValues", Value::array(Vec::new())),
                    ("Dp", number(&key.dp)),
                    ("Dq", number(&key.dq)),
                    ("Qinv", number(&key.qinv)),
                ]);
                Value::record([
                    ("D", number(&key.d)),
                    ("E", number(&key.public.e)),
                    ("N", number(&key.public.n)),
                    ("Precomputed", precomputed),
                    ("Primes", Value::array(vec![number(&key.p), number(&key.q)])),
                ])
            }
            Self::Curve(key) => {
                let d = number(&BigUint::from_bytes_be(&key.bytes));
                Value::record(point_fields(&key.point).into_iter().chain([("D", d)]))
            }
            Self::Ed25519(seed) => Value::from(base64(&SigningKey::from_bytes(seed).to_keypair_bytes())),
        }
    }

    /// As a JSON web key, RFC 7517.
    pub(super) fn as_web_key(&self) -> Value {
        let text = |bytes: &[u8]| Value::from(base64url(bytes));
        let digits = |number: &BigUint| text(&number.to_bytes_be());
        match self {
            Self::Rsa(key) => Value::record([
                ("kty", Value::from("RSA")),
                ("n", digits(&key.public.n)),
                ("e", digits(&key.public.e)),
                ("d", digits(&key.d)),
                ("p", digits(&key.p)),
                ("q", digits(&key.q)),
                ("dp", digits(&key.dp)),
                ("dq", digits(&key.dq)),
                ("qi", digits(&key.qinv)),
            ]),
            Self::Curve(key) => Value::record([
                ("kty", Value::from("EC")),
                ("crv", Value::from(key.point.curve.name())),
                ("d", text(&key.bytes)),
                ("x", text(&key.point.x)),
                ("y", text(&key.point.y)),
            ]),
            Self::Ed25519(seed) => Value::record([
                ("kty", Value::from("OKP")),
                ("crv", Value::from("Ed25519")),
                ("d", text(seed)),
                ("x", text(SigningKey::from_bytes(seed).verifying_key().as_bytes())),
            ]),
        }
    }
}

fn point_fields(point: &Point) -> [(&'static str, Value); 3] {
    let coordinate = |bytes: &[u8]| number(&BigUint::from_bytes_be(bytes));
    [("Curve", Value::empty_object()), ("X", coordinate(&point.x)), ("Y", coordinate(&point.y))]
}

/// An integer of any size as a value.
pub(super) fn number(number: &BigUint) -> Value {
    number.to_string().parse::<Number>().map_or(Value::Null, Value::Number)
}

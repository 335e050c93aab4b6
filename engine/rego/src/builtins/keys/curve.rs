//! Signatures on elliptic curves: ECDSA on the curves of NIST.

use num_bigint::BigUint;

use crate::builtins::der::{Oid, Reader, SEQUENCE};

/// A curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::builtins) enum Curve {
    /// Known, but there are no signatures on it here: its crate is not released yet.
    P224,
    P256,
    P384,
    P521,
}

impl Curve {
    /// By its object identifier, RFC 5480.
    pub(in crate::builtins) fn from_oid(oid: &Oid) -> Option<Self> {
        match oid.0.as_slice() {
            [1, 3, 132, 0, 33] => Some(Self::P224),
            [1, 2, 840, 10045, 3, 1, 7] => Some(Self::P256),
            [1, 3, 132, 0, 34] => Some(Self::P384),
            [1, 3, 132, 0, 35] => Some(Self::P521),
            _ => None,
        }
    }

    /// By its name in JSON web keys, RFC 7518.
    pub(in crate::builtins) fn from_name(name: &str) -> Option<Self> {
        [Self::P256, Self::P384, Self::P521].into_iter().find(|curve| curve.name() == name)
    }

    /// Its name in JSON web keys.
    pub(in crate::builtins) fn name(self) -> &'static str {
        match self {
            Self::P224 => "P-224",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    /// Bytes of a coordinate.
    pub(in crate::builtins) fn size(self) -> usize {
        match self {
            Self::P224 => 28,
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

/// Does with the types of a curve what is to be done; none for P-224.
macro_rules! on_curve {
    ($curve:expr, $module:ident => $body:expr) => {
        match $curve {
            Curve::P224 => None,
            Curve::P256 => {
                use p256 as $module;
                $body
            }
            Curve::P384 => {
                use p384 as $module;
                $body
            }
            Curve::P521 => {
                use p521 as $module;
                $body
            }
        }
    };
}

/// A point that is on its curve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::builtins) struct Point {
    pub(in crate::builtins) curve: Curve,
    /// The coordinate x, [`Curve::size`] bytes.
    pub(in crate::builtins) x: Vec<u8>,
    /// The coordinate y.
    pub(in crate::builtins) y: Vec<u8>,
}

impl Point {
    /// Reads a point without compression, SEC 1, section 2.3.3; none if it is not on the curve (unasked for P-224).
    pub(in crate::builtins) fn read(curve: Curve, bytes: &[u8]) -> Option<Self> {
        let coordinates = bytes.strip_prefix(&[4]).filter(|rest| rest.len() == 2 * curve.size())?;
        if curve != Curve::P224 {
            on_curve!(curve, module => module::ecdsa::VerifyingKey::from_sec1_bytes(bytes).ok().map(|_| ()))?;
        }
        let (x, y) = coordinates.split_at(curve.size());
        Some(Self { curve, x: x.to_vec(), y: y.to_vec() })
    }

    fn bytes(&self) -> Vec<u8> {
        [&[4], self.x.as_slice(), &self.y].concat()
    }

    /// Is this the signature of what has this digest?
    pub(super) fn verify(&self, digest: &[u8], signature: &(BigUint, BigUint)) -> bool {
        let size = self.curve.size();
        let verified = || {
            let signature = [padded(&signature.0, size)?, padded(&signature.1, size)?].concat();
            let digest = widened(digest, size);
            on_curve!(self.curve, module => {
                use module::ecdsa::signature::hazmat::PrehashVerifier;
                let key = module::ecdsa::VerifyingKey::from_sec1_bytes(&self.bytes()).ok()?;
                let signature = module::ecdsa::Signature::from_slice(&signature).ok()?;
                key.verify_prehash(&digest, &signature).ok()
            })
        };
        verified().is_some()
    }
}

/// A private key: a number and its point.
#[derive(Clone, Debug)]
pub(in crate::builtins) struct Scalar {
    pub(in crate::builtins) point: Point,
    /// The number, [`Curve::size`] bytes.
    pub(in crate::builtins) bytes: Vec<u8>,
}

impl Scalar {
    /// The key with this number, [`Curve::size`] bytes; none for zero, what is not less than the order, and P-224.
    pub(in crate::builtins) fn new(curve: Curve, bytes: &[u8]) -> Option<Self> {
        let point = on_curve!(curve, module => {
            let key = module::ecdsa::SigningKey::from_slice(bytes).ok()?;
            Some(key.verifying_key().to_sec1_point(false).as_bytes().to_vec())
        })?;
        Some(Self { point: Point::read(curve, &point)?, bytes: bytes.to_vec() })
    }

    /// Signs what has this digest: both numbers one after the other. Deterministic, RFC 6979.
    pub(super) fn sign(&self, digest: &[u8]) -> Option<Vec<u8>> {
        let digest = widened(digest, self.point.curve.size());
        on_curve!(self.point.curve, module => {
            use module::ecdsa::signature::hazmat::PrehashSigner;
            let key = module::ecdsa::SigningKey::from_slice(&self.bytes).ok()?;
            let signature: module::ecdsa::Signature = key.sign_prehash(&digest).ok()?;
            Some(signature.to_bytes().to_vec())
        })
    }
}

/// A number with zeros before it; none if it is longer than `size` bytes.
pub(in crate::builtins) fn padded(number: &BigUint, size: usize) -> Option<Vec<u8>> {
    let bytes = number.to_bytes_be();
    let zeros = size.checked_sub(bytes.len())?;
    Some([vec![0; zeros], bytes].concat())
}

/// A digest with zeros before it where the curve is wider, which means the same number.
fn widened(digest: &[u8], size: usize) -> Vec<u8> {
    [vec![0; size.saturating_sub(digest.len())], digest.to_vec()].concat()
}

/// The two numbers of a signature in a certificate, RFC 3279.
pub(super) fn numbers(der: &[u8]) -> Option<(BigUint, BigUint)> {
    let mut outer = Reader(der);
    let mut inner = outer.inside(SEQUENCE)?;
    let numbers = (inner.natural()?, inner.natural()?);
    (outer.is_empty() && inner.is_empty()).then_some(numbers)
}

//! Keys in DER: RFC 5280 for public ones; PKCS #1, PKCS #8 and SEC 1 for private ones.

use num_bigint::BigUint;

use super::{Curve, Point, PrivateKey, PublicKey, RsaPrivate, RsaPublic, Scalar};
use crate::builtins::Error;
use crate::builtins::bytes::{from_base64, pem};
use crate::builtins::der::{BIT_STRING, OBJECT_IDENTIFIER, OCTET_STRING, Oid, Reader, SEQUENCE, context, explicit};

const RSA: &[u128] = &[1, 2, 840, 113549, 1, 1, 1];
const DSA: &[u128] = &[1, 2, 840, 10040, 4, 1];
const CURVE: &[u128] = &[1, 2, 840, 10045, 2, 1];
const X25519: &[u128] = &[1, 3, 101, 110];
const ED25519: &[u128] = &[1, 3, 101, 112];

/// An algorithm and its parameters.
#[derive(Clone, Debug)]
pub(in crate::builtins) struct Algorithm<'a> {
    pub(in crate::builtins) oid: Oid,
    /// The element; empty if there is none.
    pub(in crate::builtins) parameters: &'a [u8],
}

impl<'a> Algorithm<'a> {
    /// Reads the content of an `AlgorithmIdentifier`.
    pub(in crate::builtins) fn read(mut reader: Reader<'a>) -> Result<Self, Error> {
        let oid = reader.small_oid().ok_or_else(|| Error::failed("x509: malformed OID"))?;
        if reader.is_empty() {
            return Ok(Self { oid, parameters: &[] });
        }
        let parameters = reader.any().ok_or_else(|| Error::failed("x509: malformed parameters"))?.whole;
        Ok(Self { oid, parameters })
    }

    /// Go's number of the algorithm of a public key; zero for those it does not know.
    pub(in crate::builtins) fn of_key(&self) -> i64 {
        match &self.oid.0 {
            oid if oid == RSA => 1,
            oid if oid == DSA => 2,
            oid if oid == CURVE => 3,
            oid if oid == ED25519 => 4,
            _ => 0,
        }
    }
}

/// Reads the key of a `SubjectPublicKeyInfo`: its algorithm and its bits.
///
/// # Errors
///
/// [`Error::Failed`] in the words of Go's `crypto/x509`.
pub(in crate::builtins) fn public_key(algorithm: &Algorithm<'_>, bits: &[u8]) -> Result<PublicKey, Error> {
    let fail = |message: &str| Error::failed(format!("x509: {message}"));
    match &algorithm.oid.0 {
        oid if oid == RSA => {
            if algorithm.parameters != [5, 0] {
                return Err(fail("RSA key missing NULL parameters"));
            }
            let mut reader = Reader(bits).inside(SEQUENCE).ok_or_else(|| fail("invalid RSA public key"))?;
            let n = reader.integer().ok_or_else(|| fail("invalid RSA modulus"))?;
            let e = reader.integer().filter(|e| e.bits() < 64).ok_or_else(|| fail("invalid RSA public exponent"))?;
            let positive = |number: num_bigint::BigInt| number.to_biguint().filter(|number| number.bits() > 0);
            let n = positive(n).ok_or_else(|| fail("RSA modulus is not a positive number"))?;
            let e = positive(e).ok_or_else(|| fail("RSA public exponent is not a positive number"))?;
            Ok(PublicKey::Rsa(RsaPublic { n, e }))
        }
        oid if oid == CURVE => {
            let curve = Reader(algorithm.parameters).oid().ok_or_else(|| fail("invalid ECDSA parameters"))?;
            let curve = Curve::from_oid(&curve).ok_or_else(|| fail("unsupported elliptic curve"))?;
            let point = Point::read(curve, bits).ok_or_else(|| {
                let name = curve.name().replace('-', "");
                Error::failed(format!("{name} point not on curve"))
            })?;
            Ok(PublicKey::Curve(point))
        }
        oid if oid == ED25519 || oid == X25519 => {
            let (name, make): (_, fn([u8; 32]) -> PublicKey) =
                if oid == ED25519 { ("Ed25519", PublicKey::Ed25519) } else { ("X25519", PublicKey::X25519) };
            if !algorithm.parameters.is_empty() {
                return Err(fail(&format!("{name} key encoded with illegal parameters")));
            }
            bits.try_into().map(make).map_err(|_| fail(&format!("wrong {name} public key size")))
        }
        oid if oid == DSA => {
            let y = Reader(bits).integer().ok_or_else(|| fail("invalid DSA public key"))?;
            let parameters = Reader(algorithm.parameters)
                .inside(SEQUENCE)
                .and_then(|mut reader| Some([reader.integer()?, reader.integer()?, reader.integer()?]));
            let [p, q, g] = parameters.ok_or_else(|| fail("invalid DSA parameters"))?;
            let numbers: Vec<BigUint> = [p, q, g, y].iter().filter_map(num_bigint::BigInt::to_biguint).collect();
            let numbers: Option<[BigUint; 4]> = numbers.try_into().ok();
            let numbers = numbers.filter(|numbers| numbers.iter().all(|number| number.bits() > 0));
            numbers.map(PublicKey::Dsa).ok_or_else(|| fail("zero or negative DSA parameter"))
        }
        _ => Err(fail("unknown public key algorithm")),
    }
}

/// The private keys of the PEM blocks of a text, or of its base64. Blocks of other kinds are skipped.
///
/// # Errors
///
/// [`Error::Failed`] for a block that holds no key.
pub(in crate::builtins) fn private_keys(text: &str) -> Result<Vec<PrivateKey>, Error> {
    let decoded = from_base64(text.as_bytes()).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let mut rest = decoded.as_deref().unwrap_or(text);
    let mut keys = Vec::new();
    while let Some((block, after)) = pem(rest) {
        rest = after;
        match block.label.as_str() {
            "RSA PRIVATE KEY" => keys.push(pkcs1(&block.bytes)?),
            "PRIVATE KEY" => keys.push(pkcs8(&block.bytes)?),
            "EC PRIVATE KEY" => keys.push(sec1(None, &block.bytes)?),
            _ => {}
        }
    }
    Ok(keys)
}

/// Reads a private key of any of the three formats.
pub(in crate::builtins) fn private_key(der: &[u8]) -> Option<PrivateKey> {
    pkcs1(der).or_else(|_| pkcs8(der)).or_else(|_| sec1(None, der)).ok()
}

fn malformed(what: &str) -> Error {
    Error::failed(format!("x509: failed to parse {what}: malformed DER"))
}

/// RFC 8017, appendix A.1.2.
fn pkcs1(der: &[u8]) -> Result<PrivateKey, Error> {
    let numbers = || {
        let mut reader = Reader(der).inside(SEQUENCE)?;
        let version = reader.integer()?;
        let mut natural = || reader.natural();
        Some((version, [natural()?, natural()?, natural()?, natural()?, natural()?]))
    };
    let (version, [n, e, d, p, q]) = numbers().ok_or_else(|| malformed("RSA private key"))?;
    if version != num_bigint::BigInt::ZERO {
        return Err(Error::failed("x509: unsupported private key version"));
    }
    if [&n, &d, &p, &q].iter().any(|number| number.bits() == 0) {
        return Err(Error::failed("x509: private key contains zero or negative value"));
    }
    let key = RsaPrivate::new(RsaPublic { n, e }, d, p, q);
    let key = key.ok_or_else(|| Error::failed("crypto/rsa: the numbers of the key do not belong together"))?;
    Ok(PrivateKey::Rsa(Box::new(key)))
}

/// RFC 5208.
fn pkcs8(der: &[u8]) -> Result<PrivateKey, Error> {
    let parts = || {
        let mut reader = Reader(der).inside(SEQUENCE)?;
        reader.integer()?;
        Some((reader.inside(SEQUENCE)?, reader.content(OCTET_STRING)?))
    };
    let (algorithm, key) = parts().ok_or_else(|| malformed("private key"))?;
    let algorithm = Algorithm::read(algorithm)?;
    match &algorithm.oid.0 {
        oid if oid == RSA => pkcs1(key).map_err(|error| within("RSA", &error)),
        oid if oid == CURVE => {
            let curve = Reader(algorithm.parameters).oid();
            sec1(curve.as_ref(), key).map_err(|error| within("EC", &error))
        }
        oid if oid == ED25519 => {
            if !algorithm.parameters.is_empty() {
                return Err(Error::failed("x509: invalid Ed25519 private key parameters"));
            }
            let seed = Reader(key).content(OCTET_STRING);
            let seed = seed.ok_or_else(|| Error::failed("x509: invalid Ed25519 private key: malformed DER"))?;
            let length = seed.len();
            let wrong = |_| Error::failed(format!("x509: invalid Ed25519 private key length: {length}"));
            seed.try_into().map(PrivateKey::Ed25519).map_err(wrong)
        }
        _ => {
            let oid = &algorithm.oid;
            Err(Error::failed(format!("x509: PKCS#8 wrapping contained private key with unknown algorithm: {oid}")))
        }
    }
}

fn within(kind: &str, error: &Error) -> Error {
    Error::failed(format!("x509: failed to parse {kind} private key embedded in PKCS#8: {error}"))
}

/// RFC 5915; the curve may be told from outside.
fn sec1(curve: Option<&Oid>, der: &[u8]) -> Result<PrivateKey, Error> {
    let parts = || {
        let mut reader = Reader(der).inside(SEQUENCE)?;
        let version = reader.integer()?;
        let key = reader.content(OCTET_STRING)?;
        let curve = match reader.optional(explicit(0))? {
            Some(mut inside) if inside.at(OBJECT_IDENTIFIER) => Some(inside.oid()?),
            _ => None,
        };
        let public = reader.optional(explicit(1))?;
        let sound = public.is_none_or(|public| public.at(BIT_STRING)) && !reader.at(context(0));
        sound.then_some((version, key, curve))
    };
    let (version, key, own) = parts().ok_or_else(|| malformed("EC private key"))?;
    if version != num_bigint::BigInt::from(1) {
        return Err(Error::failed(format!("x509: unknown EC private key version {version}")));
    }
    let curve = curve.or(own.as_ref()).and_then(Curve::from_oid);
    let curve = curve.ok_or_else(|| Error::failed("x509: unknown elliptic curve"))?;
    let bytes = super::padded(&BigUint::from_bytes_be(key), curve.size());
    let bytes = bytes.ok_or_else(|| Error::failed("x509: invalid private key length"))?;
    let scalar = Scalar::new(curve, &bytes)
        .ok_or_else(|| Error::failed("ecdsa: private key scalar is zero or larger than the order"))?;
    Ok(PrivateKey::Curve(scalar))
}

//! Certificates, read as Go's `crypto/x509` reads them.

use chrono::{DateTime, FixedOffset};
use num_bigint::BigUint;

use super::extensions::{Extension, Extensions};
use super::names::Name;
use super::signatures::SignatureAlgorithm;
use crate::builtins::Error;
use crate::builtins::bytes::base64;
use crate::builtins::der::{Reader, SEQUENCE, context, explicit, time_text};
use crate::builtins::keys::{Algorithm, PublicKey, number, public_key};
use crate::value::Value;

/// A certificate.
#[derive(Clone, Debug)]
pub(in crate::builtins) struct Certificate {
    pub(super) raw: Vec<u8>,
    /// What is signed.
    pub(super) signed: Vec<u8>,
    pub(super) raw_key: Vec<u8>,
    pub(super) raw_subject: Vec<u8>,
    pub(super) raw_issuer: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) signature_algorithm: SignatureAlgorithm,
    key_algorithm: i64,
    /// None for a kind of key that is not known.
    pub(in crate::builtins) key: Option<PublicKey>,
    /// Counted from 1.
    pub(super) version: i64,
    serial: BigUint,
    issuer: Name,
    subject: Name,
    pub(super) not_before: DateTime<FixedOffset>,
    pub(super) not_after: DateTime<FixedOffset>,
    pub(super) extensions: Extensions,
}

fn fail(what: &str) -> Error {
    Error::failed(format!("x509: {what}"))
}

/// The error for what is missing or malformed.
fn malformed(what: &str) -> impl Fn() -> Error {
    move || fail(&format!("malformed {what}"))
}

impl Certificate {
    /// Reads the certificates that follow one another in DER.
    pub(super) fn read_all(mut der: &[u8]) -> Result<Vec<Self>, Error> {
        let mut certificates = Vec::new();
        while !der.is_empty() {
            let certificate = Self::read_first(der)?;
            der = &der[certificate.raw.len()..];
            certificates.push(certificate);
        }
        Ok(certificates)
    }

    /// Reads a certificate in DER.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] in Go's words.
    pub(in crate::builtins) fn read(der: &[u8]) -> Result<Self, Error> {
        let certificate = Self::read_first(der)?;
        if certificate.raw.len() == der.len() { Ok(certificate) } else { Err(fail("trailing data")) }
    }

    fn read_first(der: &[u8]) -> Result<Self, Error> {
        let whole = Reader(der).element(SEQUENCE).ok_or_else(malformed("certificate"))?;
        let mut outer = Reader(whole.content);
        let signed = outer.element(SEQUENCE).ok_or_else(malformed("tbs certificate"))?;
        let mut inner = Reader(signed.content);

        let version = version(&mut inner)?;
        let serial = inner.integer().ok_or_else(malformed("serial number"))?;
        let serial = serial.to_biguint().ok_or_else(|| fail("negative serial number"))?;
        let algorithm = inner.content(SEQUENCE).ok_or_else(malformed("signature algorithm identifier"))?;
        let again = outer.content(SEQUENCE).ok_or_else(malformed("algorithm identifier"))?;
        if algorithm != again {
            return Err(fail("inner and outer signature algorithm identifiers don't match"));
        }
        let signature_algorithm = SignatureAlgorithm::of(&Algorithm::read(Reader(algorithm))?);

        let issuer_der = inner.element(SEQUENCE).ok_or_else(malformed("issuer"))?.whole;
        let issuer = Name::read(issuer_der)?;
        let mut validity = inner.inside(SEQUENCE).ok_or_else(malformed("validity"))?;
        let mut time = || validity.time().ok_or_else(malformed("time"));
        let (not_before, not_after) = (time()?, time()?);
        let subject_der = inner.element(SEQUENCE).ok_or_else(malformed("issuer"))?.whole;
        let subject = Name::read(subject_der)?;

        let key_der = inner.element(SEQUENCE).ok_or_else(malformed("spki"))?;
        let (key_algorithm, key) = key(key_der.content)?;
        let extensions = if version > 1 { extensions(&mut inner, version)? } else { Extensions::default() };
        let signature = outer.bits().ok_or_else(malformed("signature"))?.right_aligned();
        Ok(Self {
            raw: whole.whole.to_vec(),
            signed: signed.whole.to_vec(),
            raw_key: key_der.whole.to_vec(),
            raw_subject: subject_der.to_vec(),
            raw_issuer: issuer_der.to_vec(),
            signature,
            signature_algorithm,
            key_algorithm,
            key,
            version,
            serial,
            issuer,
            subject,
            not_before,
            not_after,
            extensions,
        })
    }

    /// As Go writes its struct in JSON, as a list of fields.
    pub(super) fn as_go(&self) -> Vec<(&'static str, Value)> {
        let bytes = |bytes: &[u8]| Value::from(base64(bytes));
        let mut fields = vec![
            ("Raw", bytes(&self.raw)),
            ("RawIssuer", bytes(&self.raw_issuer)),
            ("RawSubject", bytes(&self.raw_subject)),
            ("RawSubjectPublicKeyInfo", bytes(&self.raw_key)),
            ("RawTBSCertificate", bytes(&self.signed)),
            ("Signature", bytes(&self.signature)),
            ("SignatureAlgorithm", Value::from(self.signature_algorithm.number())),
            ("PublicKeyAlgorithm", Value::from(self.key_algorithm)),
            ("PublicKey", self.key.as_ref().map_or(Value::Null, PublicKey::as_go)),
            ("Version", Value::from(self.version)),
            ("SerialNumber", number(&self.serial)),
            ("Issuer", self.issuer.as_go()),
            ("Subject", self.subject.as_go()),
            ("NotBefore", Value::from(time_text(&self.not_before))),
            ("NotAfter", Value::from(time_text(&self.not_after))),
        ];
        fields.extend(self.extensions.as_go());
        fields
    }
}

fn version(inner: &mut Reader<'_>) -> Result<i64, Error> {
    let version = match inner.optional(explicit(0)).ok_or_else(malformed("version"))? {
        Some(mut inside) => inside.integer().filter(|_| inside.is_empty()).ok_or_else(malformed("version"))?,
        None => num_bigint::BigInt::ZERO,
    };
    match i64::try_from(version).ok().filter(|version| *version >= 0) {
        Some(version @ 0..=2) => Ok(version + 1),
        Some(_) => Err(fail("invalid version")),
        None => Err(malformed("version")()),
    }
}

/// Reads what stands inside a `SubjectPublicKeyInfo`: Go's number of the algorithm, and the key.
pub(in crate::builtins) fn key(content: &[u8]) -> Result<(i64, Option<PublicKey>), Error> {
    let mut reader = Reader(content);
    let algorithm = reader.inside(SEQUENCE).ok_or_else(malformed("public key algorithm identifier"))?;
    let algorithm = Algorithm::read(algorithm)?;
    let bits = reader.bits().ok_or_else(malformed("subjectPublicKey"))?.right_aligned();
    let number = algorithm.of_key();
    let key = if number == 0 { None } else { Some(public_key(&algorithm, &bits)?) };
    Ok((number, key))
}

fn extensions(inner: &mut Reader<'_>, version: i64) -> Result<Extensions, Error> {
    inner.optional(context(1)).ok_or_else(malformed("issuerUniqueID"))?;
    inner.optional(context(2)).ok_or_else(malformed("subjectUniqueID"))?;
    if version < 3 {
        return Ok(Extensions::default());
    }
    let Some(mut list) = inner.optional(explicit(3)).ok_or_else(malformed("extensions"))? else {
        return Ok(Extensions::default());
    };
    let mut list = list.inside(SEQUENCE).ok_or_else(malformed("extensions"))?;
    let mut all: Vec<Extension> = Vec::new();
    while !list.is_empty() {
        let extension = Extension::read(list.inside(SEQUENCE).ok_or_else(malformed("extension"))?)?;
        if all.iter().any(|other| other.oid == extension.oid) {
            return Err(fail(&format!("certificate contains duplicate extension with OID \"{}\"", extension.oid)));
        }
        all.push(extension);
    }
    Extensions::read(all)
}

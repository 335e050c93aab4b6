//! Requests for certificates, RFC 2986.

use super::certificate::key;
use super::extensions::{Extension, Names};
use super::names::Name;
use super::signatures::SignatureAlgorithm;
use crate::builtins::Error;
use crate::builtins::bytes::base64;
use crate::builtins::der::{OBJECT_IDENTIFIER, Reader, SEQUENCE, SET, explicit};
use crate::builtins::keys::{Algorithm, PublicKey};
use crate::value::Value;

/// The attribute of requested extensions, RFC 2985.
const EXTENSIONS: &[u128] = &[1, 2, 840, 113549, 1, 9, 14];

/// Reads a request in DER: the fields of Go's struct.
///
/// # Errors
///
/// [`Error::Failed`] where it is malformed.
pub(super) fn as_go(der: &[u8]) -> Result<Value, Error> {
    let malformed = || Error::failed("asn1: structure error: malformed certificate request");
    let mut rest = Reader(der);
    let whole = rest.element(SEQUENCE).ok_or_else(malformed)?;
    if !rest.is_empty() {
        return Err(Error::failed("asn1: syntax error: trailing data"));
    }
    let mut outer = Reader(whole.content);
    let signed = outer.element(SEQUENCE).ok_or_else(malformed)?;
    let algorithm = outer.inside(SEQUENCE).ok_or_else(malformed)?;
    let signature = outer.bits().ok_or_else(malformed)?.right_aligned();
    let mut inner = Reader(signed.content);
    let version = inner.integer().and_then(|version| i64::try_from(version).ok()).ok_or_else(malformed)?;
    let subject = inner.element(SEQUENCE).ok_or_else(malformed)?;
    let key_der = inner.element(SEQUENCE).ok_or_else(malformed)?;
    let attributes = inner.optional(explicit(0)).ok_or_else(malformed)?;
    let (key_algorithm, key) = key(key_der.content)?;

    let (attributes, extensions) = read_attributes(attributes.unwrap_or(Reader(&[]))).ok_or_else(malformed)?;
    let mut read: Vec<Extension> = Vec::new();
    for extension in extensions {
        let extension = Extension::read(extension)?;
        if read.iter().any(|other| other.oid == extension.oid) {
            return Err(Error::failed("x509: certificate request contains duplicate requested extensions"));
        }
        read.push(extension);
    }
    let names = read.iter().find(|extension| extension.oid.is(&[2, 5, 29, 17]));
    let names = names.map(|extension| Names::read(&extension.value)).transpose()?.unwrap_or_default();

    let bytes = |bytes: &[u8]| Value::from(base64(bytes));
    let mut fields = vec![
        ("Raw", bytes(whole.whole)),
        ("RawTBSCertificateRequest", bytes(signed.whole)),
        ("RawSubjectPublicKeyInfo", bytes(key_der.whole)),
        ("RawSubject", bytes(subject.whole)),
        ("Version", Value::from(version)),
        ("Signature", bytes(&signature)),
        ("SignatureAlgorithm", Value::from(SignatureAlgorithm::of(&Algorithm::read(algorithm)?).number())),
        ("PublicKeyAlgorithm", Value::from(key_algorithm)),
        ("PublicKey", key.as_ref().map_or(Value::Null, PublicKey::as_go)),
        ("Subject", Name::read(subject.whole)?.as_go()),
        ("Attributes", super::list(attributes)),
        ("Extensions", super::list(read.iter().map(Extension::as_go).collect())),
        ("ExtraExtensions", Value::Null),
    ];
    fields.extend(names.as_go());
    Ok(Value::record(fields))
}

/// The attributes that are sets of lists of pairs, as Go tells them, and the extensions that are asked for.
fn read_attributes<'a>(mut attributes: Reader<'a>) -> Option<(Vec<Value>, Vec<Reader<'a>>)> {
    let mut told = Vec::new();
    let mut extensions = Vec::new();
    while !attributes.is_empty() {
        let mut attribute = attributes.inside(SEQUENCE)?;
        let (Some(oid), Some(values)) = (attribute.small_oid(), attribute.inside(SET)) else { continue };
        if let Some(pairs) = pairs(values) {
            told.push(Value::record([("Type", super::oid(&oid)), ("Value", super::list(pairs))]));
        }
        if oid.is(EXTENSIONS) && !values.is_empty() {
            let mut values = values;
            let mut list = values.inside(SEQUENCE)?;
            while !list.is_empty() {
                extensions.push(list.inside(SEQUENCE)?);
            }
        }
    }
    Some((told, extensions))
}

/// The values of an attribute where each is a list of pairs of an identifier and some value.
fn pairs(mut values: Reader<'_>) -> Option<Vec<Value>> {
    let mut lists = Vec::new();
    while !values.is_empty() {
        let mut list = values.inside(SEQUENCE)?;
        let mut pairs = Vec::new();
        while !list.is_empty() {
            let mut pair = list.inside(SEQUENCE)?;
            if !pair.at(OBJECT_IDENTIFIER) {
                return None;
            }
            let oid = pair.small_oid()?;
            let value = pair.any()?;
            // Octets and what Go cannot name: a critical extension has a boolean here.
            let value = match value.tag {
                1 => Value::Bool(value.content == [0xff]),
                4 => Value::from(base64(value.content)),
                12 | 19 | 22 => Value::from(String::from_utf8_lossy(value.content).into_owned()),
                _ => Value::Null,
            };
            pairs.push(Value::record([("Type", super::oid(&oid)), ("Value", value)]));
        }
        lists.push(super::list(pairs));
    }
    Some(lists)
}

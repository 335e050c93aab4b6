//! Certificates and keys: `crypto.x509.*` and `crypto.parse_private_keys`.
//!
//! Results have the shape that Go's `crypto/x509` has in JSON.

mod certificate;
mod extensions;
mod names;
mod request;
mod signatures;
mod verify;

pub(super) use certificate::{Certificate, key};

use super::bytes::{Block, base64, from_base64, pem};
use super::der::Oid;
use super::keys::{PrivateKey, PublicKey, private_key, private_keys};
use super::operands::{object, string};
use super::{Answer, Context, Error, Function};
use crate::value::{Object, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("crypto.parse_private_keys", parse_private_keys),
    ("crypto.x509.parse_and_verify_certificates", parse_and_verify),
    ("crypto.x509.parse_and_verify_certificates_with_options", parse_and_verify_with_options),
    ("crypto.x509.parse_certificate_request", parse_request),
    ("crypto.x509.parse_certificates", parse_certificates),
    ("crypto.x509.parse_keypair", parse_keypair),
    ("crypto.x509.parse_rsa_private_key", parse_web_key),
];

/// A list as Go writes it: nothing is null.
fn list(items: Vec<Value>) -> Value {
    if items.is_empty() { Value::Null } else { Value::array(items) }
}

fn texts(texts: &[String]) -> Value {
    list(texts.iter().map(|text| Value::from(text.as_str())).collect())
}

/// An object identifier as the list of its numbers.
fn oid(oid: &Oid) -> Value {
    Value::array(oid.0.iter().map(|number| Value::from(i64::try_from(*number).unwrap_or(i64::MAX))).collect())
}

/// The certificates of a text: PEM, or DER or PEM in base64.
fn certificates(context: &mut Context<'_>, text: &str) -> Result<Vec<Certificate>, Error> {
    // What is made of a certificate is about ten times as long as its text.
    context.make(text.len().saturating_mul(10))?;
    const BEGIN: &str = "-----BEGIN";
    if text.starts_with(BEGIN) {
        return certificates_of_pem(text);
    }
    let bytes = from_base64(text.as_bytes())?;
    if bytes.starts_with(BEGIN.as_bytes()) {
        return certificates_of_pem(&String::from_utf8_lossy(&bytes));
    }
    Certificate::read_all(&bytes)
}

fn certificates_of_pem(mut text: &str) -> Result<Vec<Certificate>, Error> {
    let mut der = Vec::new();
    while let Some((block, rest)) = pem(text) {
        if block.label != "CERTIFICATE" {
            return Err(Error::failed(format!("PEM block type is '{}', expected CERTIFICATE", block.label)));
        }
        der.extend(block.bytes);
        text = rest;
    }
    Certificate::read_all(&der)
}

/// A certificate, with its URLs as text beside.
fn extended(certificate: &Certificate) -> Value {
    let urls: Vec<String> = certificate.extensions.names.urls.iter().map(ToString::to_string).collect();
    Value::record(certificate.as_go().into_iter().chain([("URIStrings", texts(&urls))]))
}

fn parse_certificates(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let certificates = certificates(context, string(arguments, 1)?)?;
    Ok(Value::array(certificates.iter().map(extended).collect()))
}

fn verified(
    context: &mut Context<'_>,
    text: &str,
    options: &verify::Options,
    show: fn(&Certificate) -> Value,
) -> Answer {
    let certificates = match certificates(context, text) {
        Err(Error::Failed(_)) => Vec::new(),
        other => other?,
    };
    // Checking a signature takes up to a few milliseconds.
    context.work(certificates.len().saturating_mul(2000))?;
    let chain = verify::chain(&certificates, options);
    let shown = chain.iter().flatten().map(|certificate| show(certificate)).collect();
    Ok(Value::array(vec![Value::Bool(chain.is_some()), Value::array(shown)]))
}

fn parse_and_verify(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let options = verify::Options { now_ns: context.now_ns, ..verify::Options::default() };
    verified(context, string(arguments, 1)?, &options, extended)
}

fn parse_and_verify_with_options(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = string(arguments, 1)?;
    let given = object(arguments, 2)?;
    // What is no certificate is told before what is wrong with the options.
    if let Err(Error::Failed(_)) = certificates(context, text) {
        return Ok(Value::array(vec![Value::Bool(false), Value::array(Vec::new())]));
    }
    let options = options(given, context.now_ns)?;
    verified(context, text, &options, |certificate| Value::record(certificate.as_go()))
}

/// Extended usages by OPA's names, in the order of Go's numbers.
const USAGES: [&str; 14] = [
    "KeyUsageAny",
    "KeyUsageServerAuth",
    "KeyUsageClientAuth",
    "KeyUsageCodeSigning",
    "KeyUsageEmailProtection",
    "KeyUsageIPSECEndSystem",
    "KeyUsageIPSECTunnel",
    "KeyUsageIPSECUser",
    "KeyUsageTimeStamping",
    "KeyUsageOCSPSigning",
    "KeyUsageMicrosoftServerGatedCrypto",
    "KeyUsageNetscapeServerGatedCrypto",
    "KeyUsageMicrosoftCommercialCodeSigning",
    "KeyUsageMicrosoftKernelCodeSigning",
];

fn options(given: &Object, now_ns: i64) -> Result<verify::Options, Error> {
    let mut options = verify::Options { now_ns, ..verify::Options::default() };
    let should = |name: &str, what: &str| Error::failed(format!("'{name}' should be {what}"));
    for (key, value) in given {
        let Some(name) = key.as_str() else { continue };
        match name {
            "DNSName" => {
                let host = value.as_str().ok_or_else(|| should(name, "a string"))?;
                host.trim_matches('"').clone_into(&mut options.host);
            }
            "CurrentTime" => {
                let time = value.as_number().ok_or_else(|| should(name, "a number"))?;
                options.now_ns = time.as_i64().ok_or_else(|| should(name, "a valid int64 number"))?;
            }
            "MaxConstraintComparisons" => {
                let most = value.as_number().ok_or_else(|| should(name, "a number"))?;
                most.as_i64().ok_or_else(|| should(name, "a valid number"))?;
            }
            "KeyUsages" => {
                let usages = value.as_array().or_else(|| value.as_set().map(crate::value::Set::as_slice));
                let usages = usages.ok_or_else(|| should(name, "an Array or Set"))?;
                let mut unknown = Vec::new();
                for usage in usages.iter().filter_map(Value::as_str).map(|usage| usage.trim_matches('"')) {
                    match (0..).zip(USAGES).find(|(_, known)| *known == usage) {
                        Some((number, _)) => options.usages.push(number),
                        None => unknown.push(usage),
                    }
                }
                if !unknown.is_empty() {
                    let unknown = unknown.join(" ");
                    return Err(Error::failed(format!("invalid entries for 'KeyUsages' found: [{unknown}]")));
                }
            }
            _ => return Err(Error::failed("invalid key option")),
        }
    }
    Ok(options)
}

fn parse_request(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = string(arguments, 1)?;
    context.make(text.len().saturating_mul(10))?;
    let bytes = if text.starts_with("-----BEGIN CERTIFICATE REQUEST-----") {
        text.as_bytes().to_vec()
    } else {
        from_base64(text.as_bytes())?
    };
    match pem(&String::from_utf8_lossy(&bytes)) {
        Some((Block { label, bytes }, _)) if label == "CERTIFICATE REQUEST" => request::as_go(&bytes),
        Some(_) => Err(Error::failed("invalid PEM-encoded certificate signing request")),
        None => request::as_go(&bytes),
    }
}

pub(super) fn parse_keypair(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (certificate, key) = (string(arguments, 1)?, string(&arguments[1..], 1)?);
    context.make((certificate.len() + key.len()).saturating_mul(10))?;
    let (chain, others): (Vec<Block>, Vec<Block>) =
        blocks(certificate, "CERTIFICATE")?.into_iter().partition(|block| block.label == "CERTIFICATE");
    let first = chain.first().ok_or_else(|| no_certificate(&others))?;
    let keys = blocks(key, "PRIVATE KEY")?;
    let is_key = |block: &&Block| block.label == "PRIVATE KEY" || block.label.ends_with(" PRIVATE KEY");
    let key = keys.iter().find(is_key).ok_or_else(|| no_key(&keys))?;
    let leaf = Certificate::read(&first.bytes)?;
    let key = private_key(&key.bytes).ok_or_else(|| Error::failed("tls: failed to parse private key"))?;
    match (&leaf.key, &key) {
        (Some(PublicKey::Rsa(_)), PrivateKey::Rsa(_))
        | (Some(PublicKey::Curve(_)), PrivateKey::Curve(_))
        | (Some(PublicKey::Ed25519(_)), PrivateKey::Ed25519(_)) => {}
        (Some(PublicKey::Rsa(_) | PublicKey::Curve(_) | PublicKey::Ed25519(_)), _) => {
            return Err(Error::failed("tls: private key type does not match public key type"));
        }
        _ => return Err(Error::failed("tls: unknown public key algorithm")),
    }
    if leaf.key != Some(key.public()) {
        return Err(Error::failed("tls: private key does not match public key"));
    }
    let chain = chain.iter().map(|block| Value::from(base64(&block.bytes))).collect();
    Ok(Value::record([
        ("Certificate", Value::array(chain)),
        ("Leaf", Value::record(leaf.as_go())),
        ("OCSPStaple", Value::Null),
        ("PrivateKey", key.as_go()),
        ("SignedCertificateTimestamps", Value::Null),
        ("SupportedSignatureAlgorithms", Value::Null),
    ]))
}

/// The error where there are only these blocks and no certificate.
fn no_certificate(blocks: &[Block]) -> Error {
    Error::failed(match blocks {
        [] => "tls: failed to find any PEM data in certificate input".to_owned(),
        [block] if block.label.ends_with("PRIVATE KEY") => {
            "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may \
             have been switched"
                .to_owned()
        }
        _ => {
            let labels = labels(blocks);
            format!(
                "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the \
                 following types: {labels}"
            )
        }
    })
}

/// The error where there are only these blocks and no private key.
fn no_key(blocks: &[Block]) -> Error {
    Error::failed(match blocks {
        [] => "tls: failed to find any PEM data in key input".to_owned(),
        [block] if block.label == "CERTIFICATE" => {
            "tls: found a certificate rather than a key in the PEM for the private key".to_owned()
        }
        _ => {
            let labels = labels(blocks);
            format!(
                "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM \
                 blocks of the following types: {labels}"
            )
        }
    })
}

/// The labels of blocks as Go prints a list.
fn labels(blocks: &[Block]) -> String {
    let labels: Vec<&str> = blocks.iter().map(|block| block.label.as_str()).collect();
    format!("[{}]", labels.join(" "))
}

/// The PEM blocks of a text or of its base64; if that is no PEM, one block of what it is.
fn blocks(text: &str, label: &str) -> Result<Vec<Block>, Error> {
    const BEGIN: &str = "-----BEGIN ";
    let bytes = if text.starts_with(BEGIN) { text.as_bytes().to_vec() } else { from_base64(text.as_bytes())? };
    if !bytes.starts_with(BEGIN.as_bytes()) {
        return Ok(vec![Block { label: label.to_owned(), bytes }]);
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut rest = text.as_ref();
    let mut blocks = Vec::new();
    while let Some((block, after)) = pem(rest) {
        blocks.push(block);
        rest = after;
    }
    Ok(blocks)
}

fn parse_web_key(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = string(arguments, 1)?;
    context.make(text.len().saturating_mul(4))?;
    if text.is_empty() {
        return Err(Error::failed("input PEM data was empty"));
    }
    let keys = if text.starts_with("-----BEGIN") {
        private_keys(text)?
    } else {
        private_keys(&String::from_utf8_lossy(&from_base64(text.as_bytes())?))?
    };
    Ok(keys.first().map_or(Value::Null, PrivateKey::as_web_key))
}

fn parse_private_keys(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = string(arguments, 1)?;
    context.make(text.len().saturating_mul(10))?;
    if text.is_empty() {
        return Ok(Value::Null);
    }
    Ok(Value::array(private_keys(text)?.iter().map(PrivateKey::as_go).collect()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn reads_and_verifies_as_opa_does() {
        crate::builtins::testing::check(include_str!("../rows/x509.jsonl"));
    }
}

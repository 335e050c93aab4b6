//! Keys and certificates. Those that are made are stand-ins: PEM texts of the kind asked for that hold no key.

use std::net::IpAddr;
use std::rc::Rc;

use super::encodings::{decode64, lossy};
use super::stand_in;
use super::texts::printed;
use crate::functions::arguments::{int, list, refused, str};
use crate::functions::{Call, Function, base64};
use crate::value::{Field, Kind, Methods, Struct, Text, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("genPrivateKey", 1, private_key),
    Function::of("buildCustomCert", 2, custom),
    Function::of("genCA", 2, |call, args| {
        let (name, _) = (str(&args[0])?, int(&args[1])?);
        made(call, name, None)
    }),
    Function::of("genCAWithKey", 3, |call, args| {
        let (name, _, key) = (str(&args[0])?, int(&args[1])?, str(&args[2])?);
        check_key(key)?;
        made(call, name, Some(key))
    }),
    Function::of("genSelfSignedCert", 4, |call, args| {
        let name = typed(args)?;
        check_names(call, args)?;
        made(call, name, None)
    }),
    Function::of("genSelfSignedCertWithKey", 5, |call, args| {
        let (name, key) = (typed(args)?, str(&args[4])?);
        check_key(key)?;
        check_names(call, args)?;
        made(call, name, Some(key))
    }),
    Function::of("genSignedCert", 5, |call, args| {
        let (name, signer) = (typed(args)?, signer(&args[4])?);
        check_signer(signer)?;
        check_names(call, args)?;
        made(call, name, None)
    }),
    Function::of("genSignedCertWithKey", 6, |call, args| {
        let (name, signer, key) = (typed(args)?, signer(&args[4])?, str(&args[5])?);
        check_key(key)?;
        check_signer(signer)?;
        check_names(call, args)?;
        made(call, name, Some(key))
    }),
];

/// A PEM text of a kind whose content says of what it is a stand-in.
fn pem(kind: &str, of: &str) -> String {
    let content = base64(format!("stand-in for {of} ").repeat(12).as_bytes());
    let lines: Vec<&str> =
        content.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", lines.join("\n"))
}

fn private_key(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let kind = match str(&args[0])? {
        "" | "rsa" => "RSA PRIVATE KEY",
        "dsa" => "DSA PRIVATE KEY",
        "ecdsa" => "EC PRIVATE KEY",
        "ed25519" => "PRIVATE KEY",
        other => return Ok(format!("Unknown type {other}").into()),
    };
    Ok(stand_in(call, pem(kind, "a private key")))
}

/// What Sprig's functions of certificates return.
fn certificate(cert: &str, key: &str) -> Value {
    let field = |name, text: &str| Field { name, json: Some(name), omit_empty: false, value: text.into() };
    let fields = vec![field("Cert", cert), field("Key", key)];
    Value::new(Kind::Struct(Rc::new(Struct { type_name: "sprig.certificate", fields, methods: Methods::None })))
}

/// A certificate for a name, of a key that is given or not.
fn made(call: &Call<'_>, name: &str, key: Option<&str>) -> Result<Value> {
    call.budget.take_bytes(64 + 16 * name.len() as u64)?;
    let key = key.map_or_else(|| pem("RSA PRIVATE KEY", "a private key"), str::to_owned);
    Ok(stand_in(call, certificate(&pem("CERTIFICATE", name), &key)))
}

/// The kind of the first PEM block of a text.
fn block(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("-----BEGIN ")?;
    let (kind, body) = after.split_once("-----")?;
    body.contains(&format!("-----END {kind}-----")).then_some(kind)
}

fn checked_key(text: &str) -> std::result::Result<(), String> {
    let kind = block(text).ok_or("no PEM data in input")?;
    match kind.strip_suffix("PRIVATE KEY") {
        Some("" | "RSA " | "EC " | "DSA ") => Ok(()),
        Some(other) if other.ends_with(' ') => Err(format!("invalid private key type {}", other.trim_end())),
        _ => Err(format!("no private key data in PEM block of type {kind}")),
    }
}

/// Checks a key that is given.
fn check_key(key: &str) -> Result<()> {
    checked_key(key).map_err(|why| Error::new(format!("parsing private key: {why}")))
}

/// The name of a certificate; its addresses, names and days have to be of their types.
fn typed(args: &[Value]) -> Result<&str> {
    let name = str(&args[0])?;
    list(&args[1])?;
    list(&args[2])?;
    int(&args[3])?;
    Ok(name)
}

/// Checks the addresses and names of a certificate.
fn check_names(call: &Call<'_>, args: &[Value]) -> Result<()> {
    let shown = |value: &Value| printed(call, value).map(|text: Text| text.as_str().to_owned());
    for address in list(&args[1])?.iter().flat_map(|list| &*list.items) {
        let Kind::String(text) = &address.kind else {
            return Err(Error::new(format!("error parsing ip: {} is not a string", shown(address)?)));
        };
        if text.as_str().parse::<IpAddr>().is_err() {
            return Err(Error::new(format!("error parsing ip: {}", text.as_str())));
        }
    }
    for name in list(&args[2])?.iter().flat_map(|list| &*list.items) {
        if !matches!(name.kind, Kind::String(_)) {
            let why = format!("error processing alternate dns name: {} is not a string", shown(name)?);
            return Err(Error::new(why));
        }
    }
    Ok(())
}

/// Who signs: a certificate of `genCA` or `buildCustomCert`.
fn signer(value: &Value) -> Result<&Struct> {
    match &value.kind {
        Kind::Struct(of) if of.type_name == "sprig.certificate" => Ok(of),
        _ => Err(refused(value, "sprig.certificate")),
    }
}

/// Checks that there is a certificate to sign with.
fn check_signer(signer: &Struct) -> Result<()> {
    match signer.field("Cert").map(str) {
        Some(Ok(cert)) if block(cert).is_some() => Ok(()),
        _ => Err(Error::new("unable to decode certificate")),
    }
}

/// A certificate and its key, both in base64 of PEM texts. What the texts hold is not looked into.
fn custom(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (cert, key) = (str(&args[0])?, str(&args[1])?);
    call.budget.take_bytes((cert.len() + key.len()) as u64)?;
    let decoded = |text: &str, what: &str| {
        let bytes = decode64(text.as_bytes()).map_err(|_| Error::new(format!("unable to decode base64 {what}")))?;
        Ok::<_, Error>(lossy(bytes))
    };
    let (cert, key) = (decoded(cert, "certificate")?, decoded(key, "private key")?);
    block(&cert).ok_or_else(|| Error::new("unable to decode certificate"))?;
    checked_key(&key).map_err(|why| Error::new(format!("error parsing private key: {why}")))?;
    Ok(certificate(&cert, &key))
}

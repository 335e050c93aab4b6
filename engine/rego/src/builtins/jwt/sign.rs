//! Tokens, signed.

use super::key_set::{Material, web_keys};
use super::{Algorithm, SIGNATURE};
use crate::builtins::bytes::{base64url, go_json};
use crate::builtins::operands::string;
use crate::builtins::{Answer, Context, Error};
use crate::value::Value;

/// `io.jwt.encode_sign`: header, payload and key are objects.
pub(super) fn encode(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let [header, payload, key] = arguments else { return Err(Error::Undefined) };
    signed(context, &go_json(header), &go_json(payload), &go_json(key))
}

/// `io.jwt.encode_sign_raw`: they are JSON texts.
pub(super) fn encode_raw(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let key = string(arguments, 3)?;
    signed(context, string(arguments, 1)?, string(arguments, 2)?, key)
}

fn signed(context: &mut Context<'_>, header: &str, payload: &str, key: &str) -> Answer {
    context.make((header.len() + payload.len() + key.len()).saturating_mul(3))?;
    let keys = web_keys(key)?;
    let key = keys.first().ok_or_else(|| Error::failed("no keys found in JWK set"))?;
    let read = read_header(header).map_err(|why| Error::failed(format!("missing or invalid 'alg' header: {why}")))?;
    let text = |name: &str| read.field(name).map(|value| value.as_str());
    let alg = match text("alg") {
        Some(Some(alg)) => alg,
        Some(None) => {
            let kind = read.field("alg").map_or("null", Value::type_name);
            let why = format!("value doesn't contain string; it contains {kind}");
            return Err(Error::failed(format!("missing or invalid 'alg' header: {why}")));
        }
        None => return Err(Error::failed("missing or invalid 'alg' header: jwsbb: header \"alg\" not found")),
    };
    let algorithm = Algorithm::from_name(alg).ok_or_else(|| Error::failed(format!("unknown JWS algorithm: {alg}")))?;
    let is_token = text("typ").flatten().is_none_or(|kind| kind == "JWT");
    if is_token && Value::from_json(payload).is_err() {
        return Err(Error::failed("type is JWT but payload is not JSON"));
    }
    let signed = format!("{}.{}", base64url(header.as_bytes()), base64url(payload.as_bytes()));
    context.work(SIGNATURE)?;
    let signature = match (&key.material, algorithm) {
        (Material::Secret(secret), Algorithm::Code(hash)) => Some(hash.authenticate(secret, signed.as_bytes())),
        (Material::Private(key), Algorithm::Key(scheme)) => key.sign(scheme, signed.as_bytes()),
        _ => None,
    };
    let signature =
        signature.ok_or_else(|| Error::failed(format!("jwsbb.Sign: the key cannot sign with algorithm {alg}")))?;
    Ok(Value::from(format!("{signed}.{}", base64url(&signature))))
}

/// Reads a header; what is wrong with it. What is JSON but no object has no fields, and so do words that only begin like
/// a number, as OPA's reader has it.
fn read_header(text: &str) -> Result<Value, String> {
    match text.trim() {
        "" => Err("cannot parse JSON: cannot parse empty string; unparsed tail: \"\"".to_owned()),
        trimmed if trimmed.starts_with(|char: char| char.is_ascii_digit() || "-+.eE".contains(char)) => Ok(Value::Null),
        _ => Value::from_json(text).map_err(|error| format!("cannot parse JSON: {error}")),
    }
}

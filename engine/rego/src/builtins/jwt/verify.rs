//! Tokens, verified.

use super::key_set::{Key, Material, verification_keys};
use super::token::{Header, Token, object as read_object};
use super::{Algorithm, SIGNATURE};
use crate::builtins::crypto::{Hash, same};
use crate::builtins::keys::{PublicKey, Scheme};
use crate::builtins::operands::{object, string};
use crate::builtins::{Answer, Context, Error};
use crate::value::{Number, Object, Value};

/// `io.jwt.verify_rs256` and its like: is the token signed with a key of the certificate or of the key set?
pub(super) fn verify(context: &mut Context<'_>, arguments: &[Value], scheme: Scheme) -> Answer {
    let text = string(arguments, 1)?;
    context.make(text.len().saturating_mul(2))?;
    let token = Token::split(text)?;
    let keys = keys(context, string(arguments, 2)?)?;
    let signature = token.signature()?;
    let header = token.header()?;
    let header = Header::read(header.as_object().unwrap_or(&Object::default()))?;
    let signed = token.signed();
    let mut is_signed = |key: &Key| {
        context.work(SIGNATURE)?;
        let Material::Public(key) = &key.material else { return Ok(false) };
        Ok(key.verify(scheme, signed.as_bytes(), &signature))
    };
    any_key(&keys, &header, &mut is_signed).map(Value::Bool)
}

/// Is there a key that fits? If one has the name that the header tells, only that is asked.
fn any_key(
    keys: &[Key],
    header: &Header,
    is_signed: &mut dyn FnMut(&Key) -> Result<bool, Error>,
) -> Result<bool, Error> {
    if let Some(key) = keys.iter().find(|key| !header.kid.is_empty() && key.kid == header.kid) {
        return is_signed(key);
    }
    for key in keys.iter().filter(|key| key.alg.is_empty() || key.alg == header.alg) {
        if is_signed(key)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn keys(context: &mut Context<'_>, text: &str) -> Result<Vec<Key>, Error> {
    context.make(text.len().saturating_mul(4))?;
    verification_keys(text)
}

/// `io.jwt.verify_hs256` and its like: is the token signed with the secret?
pub(super) fn verify_code(context: &mut Context<'_>, arguments: &[Value], hash: Hash) -> Answer {
    let (text, secret) = (string(arguments, 1)?, string(arguments, 2)?);
    context.make(text.len().saturating_mul(2))?;
    let token = Token::split(text)?;
    let signature = token.signature()?;
    Ok(Value::Bool(same(&signature, &hash.authenticate(secret.as_bytes(), token.signed().as_bytes()))))
}

/// What a token must be.
#[derive(Debug, Default)]
struct Constraints {
    keys: Option<Vec<Key>>,
    secret: String,
    alg: String,
    iss: String,
    aud: String,
    /// Nanoseconds since 1970.
    time: f64,
}

impl Constraints {
    fn read(context: &mut Context<'_>, given: &Object) -> Result<Self, Error> {
        let mut read = Self { time: context.now_ns as f64, ..Self::default() };
        for (key, value) in given {
            let name = key.as_str().unwrap_or_default();
            let text = || {
                let text = value.as_str().ok_or_else(|| Error::failed(format!("{name} constraint: must be a string")));
                text.map(str::to_owned)
            };
            match name {
                "cert" => read.keys = Some(keys(context, &text()?)?),
                "secret" => read.secret = text()?,
                "alg" => read.alg = text()?,
                "iss" => read.iss = text()?,
                "aud" => read.aud = text()?,
                "time" => {
                    let time = value.as_number().map(Number::to_f64);
                    let time = time.ok_or_else(|| Error::failed("token time constraint: must be a number"))?;
                    if time < 0.0 {
                        return Err(Error::failed("token time constraint: must not be negative"));
                    }
                    read.time = time;
                }
                _ => return Err(Error::failed(format!("unknown token validation constraint: {name}"))),
            }
        }
        match (&read.keys, read.secret.is_empty()) {
            (Some(_), false) => Err(Error::failed("duplicate key constraints")),
            (None, true) => Err(Error::failed("no key constraint")),
            _ => Ok(read),
        }
    }

    /// Is the token signed as it must be?
    fn signed(
        &self,
        context: &mut Context<'_>,
        header: &Header,
        token: &Token<'_>,
        signature: &[u8],
    ) -> Result<bool, Error> {
        let signed = token.signed();
        let signed = signed.as_bytes();
        let Some(algorithm) = Algorithm::from_name(&header.alg) else { return Ok(false) };
        let code =
            |secret: &[u8], hash: Hash| !secret.is_empty() && same(signature, &hash.authenticate(secret, signed));
        let Some(keys) = &self.keys else {
            return Ok(matches!(algorithm, Algorithm::Code(hash) if code(self.secret.as_bytes(), hash)));
        };
        let mut is_signed = |key: &Key| {
            context.work(SIGNATURE)?;
            Ok(match (&key.material, algorithm) {
                (Material::Secret(secret), Algorithm::Code(hash)) => code(secret, hash),
                (Material::Public(key), Algorithm::Key(scheme)) => fits(key, scheme, signed, signature),
                (Material::Private(key), Algorithm::Key(scheme)) => fits(&key.public(), scheme, signed, signature),
                _ => false,
            })
        };
        any_key(keys, header, &mut is_signed)
    }

    /// Are the claims as they must be?
    fn allow(&self, claims: &Object) -> Result<bool, Error> {
        if !self.iss.is_empty() && claims.field("iss").and_then(Value::as_str) != Some(&self.iss) {
            return Ok(false);
        }
        let is_wanted = |audience: &Value| audience.as_str() == Some(&self.aud);
        let heard = match claims.field("aud") {
            None => self.aud.is_empty(),
            Some(Value::Array(audiences)) => audiences.iter().any(is_wanted),
            Some(audience) => is_wanted(audience),
        };
        if !heard {
            return Ok(false);
        }
        let now = Number::from_f64(self.time / 1e9);
        let time = |name: &str| match claims.field(name) {
            None => Ok(None),
            Some(Value::Number(time)) => Ok(Some(time)),
            Some(_) => Err(Error::failed(format!("{name} value must be a number"))),
        };
        if let Some(end) = time("exp")?
            && now.as_ref().is_none_or(|now| now >= end)
        {
            return Ok(false);
        }
        let start = time("nbf")?;
        Ok(start.is_none_or(|start| now.is_some_and(|now| now >= *start)))
    }
}

/// Is this the signature, of the length that the curve asks for?
fn fits(key: &PublicKey, scheme: Scheme, signed: &[u8], signature: &[u8]) -> bool {
    let length = match key {
        PublicKey::Curve(point) => signature.len() == 2 * point.curve.size(),
        _ => true,
    };
    length && key.verify(scheme, signed, signature)
}

/// `io.jwt.decode_verify`: whether the token is what it must be, then its header and its payload.
pub(super) fn decode_verify(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let given = object(arguments, 2)?;
    let refused = || Value::array(vec![Value::Bool(false), Value::empty_object(), Value::empty_object()]);
    let constraints = Constraints::read(context, given)?;
    let mut text = string(arguments, 1)?.to_string();
    let (header, claims) = loop {
        context.make(text.len().saturating_mul(4))?;
        let token = Token::split(&text)?;
        let decoded = token.header()?;
        let header = Header::read(decoded.as_object().unwrap_or(&Object::default()))?;
        let other = !constraints.alg.is_empty() && constraints.alg != header.alg;
        if header.alg.is_empty() || header.is_critical || other {
            return Ok(refused());
        }
        if !constraints.signed(context, &header, &token, &token.signature()?)? {
            return Ok(refused());
        }
        let payload = token.payload()?;
        if !header.cty.eq_ignore_ascii_case("JWT") {
            break (decoded, read_object(&payload)?);
        }
        text = payload;
    };
    if !constraints.allow(claims.as_object().unwrap_or(&Object::default()))? {
        return Ok(refused());
    }
    Ok(Value::array(vec![Value::Bool(true), header, claims]))
}

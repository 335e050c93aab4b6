//! Tokens in their compact form.

use crate::builtins::bytes::{from_base64url, hex};
use crate::builtins::operands::string;
use crate::builtins::{Answer, Context, Error};
use crate::value::{Object, Value};

/// A token, its parts still encoded.
pub(super) struct Token<'a> {
    pub(super) header: &'a str,
    pub(super) payload: &'a str,
    signature: &'a str,
}

/// What of a header matters here.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// Empty where there is none.
    pub(super) alg: String,
    pub(super) kid: String,
    pub(super) cty: String,
    /// Is there something critical that is not known here?
    pub(super) is_critical: bool,
}

impl<'a> Token<'a> {
    /// Splits a token.
    pub(super) fn split(text: &'a str) -> Result<Self, Error> {
        let parts: Vec<&str> = text.split('.').take(100).collect();
        match parts.as_slice() {
            [_] => Err(Error::failed("encoded JWT had no period separators")),
            [header, payload, signature] => Ok(Self { header, payload, signature }),
            _ => {
                let found = text.matches('.').count() + 1;
                Err(Error::failed(format!("encoded JWT must have 3 sections, found {found}")))
            }
        }
    }

    /// What is signed.
    pub(super) fn signed(&self) -> String {
        format!("{}.{}", self.header, self.payload)
    }

    /// The signature.
    pub(super) fn signature(&self) -> Result<Vec<u8>, Error> {
        from_base64url(self.signature)
    }

    /// The header.
    pub(super) fn header(&self) -> Result<Value, Error> {
        let text = decoded(self.header).map_err(|error| within("JWT header had invalid encoding", &error))?;
        let header = object(&text).map_err(|error| within("bad JWT header", &error))?;
        match header.field("enc") {
            Some(_) => Err(Error::failed("JWT is a JWE object, which is not supported")),
            None => Ok(header),
        }
    }

    /// The payload as text.
    pub(super) fn payload(&self) -> Result<String, Error> {
        decoded(self.payload).map_err(|error| within("JWT payload had invalid encoding", &error))
    }
}

impl Header {
    /// Reads what matters here.
    pub(super) fn read(header: &Object) -> Result<Self, Error> {
        let mut read = Self::default();
        let mut critical = Vec::new();
        let mut unknown = Vec::new();
        for (key, value) in header {
            let name = key.as_str().unwrap_or_default();
            let text = || {
                let text = value.as_str().ok_or_else(|| Error::failed(format!("{name}: must be a string")));
                text.map(str::to_owned)
            };
            match name {
                "alg" => read.alg = text()?,
                "kid" => read.kid = text()?,
                "cty" => read.cty = text()?,
                "typ" => drop(text()?),
                "crit" => {
                    let names = value.as_array().ok_or_else(|| Error::failed("crit: must be a list"))?;
                    critical = names.iter().map_while(Value::as_str).collect();
                    if critical.is_empty() {
                        return Err(Error::failed("crit: must be a nonempty list"));
                    }
                }
                _ => unknown.push(name),
            }
        }
        read.is_critical = unknown.iter().any(|name| critical.contains(name));
        Ok(read)
    }
}

fn decoded(part: &str) -> Result<String, Error> {
    from_base64url(part).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn within(what: &str, error: &Error) -> Error {
    Error::failed(format!("{what}: {error}"))
}

/// Reads a JSON object.
pub(super) fn object(text: &str) -> Result<Value, Error> {
    let value = Value::from_json(text).map_err(|error| Error::failed(format!("invalid JSON: {error}")))?;
    match value {
        Value::Object(_) => Ok(value),
        _ => Err(Error::failed("decoded JSON type was not an Object")),
    }
}

/// `io.jwt.decode`: header, payload and signature, unverified; of a token within a token those of the innermost.
pub(super) fn decode(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let mut text = string(arguments, 1)?.to_string();
    loop {
        context.make(text.len().saturating_mul(4))?;
        let token = Token::split(&text)?;
        let header = token.header()?;
        let payload = token.payload()?;
        if header.field("cty").and_then(Value::as_str) == Some("JWT") {
            text = payload.trim_matches(['"', '\'']).to_owned();
            continue;
        }
        let payload = object(&payload)?;
        let signature = token.signature().map_err(|error| within("JWT signature had invalid encoding", &error))?;
        return Ok(Value::array(vec![header, payload, Value::from(hex(&signature))]));
    }
}

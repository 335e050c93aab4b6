//! `providers.aws.sign_req`: requests to AWS, signed.
//!
//! Signature version 4: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
//! As OPA does, paths and queries are signed as they are written.

use std::collections::BTreeMap;

use chrono::DateTime;

use super::bytes::{go_json, hex};
use super::crypto::Hash;
use super::operands::{number, object};
use super::url::Url;
use super::{Answer, Context, Error, Function, http};
use crate::value::{Object, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[("providers.aws.sign_req", sign_request)];

/// What the configuration must say, sorted.
const REQUIRED: [&str; 4] = ["aws_access_key", "aws_region", "aws_secret_access_key", "aws_service"];

/// Headers that proxies change on the way, so they are not signed.
const UNSIGNED: [&str; 3] = ["authorization", "user-agent", "x-amzn-trace-id"];

fn sign_request(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let request = object(arguments, 1)?;
    let config = object(&arguments[1..], 1)?;
    let required = |name: &str| config.field(name).and_then(Value::as_str).unwrap_or_default();
    check_config(config)?;
    number(&arguments[2..], 1)?;
    // Go reads the number's text: a fraction or an exponent is none of an integer.
    let spelled = arguments[2].as_number().filter(|number| number.text().is_none());
    let time = spelled.and_then(crate::value::Number::as_i64);
    let time = time.ok_or_else(|| wrong(3, "could not convert time_ns value into a unix timestamp"))?;
    http::check_request(request)?;
    let no_headers = Object::default();
    let headers = match request.field("headers") {
        None => &no_headers,
        Some(Value::Object(headers)) => headers,
        Some(other) => return Err(super::operands::wrong(0, "object", other)),
    };
    let invalid = ["method", "url"].into_iter().filter(|name| !matches!(request.field(name), Some(Value::String(_))));
    let invalid: Vec<Value> = invalid.map(Value::from).collect();
    if !invalid.is_empty() {
        let names = Value::set(invalid);
        return Err(wrong(1, &format!("invalid values for required request parameters(s): {names}")));
    }
    let text = |name: &str| request.field(name).and_then(Value::as_str).unwrap_or_default();
    let url = Url::parse(text("url"))?;
    let body = match (request.field("raw_body"), request.field("body")) {
        (Some(raw), _) => raw.as_str().unwrap_or_default().to_owned(),
        (None, Some(body)) => go_json(body),
        (None, None) => String::new(),
    };
    context.make(body.len())?;
    let unsigned_payload = match config.field("disable_payload_signing") {
        None => false,
        Some(Value::Bool(value)) => *value,
        Some(_) => return Err(wrong(2, "invalid value for 'disable_payload_signing' in AWS config")),
    };
    let payload =
        if unsigned_payload { "UNSIGNED-PAYLOAD".to_owned() } else { hex(&Hash::Sha256.digest(body.as_bytes())) };

    let time = DateTime::from_timestamp_nanos(time).format("%Y%m%dT%H%M%SZ").to_string();
    let mut added = BTreeMap::from([("host", url.host.as_str()), ("x-amz-date", time.as_str())]);
    if ["s3", "glacier"].contains(&required("aws_service")) {
        added.insert("x-amz-content-sha256", &payload);
    }
    if let Some(token) = config.field("aws_session_token").and_then(Value::as_str).filter(|token| !token.is_empty()) {
        added.insert("x-amz-security-token", token);
    }
    let own =
        headers.iter().map(|(name, value)| (name.as_str().unwrap_or_default(), value.as_str().unwrap_or_default()));
    let mut signed: BTreeMap<String, &str> = added.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    let lowercase = own.clone().map(|(name, value)| (name.to_lowercase(), value));
    signed.extend(lowercase.filter(|(name, _)| !UNSIGNED.contains(&name.as_str())));
    let credentials = Credentials {
        access_key: required("aws_access_key"),
        secret_key: required("aws_secret_access_key"),
        region: required("aws_region"),
        service: required("aws_service"),
    };
    let authorization = credentials.authorization(text("method"), &url, &signed, &payload, &time);

    let all = own.chain([("Authorization", authorization.as_str())]).chain(added);
    let all: Vec<(Value, Value)> = all.map(|(name, value)| (Value::from(name), Value::from(value))).collect();
    let mut answer = request.clone();
    answer.insert(Value::from("headers"), Value::object(all));
    Ok(Value::Object(answer.into()))
}

/// An error of argument `place`.
fn wrong(place: usize, message: &str) -> Error {
    Error::Type(format!("operand {place} {message}"))
}

fn check_config(config: &Object) -> Result<(), Error> {
    let names = |wanted: &dyn Fn(&str) -> bool| {
        let names: Vec<Value> = REQUIRED.into_iter().filter(|name| wanted(name)).map(Value::from).collect();
        (!names.is_empty()).then(|| Value::set(names))
    };
    if let Some(missing) = names(&|name| config.field(name).is_none()) {
        return Err(wrong(2, &format!("missing required AWS config parameters(s): {missing}")));
    }
    if let Some(invalid) = names(&|name| !matches!(config.field(name), Some(Value::String(_)))) {
        return Err(wrong(2, &format!("invalid values for required AWS config parameters(s): {invalid}")));
    }
    Ok(())
}

/// Who signs, and for what.
struct Credentials<'a> {
    access_key: &'a str,
    secret_key: &'a str,
    region: &'a str,
    service: &'a str,
}

impl Credentials<'_> {
    /// The header `Authorization`; `headers` have lowercase names, `time` is `20151228T140825Z`.
    fn authorization(
        &self,
        method: &str,
        url: &Url,
        headers: &BTreeMap<String, &str>,
        payload: &str,
        time: &str,
    ) -> String {
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let names = headers.keys().map(String::as_str).collect::<Vec<_>>().join(";");
        let canonical = format!("{method}\n{}\n{}\n{lines}\n{names}\n{payload}", url.escaped_path(), url.query);
        let day = time.split('T').next().unwrap_or_default();
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let digest = hex(&Hash::Sha256.digest(canonical.as_bytes()));
        let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{digest}");
        let key = format!("AWS4{}", self.secret_key).into_bytes();
        let parts = [day, self.region, self.service, "aws4_request"];
        let key = parts.iter().fold(key, |key, part| Hash::Sha256.authenticate(&key, part.as_bytes()));
        let signature = hex(&Hash::Sha256.authenticate(&key, to_sign.as_bytes()));
        let access_key = self.access_key;
        format!("AWS4-HMAC-SHA256 Credential={access_key}/{scope},SignedHeaders={names},Signature={signature}")
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn signs_as_opa_does() {
        crate::builtins::testing::check(include_str!("rows/aws.jsonl"));
    }
}

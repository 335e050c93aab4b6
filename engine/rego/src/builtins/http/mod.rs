//! `http.send`: requests over the network, where it is allowed.
//!
//! Reference: <https://www.openpolicyagent.org/docs/policy-reference/builtins/http>. Unlike OPA's client, ours takes the
//! roots of TLS from Mozilla's list within the program, reads certificates from no file or environment variable, follows
//! ten redirections at most, and knows no `unix:` URLs. Responses are kept through an evaluation, and no longer: what a
//! request says of other caches has no effect.

mod address;
mod client;
mod request;
#[cfg(test)]
mod tests;

use super::json::account_text;
use super::{Answer, Context, Error, Function, operands, yaml};
use crate::value::{Object, Value};
use client::Response;

pub(super) const FUNCTIONS: &[(&str, Function)] = &[("http.send", send)];

/// What a request may say.
const FIELDS: [&str; 28] = [
    "body",
    "cache",
    "cache_ignored_headers",
    "caching_mode",
    "enable_redirect",
    "force_cache",
    "force_cache_duration_seconds",
    "force_json_decode",
    "force_yaml_decode",
    "headers",
    "max_retry_attempts",
    "method",
    "raise_error",
    "raw_body",
    "timeout",
    "tls_ca_cert",
    "tls_ca_cert_env_variable",
    "tls_ca_cert_file",
    "tls_client_cert",
    "tls_client_cert_env_variable",
    "tls_client_cert_file",
    "tls_client_key",
    "tls_client_key_env_variable",
    "tls_client_key_file",
    "tls_insecure_skip_verify",
    "tls_server_name",
    "tls_use_system_certs",
    "url",
];

/// Does the request say only what it may, and what it must?
///
/// # Errors
///
/// [`Error::Type`] with the names that are wrong or missing.
pub(super) fn check_request(request: &Object) -> Result<(), Error> {
    let unknown = request.keys().filter(|key| !key.as_str().is_some_and(|key| FIELDS.contains(&key)));
    let unknown: Vec<Value> = unknown.cloned().collect();
    if !unknown.is_empty() {
        return Err(Error::Type(format!("operand 1 invalid request parameters(s): {}", Value::set(unknown))));
    }
    let missing = ["method", "url"].into_iter().filter(|name| request.field(name).is_none());
    let missing: Vec<Value> = missing.map(Value::from).collect();
    if !missing.is_empty() {
        return Err(Error::Type(format!("operand 1 missing required request parameters(s): {}", Value::set(missing))));
    }
    Ok(())
}

/// Why there is no response.
#[derive(Clone, Debug)]
enum Trouble {
    /// What was asked for is wrong, or the evaluation ends.
    Builtin(Error),
    /// Likewise, in the words alone.
    Plain(String),
    /// No response came.
    Network(String),
    /// It did not come in time.
    Timeout,
}

fn failed<T>(message: impl Into<String>) -> Result<T, Error> {
    Err(Error::Failed(message.into()))
}

fn send(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    if !context.outside.network {
        return Err(Error::without_network("http.send"));
    }
    let object = operands::object(arguments, 1)?;
    let raises = match object.field("raise_error") {
        None => true,
        Some(Value::Bool(raises)) => *raises,
        Some(_) => return failed("invalid value for raise_error field"),
    };
    let trouble = match respond(context, object) {
        Ok(response) => return Ok(response),
        Err(Trouble::Builtin(error @ (Error::Halt(_) | Error::Refused(_)))) => return Err(error),
        Err(trouble) => trouble,
    };
    // A server that did not answer is not asked again.
    let key = key(object).ok().filter(|_| matches!(trouble, Trouble::Network(_) | Trouble::Timeout));
    let answer = if raises { Err(raised(trouble, object)) } else { Ok(answered(trouble, object)) };
    if let Some(key) = key {
        context.kept.insert(("http.send", key), answer.clone());
    }
    answer
}

/// The response to a request: one that was kept, or one that is fetched now.
fn respond(context: &mut Context<'_>, object: &Object) -> Result<Value, Trouble> {
    check_request(object).map_err(Trouble::Builtin)?;
    let key = ("http.send", key(object)?);
    check_caches(object).map_err(Trouble::Builtin)?;
    if let Some(kept) = context.kept.get(&key) {
        return kept.clone().map_err(Trouble::Builtin);
    }
    let request = request::read(context, object)?;
    let response = client::send(context, &request)?;
    let [json, yaml] = [flag(object, "force_json_decode"), flag(object, "force_yaml_decode")];
    let [json, yaml] = [json.map_err(Trouble::Builtin)?, yaml.map_err(Trouble::Builtin)?];
    let answer = value(context, &response, json, yaml).map_err(Trouble::Builtin)?;
    if KEPT.contains(&response.status.as_u16()) {
        context.kept.insert(key, Ok(answer.clone()));
    }
    Ok(answer)
}

/// Statuses whose responses are kept: <https://www.rfc-editor.org/rfc/rfc7231#section-6.1>.
const KEPT: [u16; 11] = [200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501];

/// What makes two requests the same: all but the headers that do not count.
fn key(object: &Object) -> Result<Value, Trouble> {
    let mut key = object.clone();
    if let (Some(ignored), Some(Value::Object(headers))) =
        (object.field("cache_ignored_headers"), object.field("headers"))
    {
        let ignored = ignored.as_array().filter(|names| names.iter().all(|name| name.as_str().is_some()));
        let wrong = || Trouble::Plain("cache_ignored_headers must be an array of strings".to_owned());
        let ignored = ignored.ok_or_else(wrong)?;
        let counting = headers.iter().filter(|(name, _)| !ignored.contains(name));
        let counting = counting.map(|(name, value)| (name.clone(), value.clone()));
        key.insert("headers".into(), Value::object(counting.collect()));
    }
    key.insert("cache_ignored_headers".into(), Value::Null);
    Ok(Value::object(key.iter().map(|(name, value)| (name.clone(), value.clone())).collect()))
}

/// Is what the request says of caches well formed? It has no effect.
fn check_caches(object: &Object) -> Result<(), Error> {
    flag(object, "cache")?;
    if !flag(object, "force_cache")? {
        return Ok(());
    }
    let Some(seconds) = object.field("force_cache_duration_seconds") else {
        return failed("'force_cache' set but 'force_cache_duration_seconds' parameter is missing");
    };
    let text = seconds.to_string();
    if text.parse::<i32>().is_err() {
        return failed(format!("strconv.ParseInt: parsing {text:?}: invalid syntax"));
    }
    Ok(())
}

fn flag(object: &Object, name: &str) -> Result<bool, Error> {
    match object.field(name) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => failed(format!("invalid value for {name:?} field")),
    }
}

/// Method and URL as errors begin with them; only in some of them is the URL in quotes.
fn target(object: &Object) -> (String, &str) {
    let text = |name| object.field(name).and_then(Value::as_str).unwrap_or_default();
    let method = text("method").to_lowercase();
    let method: String =
        method.chars().enumerate().map(|(at, c)| if at == 0 { c.to_ascii_uppercase() } else { c }).collect();
    (method, text("url"))
}

/// Trouble as an error.
fn raised(trouble: Trouble, object: &Object) -> Error {
    let (method, url) = target(object);
    match trouble {
        Trouble::Builtin(error) => error,
        Trouble::Plain(message) => Error::Failed(message),
        Trouble::Network(message) => Error::Failed(format!("{method} {url:?}: {message}")),
        Trouble::Timeout => Error::Failed(format!("{method} {url}: request timed out")),
    }
}

/// Trouble as an answer.
fn answered(trouble: Trouble, object: &Object) -> Value {
    let (method, url) = target(object);
    let late = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
    let (code, message) = match trouble {
        Trouble::Builtin(Error::Type(message)) => ("internal", format!("eval_type_error: http.send: {message}")),
        Trouble::Builtin(error) => ("internal", format!("eval_builtin_error: http.send: {error}")),
        Trouble::Plain(message) => ("internal", message),
        Trouble::Network(message) => ("network", format!("{method} {url:?}: {message}")),
        Trouble::Timeout => ("network", format!("{method} {url:?}: {late}")),
    };
    let code = Value::from(format!("eval_http_send_{code}_error"));
    let error = Value::record([("code", code), ("message", message.into())]);
    Value::record([("status_code", 0_i64.into()), ("error", error)])
}

/// The response as a policy sees it. A body that cannot be decoded is null.
fn value(context: &mut Context<'_>, response: &Response, json: bool, yaml: bool) -> Answer {
    context.make(response.body.len())?;
    let raw = String::from_utf8_lossy(&response.body).into_owned();
    let kind = response.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let decoded = if json || is_json(kind) {
        account_text(context, &raw)?;
        first_json(&raw)
    } else if yaml || kind.contains("application/yaml") || kind.contains("application/x-yaml") {
        yaml::read(context, &raw)
    } else {
        Ok(Value::Null)
    };
    let body = match decoded {
        Ok(body) => body,
        Err(error @ (Error::Halt(_) | Error::Refused(_))) => return Err(error),
        Err(_) => Value::Null,
    };
    let status = format!("{} {}", response.status.as_str(), response.status.canonical_reason().unwrap_or_default());
    Ok(Value::record([
        ("status", Value::from(status)),
        ("status_code", i64::from(response.status.as_u16()).into()),
        ("body", body),
        ("raw_body", raw.into()),
        ("headers", headers(response)),
    ]))
}

/// `application/json` and `application/….+json`.
fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let subtype = kind.strip_prefix("application/").unwrap_or_default();
    !subtype.contains('/') && (subtype == "json" || subtype.ends_with("+json"))
}

/// The first value of a text; what follows it does not matter.
fn first_json(text: &str) -> Answer {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    let end = if let Some(Ok(_)) = values.next() { values.byte_offset() } else { text.len() };
    Value::from_json(&text[..end]).map_err(|error| Error::Failed(error.to_string()))
}

/// Headers but those that concern the connection alone.
fn headers(response: &Response) -> Value {
    let closes =
        |value: &ureq::http::HeaderValue| value.to_str().is_ok_and(|value| value.eq_ignore_ascii_case("close"));
    let header = |name: &ureq::http::HeaderName| {
        let values: Vec<_> = response.headers.get_all(name).iter().collect();
        let hidden = match name.as_str() {
            "transfer-encoding" | "trailer" => true,
            "connection" => values.iter().any(|value| closes(value)),
            _ => false,
        };
        let values = values.iter().map(|value| Value::from(&*String::from_utf8_lossy(value.as_bytes())));
        (!hidden).then(|| (Value::from(name.as_str()), Value::array(values.collect())))
    };
    Value::object(response.headers.keys().filter_map(header).collect())
}

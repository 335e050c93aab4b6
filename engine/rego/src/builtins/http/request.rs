//! What a policy asks `http.send` for: the object of the request, read as OPA reads it.

use std::time::Duration;

use ureq::http::{HeaderName, HeaderValue, Method};
use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, parse_pem};

use super::Trouble;
use crate::builtins::{Context, Error, bytes, time, x509};
use crate::value::{Object, Value};

/// How long a request may take where it does not say.
const TIMEOUT: Duration = Duration::from_secs(5);

/// A request, ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) url: String,
    /// Names are lower case and each is there once.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Option<Vec<u8>>,
    /// None where it may take as long as it likes.
    pub(super) timeout: Option<Duration>,
    pub(super) follows_redirects: bool,
    /// How often to try again.
    pub(super) retries: usize,
    pub(super) tls: Tls,
}

/// What a request says of TLS.
#[derive(Clone, Debug, Default)]
pub(super) struct Tls {
    /// Whatever the server shows is taken for good.
    pub(super) insecure: bool,
    /// Who may vouch for the server, in place of the roots that the program carries.
    pub(super) authorities: Option<Vec<Certificate<'static>>>,
    pub(super) client: Option<ClientCert>,
    /// The name that the server must have, in place of the URL's host.
    pub(super) server_name: Option<String>,
}

/// Parameters that are text.
const TEXTS: [&str; 13] = [
    "method",
    "raw_body",
    "tls_ca_cert",
    "tls_ca_cert_env_variable",
    "tls_ca_cert_file",
    "tls_client_cert",
    "tls_client_cert_env_variable",
    "tls_client_cert_file",
    "tls_client_key",
    "tls_client_key_env_variable",
    "tls_client_key_file",
    "tls_server_name",
    "url",
];

fn wrong(message: impl Into<String>) -> Trouble {
    Trouble::Builtin(Error::Failed(message.into()))
}

/// Reads the request.
///
/// # Errors
///
/// The first parameter that is wrong, by name.
pub(super) fn read(context: &mut Context<'_>, object: &Object) -> Result<Request, Trouble> {
    let mut request = Request {
        method: Method::GET,
        url: String::new(),
        headers: Vec::new(),
        body: None,
        timeout: Some(TIMEOUT),
        follows_redirects: false,
        retries: 0,
        tls: Tls::default(),
    };
    for (key, value) in object {
        let key = key.as_str().unwrap_or_default();
        if TEXTS.contains(&key) && value.as_str().is_none() {
            return Err(wrong(format!("{key:?} must be a string")));
        }
        match key {
            "body" if object.field("raw_body").is_none() => request.body = Some(bytes::go_json(value).into_bytes()),
            "enable_redirect" => request.follows_redirects = flag(value)?,
            "tls_insecure_skip_verify" => request.tls.insecure = flag(value)?,
            "tls_use_system_certs" => drop(flag(value)?),
            "timeout" => request.timeout = timeout(value)?,
            "headers" if value.as_object().is_none() => return Err(wrong("invalid type for headers key")),
            _ => {}
        }
    }
    request.body = text(object, "raw_body").map(|body| body.as_bytes().to_vec()).or(request.body);
    context.make(request.body.as_ref().map_or(0, Vec::len)).map_err(Trouble::Builtin)?;
    request.url = text(object, "url").unwrap_or_default().to_owned();
    request.tls = tls(context, object, request.tls.insecure)?;
    let method = text(object, "method").unwrap_or_default().to_uppercase();
    let method = if method.is_empty() { "GET" } else { &method };
    let invalid = |_| wrong(format!("net/http: invalid method {method:?}"));
    request.method = Method::from_bytes(method.as_bytes()).map_err(invalid)?;
    if let Some(headers) = object.field("headers").and_then(Value::as_object) {
        request.headers = self::headers(headers, &request)?;
    }
    request.retries = retries(object)?;
    Ok(request)
}

/// A parameter that is text; OPA leaves quotes around it out.
fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.field(name).and_then(Value::as_str).map(|text| text.trim_matches('"'))
}

/// A boolean, as Go reads one from text.
fn flag(value: &Value) -> Result<bool, Trouble> {
    match &*value.to_string() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        other => Err(wrong(format!("strconv.ParseBool: parsing {other:?}: invalid syntax"))),
    }
}

/// Nanoseconds, or a duration such as `1.5s`; zero and less mean no end.
fn timeout(value: &Value) -> Result<Option<Duration>, Trouble> {
    let nanoseconds = match value {
        Value::Number(number) => {
            number.as_i64().ok_or_else(|| wrong(format!("invalid timeout number value {number}, must be int64")))?
        }
        Value::String(text) => text
            .parse()
            .ok()
            .or_else(|| if text.contains(['d', 'w', 'y']) { None } else { time::duration(text) })
            .ok_or_else(|| wrong(format!("invalid timeout value {value}: time: invalid duration {value}")))?,
        other => {
            let got = other.type_name();
            let message = format!("operand 1 'timeout' must be one of {{string, number}} but got {got}");
            return Err(Trouble::Builtin(Error::Type(message)));
        }
    };
    Ok(u64::try_from(nanoseconds).ok().filter(|time| *time > 0).map(Duration::from_nanos))
}

fn headers(object: &Object, request: &Request) -> Result<Vec<(HeaderName, HeaderValue)>, Trouble> {
    let mut headers: Vec<(HeaderName, HeaderValue)> = Vec::new();
    let network = |message: String| Trouble::Network(message);
    for (name, value) in object {
        let name = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
        let Some(value) = value.as_str() else {
            return Err(wrong(format!("invalid type for headers value {:?}", value.to_string())));
        };
        let invalid = |what: &str| network(format!("net/http: invalid header field {what}"));
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid(&format!("name {name:?}")))?;
        let value = HeaderValue::from_str(value).map_err(|_| invalid(&format!("value for {name:?}")))?;
        headers.retain(|(other, _)| *other != key);
        // The client itself says how long the body is.
        let length = key == "content-length" || key == "transfer-encoding";
        if !(length || key == "connection" && request.body.is_some()) {
            headers.push((key, value));
        }
    }
    Ok(headers)
}

fn tls(context: &mut Context<'_>, object: &Object, insecure: bool) -> Result<Tls, Trouble> {
    for name in object.keys().filter_map(Value::as_str) {
        if name.starts_with("tls_") && (name.ends_with("_file") || name.ends_with("_env_variable")) {
            let text = name.trim_end_matches("_file").trim_end_matches("_env_variable");
            return Err(wrong(format!("{name} is not available: give the text itself, as {text}")));
        }
    }
    let mut tls = Tls { insecure, ..Tls::default() };
    tls.server_name = text(object, "tls_server_name").filter(|name| !name.is_empty()).map(str::to_owned);
    if let Some(given) = text(object, "tls_ca_cert").filter(|given| !given.is_empty()) {
        let found = certificates(&given.replace("\\n", "\n"));
        if found.is_empty() {
            return Err(wrong("could not append certificates"));
        }
        tls.authorities = Some(found);
    }
    let given = |name| text(object, name).filter(|given| !given.is_empty());
    if let (Some(certificate), Some(key)) = (given("tls_client_cert"), given("tls_client_key")) {
        // Also that they belong together, without which TLS cannot begin.
        x509::parse_keypair(context, &[certificate.into(), key.into()]).map_err(Trouble::Builtin)?;
        let key = PrivateKey::from_pem(key.as_bytes()).map_err(|error| wrong(format!("tls: {error}")))?;
        tls.client = Some(ClientCert::new_with_certs(&certificates(certificate), key));
    }
    Ok(tls)
}

/// The certificates within PEM text.
fn certificates(text: &str) -> Vec<Certificate<'static>> {
    let certificate = |item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    };
    parse_pem(text.as_bytes()).filter_map(certificate).collect()
}

fn retries(object: &Object) -> Result<usize, Trouble> {
    let Some(value) = object.field("max_retry_attempts") else { return Ok(0) };
    value
        .as_number()
        .and_then(crate::value::Number::as_usize)
        .ok_or_else(|| Trouble::Plain(format!("invalid value {value} for field \"max_retry_attempts\"")))
}

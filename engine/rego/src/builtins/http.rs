//! `http.send`: refused, since there is no client for it.

use super::{Answer, Context, Error, Function};
use crate::value::{Object, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[("http.send", send)];

fn send(context: &mut Context<'_>, _: &[Value]) -> Answer {
    if context.outside.network {
        return Err(Error::Refused(
            "http.send is not available: requests over the network are not implemented".to_owned(),
        ));
    }
    Err(Error::without_network("http.send"))
}

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

#[cfg(test)]
mod tests {
    use crate::builtins::testing::{call, said};
    use crate::value::Value;

    #[test]
    fn is_off_unless_switched_on() {
        assert_eq!(
            said(&call("http.send", &[Value::Null])),
            "refused: http.send is off in `check` and `lsp`: findings must not depend on a network; `bartizan eval` can \
             switch it on with `--allow-net`"
        );
    }
}

//! Addresses, as Go's `net/url` takes them apart.

use std::net::Ipv6Addr;

use super::strings::lossy;
use super::{Answer, Context, Error, Function, operands};
use crate::value::Value;

/// The builtins of this module.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[("uri.is_valid", is_valid), ("uri.parse", parse)];

/// The parts of an address; what is absent is empty.
struct Parts {
    scheme: String,
    /// Host and port, without escapes.
    host: Vec<u8>,
    /// The path without escapes, and as it was written where that says more.
    path: (Vec<u8>, Vec<u8>),
    query: String,
    fragment: Vec<u8>,
}

fn is_valid(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let Some(text) = arguments[0].as_str() else { return Ok(false.into()) };
    context.make(text.len())?;
    Ok((!text.is_empty() && split(text).is_ok()).into())
}

fn parse(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = operands::string(arguments, 1)?;
    context.make(text.len() * 2)?;
    let parts = split(text).map_err(|why| Error::failed(format!("parse {text:?}: {why}")))?;
    let (name, port) = host_and_port(&parts.host);
    let (path, raw_path) = parts.path;
    let fields = [
        ("scheme", parts.scheme.into_bytes()),
        ("hostname", name.to_vec()),
        ("port", port.to_vec()),
        ("path", path),
        ("raw_path", raw_path),
        ("raw_query", parts.query.into_bytes()),
        ("fragment", parts.fragment),
    ];
    Ok(Value::record(fields.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (key, lossy(value)))))
}

/// Takes an address apart; why not, where it is none.
fn split(text: &str) -> Result<Parts, String> {
    let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
    let mut parts = Parts {
        scheme: String::new(),
        host: Vec::new(),
        path: (Vec::new(), Vec::new()),
        query: String::new(),
        fragment: unescape(fragment, |_| true, |_| true)?,
    };
    if rest.bytes().any(|byte| byte.is_ascii_control()) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    if rest == "*" {
        parts.path = (b"*".to_vec(), b"*".to_vec());
        return Ok(parts);
    }
    let (scheme, rest) = scheme(rest)?;
    parts.scheme = scheme.to_ascii_lowercase();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    query.clone_into(&mut parts.query);
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            // `mailto:name` has neither host nor path.
            return Ok(parts);
        }
        if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    let path = match rest.strip_prefix("//") {
        Some(after) if !scheme.is_empty() || !after.starts_with('/') => {
            let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
            parts.host = host(scheme_is_web(&parts.scheme), authority)?;
            path
        }
        _ => rest,
    };
    let plain = unescape(path, |_| true, |_| true)?;
    let raw = if escape_path(&plain) == path { plain.clone() } else { path.as_bytes().to_vec() };
    parts.path = (plain, raw);
    Ok(parts)
}

fn scheme_is_web(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

/// The scheme, empty where there is none, and what follows it.
fn scheme(text: &str) -> Result<(&str, &str), String> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')));
    match end.map(|end| (end, text.split_at(end))) {
        Some((0, (_, rest))) if rest.starts_with(':') => Err("missing protocol scheme".to_owned()),
        Some((_, (scheme, rest))) if rest.starts_with(':') && scheme.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            Ok((scheme, &rest[1..]))
        }
        _ => Ok(("", text)),
    }
}

/// The host, with its port, of an authority.
fn host(web: bool, authority: &str) -> Result<Vec<u8>, String> {
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let escaped = |byte: u8| byte >= 0x80 || byte == b'%';
    let plain = |text: &str| unescape(text, escaped, in_host);
    let host = match host.rfind('[') {
        Some(0) => literal(host, plain)?,
        Some(_) => return Err("invalid IP-literal".to_owned()),
        None => {
            // Databases list several hosts with ports; web addresses have one.
            let colon = if web { host.find(':') } else { host.rfind(':') };
            colon.map_or(Ok(()), |at| valid_port(&host[at..]))?;
            plain(host)?
        }
    };
    if let Some(user) = user {
        if !user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte)) {
            return Err("net/url: invalid userinfo".to_owned());
        }
        unescape(user, |_| true, |_| true)?;
    }
    Ok(host)
}

/// A host in brackets: an address of IPv6, perhaps with a zone.
fn literal(host: &str, plain: impl Fn(&str) -> Result<Vec<u8>, String>) -> Result<Vec<u8>, String> {
    let (name, port) = host[1..].rsplit_once(']').ok_or("missing ']' in host")?;
    valid_port(port)?;
    let zone_at = name.find("%25").unwrap_or(name.len());
    let (address, zone) = name.split_at(zone_at);
    let zone_escaped = |byte: u8| byte == b'%' || byte == b' ' || in_host(byte);
    let mut unescaped = plain(address)?;
    unescaped.extend(unescape(zone, zone_escaped, in_host)?);
    let text = String::from_utf8_lossy(&unescaped);
    let (address, zone) = text.split_once('%').map_or((&*text, None), |(address, zone)| (address, Some(zone)));
    if address.parse::<Ipv6Addr>().is_err() || zone == Some("") {
        return Err(format!("invalid host: ParseAddr({text:?}): unable to parse IP"));
    }
    let mut out = b"[".to_vec();
    out.extend(&unescaped);
    out.push(b']');
    out.extend(plain(port)?);
    Ok(out)
}

/// Nothing, or a colon and digits.
fn valid_port(port: &str) -> Result<(), String> {
    let digits = port.strip_prefix(':').unwrap_or(if port.is_empty() { "" } else { "x" });
    let valid = digits.bytes().all(|byte| byte.is_ascii_digit());
    if valid { Ok(()) } else { Err(format!("invalid port {port:?} after host")) }
}

fn host_and_port(host: &[u8]) -> (&[u8], &[u8]) {
    let (mut name, mut port) = (host, &host[host.len()..]);
    if let Some(colon) = host.iter().rposition(|byte| *byte == b':')
        && host[colon + 1..].iter().all(u8::is_ascii_digit)
    {
        (name, port) = (&host[..colon], &host[colon + 1..]);
    }
    if let Some(inner) = name.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")) {
        name = inner;
    }
    (name, port)
}

/// May a byte stand in a host as it is?
fn in_host(byte: u8) -> bool {
    byte >= 0x80 || byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&byte)
}

/// `text` without its escapes; `escaped` bytes may be written as such, `plain` ones as they are.
pub(super) fn unescape(
    text: &str,
    escaped: impl Fn(u8) -> bool,
    plain: impl Fn(u8) -> bool,
) -> Result<Vec<u8>, String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'%' {
            if !plain(byte) {
                return Err(format!("invalid character {:?} in host name", (byte as char).to_string()));
            }
            out.push(byte);
            at += 1;
            continue;
        }
        let digit = |place: usize| bytes.get(place).and_then(|byte| (*byte as char).to_digit(16));
        let value = digit(at + 1).zip(digit(at + 2)).map(|(high, low)| (high << 4 | low) as u8);
        let Some(value) = value.filter(|value| escaped(*value)) else {
            let shown = String::from_utf8_lossy(&bytes[at..bytes.len().min(at + 3)]).into_owned();
            return Err(format!("invalid URL escape {shown:?}"));
        };
        out.push(value);
        at += 3;
    }
    Ok(out)
}

/// A path as Go escapes it.
fn escape_path(path: &[u8]) -> String {
    let escape = |byte: &u8| match byte {
        _ if byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(byte) => (*byte as char).to_string(),
        _ => format!("%{byte:02X}"),
    };
    path.iter().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("rows/uri.jsonl"));
    }
}

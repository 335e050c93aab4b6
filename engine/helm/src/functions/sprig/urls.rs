//! Addresses taken apart and put together, as Go's `net/url` does it.

use std::net::{Ipv4Addr, Ipv6Addr};

use bartizan_gofmt::quote;

use super::dicts::map;
use super::encodings::lossy;
use super::lists::nil_pointer;
use crate::functions::arguments::str;
use crate::functions::{Call, Function};
use crate::value::{Kind, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] =
    &[Function::of("urlParse", 1, url_parse), Function::of("urlJoin", 1, url_join)];

/// Parts of addresses, which leave different characters as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Host,
    Zone,
    Path,
    User,
    Fragment,
}

impl Part {
    fn keeps(self, byte: u8) -> bool {
        let more: &[u8] = match self {
            Self::Host | Self::Zone => b"!$&'()*+,;=:[]<>\"",
            Self::Path => b"$&+,/:;=@",
            Self::User => b"$&+,;=",
            Self::Fragment => b"$&+,/:;=?@!()*",
        };
        byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || more.contains(&byte)
    }
}

/// Why a text is no address.
type Fault = String;

fn hex(byte: Option<&u8>) -> Option<u8> {
    byte.and_then(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8)
}

fn unescape(text: &str, part: Part) -> std::result::Result<String, Fault> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if *byte != b'%' {
            if matches!(part, Part::Host | Part::Zone) && byte.is_ascii() && !part.keeps(*byte) {
                let shown = quote(&char::from(*byte).to_string(), false);
                return Err(format!("invalid character {shown} in host name"));
            }
            out.push(*byte);
            at += 1;
            continue;
        }
        let end = (at + 3).min(bytes.len());
        let invalid = || Err(format!("invalid URL escape {}", quote(&String::from_utf8_lossy(&bytes[at..end]), false)));
        let (Some(high), Some(low)) = (hex(bytes.get(at + 1)), hex(bytes.get(at + 2))) else { return invalid() };
        let value = high << 4 | low;
        let percent = value == b'%';
        let refused = match part {
            Part::Host => high < 8 && !percent,
            Part::Zone => !percent && value != b' ' && !Part::Host.keeps(value),
            _ => false,
        };
        if refused {
            return invalid();
        }
        out.push(value);
        at += 3;
    }
    Ok(lossy(out))
}

fn escape(text: &str, part: Part) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if part.keeps(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// An address without what Go keeps to write it as it was.
#[derive(Debug, Default)]
struct Url {
    scheme: String,
    opaque: String,
    /// User and password, escaped anew.
    user: Option<String>,
    host: String,
    path: String,
    query: String,
    fragment: String,
}

/// The scheme of an address, and the rest.
fn scheme(text: &str) -> std::result::Result<(&str, &str), Fault> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.'));
    match end {
        Some(0) if text.starts_with(':') => Err("missing protocol scheme".to_owned()),
        Some(end) if text[end..].starts_with(':') && text.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            Ok((&text[..end], &text[end + 1..]))
        }
        _ => Ok(("", text)),
    }
}

fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

fn checked_port(port: &str) -> std::result::Result<&str, Fault> {
    if is_port(port) { Ok(port) } else { Err(format!("invalid port {} after host", quote(port, false))) }
}

fn host(scheme: &str, text: &str) -> std::result::Result<String, Fault> {
    let literal = || "invalid IP-literal".to_owned();
    match text.rfind('[') {
        Some(0) => {
            let close = text.rfind(']').ok_or("missing ']' in host")?;
            let port = unescape(checked_port(&text[close + 1..])?, Part::Host)?;
            let inner = &text[1..close];
            let name = match inner.find("%25") {
                Some(zone) => unescape(&inner[..zone], Part::Host)? + &unescape(&inner[zone..], Part::Zone)?,
                None => unescape(inner, Part::Host)?,
            };
            if name.parse::<Ipv4Addr>().is_ok() {
                return Err(literal());
            }
            let (address, zone) = name.split_once('%').unwrap_or((&name, "1"));
            if zone.is_empty() || address.parse::<Ipv6Addr>().is_err() {
                return Err(format!("invalid host: ParseAddr({}): unable to parse IP", quote(&name, false)));
            }
            return Ok(format!("[{name}]{port}"));
        }
        Some(_) => return Err(literal()),
        None => {}
    }
    if let Some(first) = text.find(':') {
        let strict = matches!(scheme, "http" | "https");
        let colon = if strict { first } else { text.rfind(':').unwrap_or(first) };
        checked_port(&text[colon..])?;
    }
    unescape(text, Part::Host)
}

/// User and password, escaped anew.
fn user(text: &str) -> std::result::Result<String, Fault> {
    let is_valid = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
    if !text.chars().all(is_valid) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    let anew = |text: &str| unescape(text, Part::User).map(|text| escape(&text, Part::User));
    match text.split_once(':') {
        Some((name, password)) => Ok(format!("{}:{}", anew(name)?, anew(password)?)),
        None => anew(text),
    }
}

impl Url {
    fn parse(text: &str) -> std::result::Result<Self, Fault> {
        let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
        let wrong = |of: &str, why: Fault| format!("parse {}: {why}", quote(of, false));
        let mut url = Self::without_fragment(before).map_err(|why| wrong(before, why))?;
        url.fragment = unescape(fragment, Part::Fragment).map_err(|why| wrong(text, why))?;
        Ok(url)
    }

    fn without_fragment(text: &str) -> std::result::Result<Self, Fault> {
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            return Err("net/url: invalid control character in URL".to_owned());
        }
        let mut url = Self::default();
        if text == "*" {
            text.clone_into(&mut url.path);
            return Ok(url);
        }
        let (scheme, rest) = scheme(text)?;
        url.scheme = scheme.to_ascii_lowercase();
        let (mut rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        query.clone_into(&mut url.query);
        if !rest.starts_with('/') {
            if !url.scheme.is_empty() {
                rest.clone_into(&mut url.opaque);
                return Ok(url);
            }
            if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
                return Err("first path segment in URL cannot contain colon".to_owned());
            }
        }
        if let Some(inner) = rest.strip_prefix("//").filter(|_| !url.scheme.is_empty() || !rest.starts_with("///")) {
            let authority = &inner[..inner.find('/').unwrap_or(inner.len())];
            rest = &inner[authority.len()..];
            let (userinfo, name) = match authority.rsplit_once('@') {
                Some((userinfo, name)) => (Some(userinfo), name),
                None => (None, authority),
            };
            url.host = host(&url.scheme, name)?;
            url.user = userinfo.map(user).transpose()?;
        }
        url.path = unescape(rest, Part::Path)?;
        Ok(url)
    }

    fn hostname(&self) -> &str {
        let port = self.host.rfind(':').filter(|colon| is_port(&self.host[*colon..]));
        let name = &self.host[..port.unwrap_or(self.host.len())];
        name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name)
    }

    /// The address as text.
    fn joined(&self) -> String {
        let mut out = String::new();
        if !self.scheme.is_empty() {
            out = format!("{}:", self.scheme);
        }
        if self.opaque.is_empty() {
            let authority = !self.host.is_empty() || self.user.is_some();
            if authority || !self.scheme.is_empty() && !self.path.is_empty() {
                out.push_str("//");
            }
            if let Some(user) = &self.user {
                out.push_str(user);
                out.push('@');
            }
            out.push_str(&escape(&self.host, Part::Host));
            let path = if self.path == "*" { "*".to_owned() } else { escape(&self.path, Part::Path) };
            if !path.is_empty() && !path.starts_with('/') && !self.host.is_empty() {
                out.push('/');
            }
            if out.is_empty() && path.split('/').next().is_some_and(|segment| segment.contains(':')) {
                out.push_str("./");
            }
            out.push_str(&path);
        } else {
            out.push_str(&self.opaque);
        }
        for (mark, part) in [('?', self.query.clone()), ('#', escape(&self.fragment, Part::Fragment))] {
            if !part.is_empty() {
                out.push(mark);
                out.push_str(&part);
            }
        }
        out
    }
}

fn url_parse(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let text = str(&args[0])?;
    call.budget.take_bytes(4 * text.len() as u64)?;
    let url = Url::parse(text).map_err(|fault| Error::new(format!("unable to parse url: {fault}")))?;
    let entries = [
        ("hostname", url.hostname().to_owned()),
        ("scheme", url.scheme),
        ("host", url.host),
        ("path", url.path),
        ("query", url.query),
        ("opaque", url.opaque),
        ("fragment", url.fragment),
        ("userinfo", url.user.unwrap_or_default()),
    ];
    let entry = |(name, part): (&str, String)| (name.into(), Value::from(part).with_keys(args[0].keys));
    Ok(Value::map(entries.into_iter().map(entry).collect()))
}

fn url_join(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let parts = map(&args[0])?;
    let part = |name: &str| match parts.get(name) {
        None => Ok(String::new()),
        Some(value) => match &value.kind {
            Kind::String(text) => {
                call.budget.take_bytes(4 * text.as_str().len() as u64)?;
                Ok(text.as_str().to_owned())
            }
            Kind::Nil => Err(nil_pointer()),
            _ => {
                let found = value.kind_name();
                Err(Error::new(format!("unable to parse {name} key, must be of type string, but {found} found")))
            }
        },
    };
    let mut url = Url {
        scheme: part("scheme")?,
        host: part("host")?,
        path: part("path")?,
        query: part("query")?,
        opaque: part("opaque")?,
        fragment: part("fragment")?,
        user: None,
    };
    let userinfo = part("userinfo")?;
    if !userinfo.is_empty() {
        let parsed = Url::parse(&format!("proto://{userinfo}@host"));
        url.user = parsed.map_err(|fault| Error::new(format!("unable to parse userinfo in dict: {fault}")))?.user;
    }
    // Members of a map have keys of their own.
    let keys = parts.entries.borrow().values().fold(args[0].keys, |keys, part| call.traces.union(keys, part.keys));
    Ok(Value::from(url.joined()).with_keys(keys))
}

//! Addresses, as far as requests need them, split as Go's `net/url` splits them.

use std::fmt;

use super::Error;
use crate::value::Value;

/// An address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Url {
    /// Lowercase; may be empty.
    pub(super) scheme: String,
    /// What follows the scheme where no slash does.
    pub(super) opaque: String,
    /// User and password, as written.
    pub(super) user: Option<String>,
    /// With the port, without the user.
    pub(super) host: String,
    /// As written.
    pub(super) raw_path: String,
    /// Is there a `?` with nothing after it?
    pub(super) force_query: bool,
    /// Without `?`, as written.
    pub(super) query: String,
    /// Without `#`, as written.
    pub(super) raw_fragment: String,
}

impl Url {
    /// Splits an address.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] with Go's message.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let fail = |why: String| Error::failed(format!("parse {}: {why}", quote(text)));
        let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            return Err(fail("net/url: invalid control character in URL".to_owned()));
        }
        let (scheme, rest) = split_scheme(rest).map_err(|why| fail(why.to_owned()))?;
        let force_query = rest.ends_with('?') && rest.matches('?').count() == 1;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut url = Self { scheme, force_query, query: query.to_owned(), ..Self::default() };
        if !rest.starts_with('/') {
            if !url.scheme.is_empty() {
                url.opaque = rest.to_owned();
                url.raw_fragment = fragment.to_owned();
                return Ok(url);
            }
            if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
                return Err(fail("first path segment in URL cannot contain colon".to_owned()));
            }
        }
        match rest.strip_prefix("//") {
            Some(rest) if !url.scheme.is_empty() || !rest.starts_with('/') => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                let (user, host) = match authority.rsplit_once('@') {
                    Some((user, host)) => (Some(user.to_owned()), host),
                    None => (None, authority),
                };
                check_host(host).map_err(fail)?;
                url.user = user;
                host.clone_into(&mut url.host);
                path.clone_into(&mut url.raw_path);
            }
            _ => rest.clone_into(&mut url.raw_path),
        }
        unescape(&url.raw_path).map_err(fail)?;
        unescape(fragment).map_err(fail)?;
        fragment.clone_into(&mut url.raw_fragment);
        Ok(url)
    }

    /// The path as it is written where that is a valid way to escape it, escaped anew where not.
    pub(super) fn escaped_path(&self) -> String {
        escaped(&self.raw_path, b"$&+,/:;=@")
    }

    /// As Go writes its struct in JSON.
    pub(super) fn as_go(&self) -> Value {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let plain = |written: &str| text(unescape(written).unwrap_or_default());
        // Kept is what was written only where escaping anew would give something else.
        let raw = |written: &str, kept: &[u8]| {
            let anew = escape(&unescape(written).unwrap_or_default(), kept);
            Value::from(if anew == written { "" } else { written })
        };
        let omits_host = !self.scheme.is_empty() && self.host.is_empty() && self.user.is_none();
        Value::record([
            ("ForceQuery", Value::Bool(self.force_query)),
            ("Fragment", Value::from(plain(&self.raw_fragment))),
            ("Host", Value::from(self.host.as_str())),
            ("OmitHost", Value::Bool(omits_host && self.raw_path.starts_with('/') && !self.raw_path.starts_with("//"))),
            ("Opaque", Value::from(self.opaque.as_str())),
            ("Path", Value::from(plain(&self.raw_path))),
            ("RawFragment", raw(&self.raw_fragment, b"!$&'()*+,/:;=?@")),
            ("RawPath", raw(&self.raw_path, b"$&+,/:;=@")),
            ("RawQuery", Value::from(self.query.as_str())),
            ("Scheme", Value::from(self.scheme.as_str())),
            ("User", self.user.as_ref().map_or(Value::Null, |_| Value::empty_object())),
        ])
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.scheme.is_empty() {
            write!(f, "{}:", self.scheme)?;
        }
        f.write_str(&self.opaque)?;
        if !self.host.is_empty() || self.user.is_some() {
            f.write_str("//")?;
        }
        if let Some(user) = &self.user {
            write!(f, "{user}@")?;
        }
        write!(f, "{}{}", self.host, self.escaped_path())?;
        if self.force_query || !self.query.is_empty() {
            write!(f, "?{}", self.query)?;
        }
        if !self.raw_fragment.is_empty() {
            write!(f, "#{}", escaped(&self.raw_fragment, b"!$&'()*+,/:;=?@"))?;
        }
        Ok(())
    }
}

/// `text` in double quotes, as Go's `%q`.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if char.is_ascii_control() => quoted.push_str(&format!("\\x{:02x}", char as u32)),
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

fn split_scheme(text: &str) -> Result<(String, &str), &'static str> {
    let end = text.find(|char: char| !char.is_ascii_alphanumeric() && !matches!(char, '+' | '-' | '.'));
    match end.map(|end| (end, text.as_bytes()[end])) {
        Some((0, b':')) => Err("missing protocol scheme"),
        Some((end, b':')) if text.starts_with(|char: char| char.is_ascii_alphabetic()) => {
            Ok((text[..end].to_ascii_lowercase(), &text[end + 1..]))
        }
        _ => Ok((String::new(), text)),
    }
}

fn check_host(host: &str) -> Result<(), String> {
    if let Some(bad) =
        host.chars().find(|char| matches!(char, ' ' | '^' | '`' | '{' | '}' | '|' | '\\' | '<' | '>' | '"'))
    {
        return Err(format!("invalid character {} in host name", quote(&bad.to_string())));
    }
    let port = host.rsplit_once(']').map_or(host, |(_, port)| port).split_once(':').map_or("", |(_, port)| port);
    if port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(format!("invalid port {} after host", quote(&format!(":{port}"))))
}

/// What is written where that is a valid way to escape it, escaped anew where not; `kept` need no escape.
fn escaped(written: &str, kept: &[u8]) -> String {
    let mut valid = true;
    for byte in written.bytes() {
        valid &= byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:@[]%/".contains(&byte) || kept.contains(&byte);
    }
    if valid { written.to_owned() } else { escape(&unescape(written).unwrap_or_default(), kept) }
}

fn escape(bytes: &[u8], kept: &[u8]) -> String {
    let escape = |byte: &u8| match byte {
        b if b.is_ascii_alphanumeric() || b"-_.~".contains(b) || kept.contains(b) => (*b as char).to_string(),
        b => format!("%{b:02X}"),
    };
    bytes.iter().map(escape).collect()
}

/// What an escaped text means; what is wrong with it.
fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'%' {
            plain.push(byte);
            at += 1;
            continue;
        }
        let end = bytes.len().min(at + 3);
        let shown = String::from_utf8_lossy(&bytes[at..end]);
        let digits = shown.get(1..).filter(|digits| digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(value) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else {
            return Err(format!("invalid URL escape {}", quote(&shown)));
        };
        plain.push(value);
        at += 3;
    }
    Ok(plain)
}

//! Addresses, as far as requests need them, split as Go's `net/url` splits them.

use super::Error;

/// An address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Url {
    /// Lowercase; may be empty.
    pub(super) scheme: String,
    /// With the port, without the user.
    pub(super) host: String,
    /// Escaped.
    pub(super) path: String,
    /// Without `?`, as written.
    pub(super) query: String,
}

impl Url {
    /// Splits an address.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] with Go's message.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let fail = |why: String| Error::failed(format!("parse {}: {why}", quote(text)));
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            return Err(fail("net/url: invalid control character in URL".to_owned()));
        }
        let (rest, _) = text.split_once('#').unwrap_or((text, ""));
        let (scheme, rest) = split_scheme(rest).map_err(|why| fail(why.to_owned()))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        if !rest.starts_with('/') {
            if !scheme.is_empty() {
                // `mailto:name` and its like have neither host nor path.
                let (host, path) = (String::new(), String::new());
                return Ok(Self { scheme, host, path, query: query.to_owned() });
            }
            if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
                return Err(fail("first path segment in URL cannot contain colon".to_owned()));
            }
        }
        let (host, path) = match rest.strip_prefix("//") {
            Some(rest) if !scheme.is_empty() || !rest.starts_with('/') => {
                let end = rest.find('/').unwrap_or(rest.len());
                let authority = &rest[..end];
                (authority.rsplit_once('@').map_or(authority, |(_, host)| host), &rest[end..])
            }
            _ => ("", rest),
        };
        check_host(host).map_err(&fail)?;
        let path = escaped_path(path).map_err(fail)?;
        Ok(Self { scheme, host: host.to_owned(), path, query: query.to_owned() })
    }
}

/// `text` in double quotes, as Go's `%q`.
fn quote(text: &str) -> String {
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

/// The path as it is written where that is a valid way to escape it, escaped anew where not.
fn escaped_path(path: &str) -> Result<String, String> {
    let bytes = path.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut valid = true;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'%' {
            valid &= byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:@[]/".contains(&byte);
            plain.push(byte);
            at += 1;
            continue;
        }
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        let value = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(value) = value.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else {
            let end = path.len().min(at + 3);
            let shown = String::from_utf8_lossy(&bytes[at..end]);
            return Err(format!("invalid URL escape {}", quote(&shown)));
        };
        plain.push(value);
        at += 3;
    }
    if valid {
        return Ok(path.to_owned());
    }
    let escape = |byte: &u8| match byte {
        b if b.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(b) => (*b as char).to_string(),
        b => format!("%{b:02X}"),
    };
    Ok(plain.iter().map(escape).collect())
}

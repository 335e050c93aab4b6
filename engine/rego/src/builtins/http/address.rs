//! Where a request goes: URLs of the schemes `http` and `https`.

use super::Trouble;
use crate::builtins::{Error, bytes};

/// The parts of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    secure: bool,
    /// `user:password`, as the URL has it.
    user: Option<String>,
    /// Host and port.
    authority: String,
    /// Path and query, from the slash on.
    path: String,
}

impl Address {
    /// Reads a URL; what may not stand in its path is escaped.
    ///
    /// # Errors
    ///
    /// [`Trouble::Network`] for other schemes, [`Trouble::Builtin`] for what is no URL.
    pub(super) fn read(url: &str) -> Result<Self, Trouble> {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let secure = match &*scheme.to_ascii_lowercase() {
            "http" => false,
            "https" => true,
            other => return Err(Trouble::Network(format!("unsupported protocol scheme {other:?}"))),
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (user, authority) = match authority.rsplit_once('@') {
            Some((user, authority)) => (Some(user.to_owned()), authority),
            None => (None, authority),
        };
        if authority.is_empty() {
            return Err(Trouble::Network("http: no Host in request URL".to_owned()));
        }
        if let Some(wrong) =
            authority.chars().find(|c| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(*c))
        {
            let message = format!("parse {url:?}: invalid character {:?} in host name", wrong.to_string());
            return Err(Trouble::Builtin(Error::Failed(message)));
        }
        let path = path.split('#').next().unwrap_or_default();
        let slash = if path.starts_with('/') { "" } else { "/" };
        let path = format!("{slash}{}", escaped(path));
        Ok(Self { secure, user, authority: authority.to_owned(), path })
    }

    /// The address that a `Location` names, seen from here.
    pub(super) fn join(&self, location: &str) -> Result<Self, Trouble> {
        let relative = |rest: String| format!("{}://{}{rest}", self.scheme(), self.authority);
        let before_query = location.split(['?', '#']).next().unwrap_or_default();
        if before_query.contains("://") {
            return Self::read(location);
        }
        if location.starts_with("//") {
            return Self::read(&format!("{}:{location}", self.scheme()));
        }
        let here = self.path.split('?').next().unwrap_or("/");
        let (path, query) = location.split_at(location.find(['?', '#']).unwrap_or(location.len()));
        let path = match path {
            "" => here.to_owned(),
            path if path.starts_with('/') => without_dots(path),
            path => without_dots(&format!("{}/{path}", here.rsplit_once('/').map_or("", |(folder, _)| folder))),
        };
        let next = Self::read(&relative(format!("{path}{query}")))?;
        Ok(Self { user: self.user.clone(), ..next })
    }

    /// The same place under another name of the host.
    pub(super) fn named(&self, name: &str) -> Self {
        let port = self.authority.rsplit_once(':').map(|(_, port)| port);
        let port = port.filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
        let authority = port.map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        Self { authority, ..self.clone() }
    }

    /// The URL, without user and password.
    pub(super) fn uri(&self) -> String {
        format!("{}://{}{}", self.scheme(), self.authority, self.path)
    }

    pub(super) fn is_secure(&self) -> bool {
        self.secure
    }

    /// Host and port.
    pub(super) fn authority(&self) -> &str {
        &self.authority
    }

    /// The host alone.
    pub(super) fn host(&self) -> &str {
        let end = self.authority.rfind(':').filter(|at| !self.authority[*at..].contains(']'));
        &self.authority[..end.unwrap_or(self.authority.len())]
    }

    /// Is it this machine, which no proxy stands before?
    pub(super) fn is_own(&self) -> bool {
        let host = self.host().trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
    }

    /// What the header `Authorization` says for the user of the URL.
    pub(super) fn credentials(&self) -> Option<String> {
        let user = self.user.as_ref()?;
        let both = if user.contains(':') { user.clone() } else { format!("{user}:") };
        Some(format!("Basic {}", bytes::base64(&unescaped(&both))))
    }

    fn scheme(&self) -> &'static str {
        if self.secure { "https" } else { "http" }
    }
}

fn escaped(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(&part.as_bytes()[2..]);
            }
            None => bytes.extend_from_slice(format!("%{part}").as_bytes()),
        }
    }
    bytes
}

/// A path without `.` and `..`: <https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4>.
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    let end = if path.ends_with("/.") || path.ends_with("/..") { "/" } else { "" };
    let joined = parts.join("/");
    format!("/{joined}{}", if joined.is_empty() { "" } else { end })
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn joins_locations() {
        let base = Address::read("http://u:p@h:1/a/b?c#d").ok().unwrap();
        let joined = |location| base.join(location).ok().map(|address| address.uri());
        for (location, wanted) in [
            ("x", "http://h:1/a/x"),
            ("/x y", "http://h:1/x%20y"),
            ("../x?q=/../", "http://h:1/x?q=/../"),
            ("./", "http://h:1/a/"),
            ("..", "http://h:1/"),
            ("?q", "http://h:1/a/b?q"),
            ("//o/x", "http://o/x"),
            ("https://o", "https://o/"),
            ("x?u=http://y", "http://h:1/a/x?u=http://y"),
        ] {
            assert_eq!(joined(location).as_deref(), Some(wanted), "{location}");
        }
        assert_eq!(joined("ftp://o"), None);
        assert_eq!(base.credentials().as_deref(), Some("Basic dTpw"));
        assert_eq!(base.named("n").uri(), "http://n:1/a/b?c");
    }
}

//! Keeps secrets out of what is printed: by byte range in excerpts, by substring in messages.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use bartizan_hcl::syntax::ast::{Body, Expr, ExprKind};

use super::credential;
use crate::rego::{Outcome, Verdict};
use crate::resource::{PathElement, Resource};
use crate::source::{Node, Source, SourceId, Sources, Span, Value, Written, locate_within};

/// What stands for a masked secret in a message.
const MASKED: &str = "********";

/// Shortest value masked in messages: shorter ones (`on`, `1`) would riddle the text.
const SHORTEST: usize = 4;

/// What the key of a secret ends with, in words: `DB_PASSWORD`, `clientSecret`, `api-key`.
const SECRET_ENDINGS: [&str; 13] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "api key",
    "private key",
    "access key",
    "secret key",
    "connection string",
    "bind credential",
];

/// The secrets of a unit.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    spans: BTreeSet<Span>,
    texts: BTreeSet<Arc<str>>,
    /// Those that policies found inside strings: masked wherever they are written.
    found: BTreeSet<Arc<str>>,
}

impl Mask {
    /// Adds what `resource` says is sensitive and what looks like a secret in its values.
    pub fn add(&mut self, resource: &Resource) {
        for path in &resource.sensitive {
            if let Some(node) = value_at(&resource.values, path) {
                self.hide(node);
            }
        }
        self.guess(&resource.values);
    }

    /// Adds the secrets that a policy found inside a string of `resource`.
    pub(crate) fn add_found(&mut self, outcome: &Outcome, resource: &Resource, sources: Sources<'_>) {
        let Verdict::Deny { path, within, .. } = &outcome.verdict else { return };
        let Some(node) = value_at(&resource.values, path).filter(|_| !within.is_empty()) else { return };
        let Value::String(text) = &node.value else { return };
        for (start, end) in within {
            self.spans.extend(locate_within(&resource.values, path, *start, *end, sources));
            let secret: String = text.chars().skip(*start).take(end - start).collect();
            if secret.contains("PRIVATE KEY") {
                // That is its first line.
                self.hide(node);
            } else if secret.len() >= SHORTEST {
                let secret: Arc<str> = secret.into();
                self.texts.insert(Arc::clone(&secret));
                self.found.insert(secret);
            }
        }
    }

    /// Adds what looks like a secret in the text of a configuration of Terraform, whether a resource has it or not.
    pub(crate) fn add_configuration(&mut self, source: &Source) {
        let file = bartizan_hcl::syntax::parse(&source.text, source.id.0);
        self.guess_in_body(&file.body, &source.text);
    }

    fn guess_in_body(&mut self, body: &Body, file: &str) {
        for attribute in &body.attributes {
            self.guess_in_value(&attribute.name.text, &attribute.value, file);
        }
        for block in &body.blocks {
            let is_sensitive = || {
                let sensitive = block.body.attribute("sensitive");
                sensitive.is_some_and(|sensitive| matches!(sensitive.value.kind, ExprKind::Bool(true)))
            };
            let value = match &*block.kind.text {
                "variable" => block.body.attribute("default"),
                "output" => block.body.attribute("value"),
                _ => None,
            };
            if let (Some(name), Some(value)) = (block.label(0), value) {
                let name = if is_sensitive() { "secret" } else { name };
                self.guess_in_value(name, &value.value, file);
            }
            self.guess_in_body(&block.body, file);
        }
    }

    fn guess_in_value(&mut self, key: &str, value: &Expr, file: &str) {
        match &value.kind {
            ExprKind::String(text) if looks_secret(key, &text.text) => {
                self.spans.insert(Span::new(SourceId(value.span.source), value.span.start, value.span.end));
            }
            // A script or a document.
            ExprKind::String(_) | ExprKind::Template(_) => {
                let (start, end) = (value.span.start, value.span.end);
                let written = file.get(start as usize..end as usize).unwrap_or_default();
                let spans = credential::assigned_in(written).into_iter().filter_map(|range| {
                    let at = |offset: usize| Some(start + u32::try_from(offset).ok()?);
                    Some(Span::new(SourceId(value.span.source), at(range.start)?, at(range.end)?))
                });
                self.spans.extend(spans);
            }
            ExprKind::Object(items) => {
                for item in items {
                    match &item.key.kind {
                        ExprKind::String(name) => self.guess_in_value(&name.text, &item.value, file),
                        _ => self.guess_in_value("", &item.value, file),
                    }
                }
            }
            ExprKind::Tuple(items) => items.iter().for_each(|item| self.guess_in_value(key, item, file)),
            ExprKind::Parens(inner) => self.guess_in_value(key, inner, file),
            ExprKind::Call(call) => call.arguments.iter().for_each(|argument| self.guess_in_value(key, argument, file)),
            ExprKind::Conditional(parts) => parts.iter().for_each(|part| self.guess_in_value(key, part, file)),
            _ => {}
        }
    }

    /// Adds every secret of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.spans.extend(&other.spans);
        self.texts.extend(other.texts.iter().cloned());
        self.found.extend(other.found.iter().cloned());
    }

    /// Adds what looks like a secret in the values of a chart, whether an object has it or not.
    pub(crate) fn add_values(&mut self, root: &Node) {
        self.guess(root);
    }

    /// Adds a value that is secret.
    pub(crate) fn add_secret(&mut self, node: &Node) {
        self.hide(node);
    }

    fn hide(&mut self, node: &Node) {
        match &node.value {
            Value::Sequence(items) => items.iter().for_each(|item| self.hide(item)),
            Value::Mapping(mapping) => mapping.entries().iter().for_each(|entry| self.hide(&entry.value)),
            Value::String(text) | Value::Number(text) => {
                self.spans.insert(node.span);
                if let Some(Written::Rendered(rendered)) = node.written.as_deref() {
                    self.spans.extend(rendered.keys.iter().filter_map(|key| key.span));
                }
                if text.len() >= SHORTEST {
                    self.texts.insert(Arc::clone(text));
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn guess(&mut self, node: &Node) {
        for entry in node.entries() {
            match &entry.value.value {
                Value::String(text) if looks_secret(&entry.key, text) => self.hide(&entry.value),
                _ => self.guess(&entry.value),
            }
        }
        let named = node.get("name").and_then(Node::as_str);
        if let (Some(name), Some(value)) = (named, node.get("value"))
            && value.as_str().is_some_and(|text| looks_secret(name, text))
        {
            self.hide(value);
        }
        node.items().for_each(|item| self.guess(item));
    }

    /// `text` without the secrets it holds. One that `shown`, which is printed beside it, holds too stays, and so does
    /// one that is but a word for secrets: to mask these hides nothing and garbles the text.
    #[must_use]
    pub fn message(&self, text: &str, shown: &str) -> String {
        let hidden = |secret: &&Arc<str>| {
            text.contains(&***secret) && !shown.contains(&***secret) && !SECRET_ENDINGS.contains(&&***secret)
        };
        let mut longest_first: Vec<_> = self.texts.iter().filter(hidden).collect();
        longest_first.sort_by_key(|secret| Reverse(secret.len()));
        let mut text = longest_first.into_iter().fold(text.to_owned(), |text, secret| mask_in(&text, secret));
        let mut credentials = credential::in_text(&text);
        credentials.sort_by_key(|range| Reverse(range.end));
        for range in credentials {
            // They may overlap: a private key holds all kinds of letters.
            if text.is_char_boundary(range.start) && text.is_char_boundary(range.end) {
                text.replace_range(range, MASKED);
            }
        }
        text
    }

    /// The ranges of `source` that hold secrets, in order.
    pub fn spans_in(&self, source: SourceId) -> impl Iterator<Item = Span> + '_ {
        self.spans.iter().copied().filter(move |span| span.source == source)
    }

    /// The text of `source` with every character of a secret but line ends replaced by `*`; the same length in bytes.
    #[must_use]
    pub fn text(&self, source: &Source) -> Arc<str> {
        let placed = self.spans_in(source.id).map(|span| span.start as usize..span.end as usize);
        let mut ranges: Vec<Range<usize>> = placed.chain(credential::in_text(&source.text)).collect();
        self.add_occurrences(&source.text, &mut ranges);
        if ranges.is_empty() {
            return Arc::clone(&source.text);
        }
        let mut bytes = source.text.as_bytes().to_vec();
        for range in ranges {
            let end = range.end.min(bytes.len());
            for byte in bytes.get_mut(range.start..end).unwrap_or_default() {
                if !matches!(byte, b'\n' | b'\r') {
                    *byte = b'*';
                }
            }
        }
        String::from_utf8(bytes).map_or_else(|_| Arc::from(""), Arc::from)
    }

    /// Adds where in `text` the secrets stand that policies found.
    fn add_occurrences(&self, text: &str, ranges: &mut Vec<Range<usize>>) {
        if self.found.is_empty() {
            return;
        }
        let mut by_start: HashMap<&[u8], Vec<&[u8]>> = HashMap::new();
        for secret in self.found.iter().map(|secret| secret.as_bytes()) {
            by_start.entry(&secret[..SHORTEST]).or_default().push(secret);
        }
        for (at, start) in text.as_bytes().windows(SHORTEST).enumerate() {
            let known = by_start.get(start).into_iter().flatten();
            ranges.extend(known.filter(|secret| text.as_bytes()[at..].starts_with(secret)).map(|it| at..at + it.len()));
        }
    }
}

/// `text` with each `secret` masked that is not part of a longer word: `admin` is none in `administrators`.
fn mask_in(text: &str, secret: &str) -> String {
    let joined = |inner: Option<char>, outer: Option<char>| {
        inner.is_some_and(char::is_alphanumeric) && outer.is_some_and(char::is_alphanumeric)
    };
    let (first, last) = (secret.chars().next(), secret.chars().next_back());
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for (start, _) in text.match_indices(secret) {
        let end = start + secret.len();
        if joined(first, text[..start].chars().next_back()) || joined(last, text[end..].chars().next()) {
            continue;
        }
        masked.push_str(&text[done..start]);
        masked.push_str(MASKED);
        done = end;
    }
    masked.push_str(&text[done..]);
    masked
}

fn value_at<'a>(root: &'a Node, path: &[PathElement]) -> Option<&'a Node> {
    path.iter().try_fold(root, |node, element| match element {
        PathElement::Key(key) => node.get(key),
        PathElement::Index(index) => node.index(*index),
    })
}

/// Does the value of `key` look like a secret?
fn looks_secret(key: &str, value: &str) -> bool {
    if value.contains("-----BEGIN") && value.contains("PRIVATE KEY") {
        return true;
    }
    let harmless =
        value.is_empty() || value.starts_with('$') || matches!(value, "true" | "false") || value.parse::<f64>().is_ok();
    !harmless && ends_secret(&words(key))
}

fn ends_secret(key: &str) -> bool {
    SECRET_ENDINGS
        .iter()
        .any(|ending| key.strip_suffix(ending).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')))
}

/// The words of a key in lower case, parted by spaces: at `_`, `-`, `.` and where a capital follows a small letter.
fn words(key: &str) -> String {
    let mut words = String::with_capacity(key.len() + 4);
    let mut small = false;
    for character in key.chars() {
        if matches!(character, '_' | '-' | '.') {
            words.push(' ');
        } else {
            if small && character.is_uppercase() {
                words.push(' ');
            }
            words.extend(character.to_lowercase());
        }
        small = character.is_lowercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::Platform;
    use crate::source::Entry;

    #[test]
    fn knows_secrets_by_their_key() {
        for key in ["password", "DB_PASSWORD", "client.secret", "clientSecret", "aws_access_key", "apiKey"] {
            assert!(looks_secret(key, "hunter2"), "{key}");
        }
        for key in [
            "passwordPolicy",
            "secretName",
            "accessTokenLifespan",
            "include.in.token.scope",
            "vc.credential_identifier",
        ] {
            assert!(!looks_secret(key, "hunter2"), "{key}");
        }
        for value in ["", "true", "60", "${vault.mail}", "$(env:SECRET)"] {
            assert!(!looks_secret("password", value), "{value}");
        }
    }

    #[test]
    fn masks_by_range_and_by_substring() {
        let source = Source::new(SourceId(0), "a.yaml", "password: hünter2 # x\n");
        let span = Span::new(SourceId(0), 10, 18);
        let mut mask = Mask::default();
        mask.hide(&Node::string(span, "hünter2"));
        assert_eq!(&*mask.text(&source), "password: ******** # x\n");
        assert_eq!(mask.message("password is \"hünter2\"", "web"), "password is \"********\"");
    }

    #[test]
    fn masks_what_looks_secret_in_configuration() {
        let text =
            "variable \"pin\" {\n  default = \"1x\"\n  sensitive = true\n}\na = \"b\"\ntags = { apiKey = f(\"x\") }\n";
        let source = Source::new(SourceId(0), "a.tf", text);
        let mut mask = Mask::default();
        mask.add_configuration(&source);
        let shown =
            "variable \"pin\" {\n  default = ****\n  sensitive = true\n}\na = \"b\"\ntags = { apiKey = f(***) }\n";
        assert_eq!(&*mask.text(&source), shown);
    }

    #[test]
    fn masks_what_policies_found_wherever_it_is_written() {
        let text = "a: run with=hünter2\nb: hünter2 hünter\n";
        let source = Arc::new(Source::new(SourceId(0), "a.yaml", text));
        let entry = Node::string(Span::new(SourceId(0), 3, 20), "run with=hünter2");
        let mut mask = Mask::default();
        let key = |text: &str| PathElement::Key(text.into());
        let values =
            Node::mapping(Span::new(SourceId(0), 0, 20), vec![Entry::new("a", Span::new(SourceId(0), 0, 1), entry)]);
        let resource = Resource::new(Platform::Kubernetes, "Pod", "a", "a", values, Span::new(SourceId(0), 0, 1));
        let verdict = Verdict::Deny {
            message: String::new(),
            path: vec![key("a")],
            related: Vec::new(),
            within: vec![(9, 16)],
            key: None,
            fix: Vec::new(),
        };
        let outcome = Outcome { policy: "X".into(), resource: None, verdict };
        mask.add_found(&outcome, &resource, &|_| Some(Arc::clone(&source)));
        assert_eq!(&*mask.text(&source), "a: run with=********\nb: ******** hünter\n");
        assert_eq!(mask.message("is hünter2", ""), "is ********");
    }

    #[test]
    fn masks_credentials_of_a_fixed_form_anywhere() {
        let id = concat!("AKIA", "Q3EGWLZ7XK2M5P4R");
        let source = Source::new(SourceId(0), "a.yaml", format!("# {id}\n"));
        assert_eq!(&*Mask::default().text(&source), "# ********************\n");
        assert_eq!(Mask::default().message(&format!("key {id} is bad"), ""), "key ******** is bad");
    }

    #[test]
    fn leaves_words_of_the_message_that_happen_to_be_secrets() {
        let mut mask = Mask::default();
        for secret in ["password", "admin", "alice"] {
            mask.hide(&Node::string(Span::new(SourceId(0), 0, 0), secret));
        }
        let message = |text: &str| mask.message(text, "citizens/user/alice");
        assert_eq!(message("realm accepts any password"), "realm accepts any password");
        assert_eq!(message("flow of administrators is open to admin"), "flow of administrators is open to ********");
        assert_eq!(
            message("user \"alice\": a password is written in the file"),
            "user \"alice\": a password is written in the file"
        );
    }
}

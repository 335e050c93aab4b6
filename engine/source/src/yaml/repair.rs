//! What saphyr-parser refuses and libyaml, so Kubernetes, accepts: tabs behind a colon, and lines of flow collections
//! and quoted scalars that are not indented enough.
//!
//! The text is changed where the parser stopped, character for character, so that offsets stay, and parsed again.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::embedded::unquote;
use super::builder::Fault;
use super::gap;

/// Bytes of one document that are parsed again at most.
const PATIENCE: usize = 20_000_000;

/// The text of a document as the parser gets it.
pub(super) struct Repaired<'a> {
    pub(super) text: Cow<'a, str>,
    /// By its offset, the content of each quoted scalar for which the text has a stand-in.
    pub(super) quoted: HashMap<usize, String>,
    patience: usize,
}

impl<'a> Repaired<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), quoted: HashMap::new(), patience: PATIENCE }
    }

    /// Changes what caused the fault; answers whether another try is worth it.
    pub(super) fn repair(&mut self, fault: &Fault) -> bool {
        let Some(patience) = self.patience.checked_sub(self.text.len()) else { return false };
        self.patience = patience;
        let at = fault.start;
        match fault.message.as_str() {
            "':' must be followed by a valid YAML whitespace" => self.blank(at, &['\t']),
            "invalid indentation"
            | "invalid indentation in flow construct"
            | "tabs disallowed within this context (block indentation)" => {
                self.in_flow(at) && self.blank(at, &['\t', ' ', '\r', '\n'])
            }
            "invalid indentation in quoted scalar" => self.stand_in(at),
            _ => false,
        }
    }

    /// Makes spaces of the `what` before `at`.
    fn blank(&mut self, at: usize, what: &[char]) -> bool {
        let Some(before) = self.text.get(..at) else { return false };
        let start = before.trim_end_matches(what).len();
        if before[start..].bytes().all(|byte| byte == b' ') {
            return false;
        }
        self.text.to_mut().replace_range(start..at, &" ".repeat(at - start));
        true
    }

    /// Is the line break before `at` certainly inside a flow collection, with no comment before it?
    fn in_flow(&self, at: usize) -> bool {
        let Some(before) = self.text.get(..at) else { return false };
        let line = before.trim_end();
        let line = &line[line.rfind(['\n', '\r']).map_or(0, |end| end + 1)..];
        !line.contains('#') && (line.ends_with(['[', '{', ',']) || self.text[at..].starts_with([']', '}', ',']))
    }

    /// Puts a stand-in of one line for the quoted scalar at `at`.
    fn stand_in(&mut self, at: usize) -> bool {
        let end = gap::quoted_end(self.text.as_bytes(), at);
        let Some(token) = self.text.get(at..end) else { return false };
        let (Some(content), Some(quote)) = (unquote(token), token.chars().next()) else { return false };
        if self.quoted.contains_key(&at) {
            return false;
        }
        // As many characters; those of several bytes stay, for the offsets.
        let middle: String =
            token[1..token.len() - 1].chars().map(|letter| if letter.is_ascii() { 'x' } else { letter }).collect();
        self.quoted.insert(at, content);
        self.text.to_mut().replace_range(at..end, &format!("{quote}{middle}{quote}"));
        true
    }
}

//! The syntax of Go 1.26's `text/template`: texts to trees, each node of which knows its bytes.

mod lex;
mod number;
mod parse;
mod quote;
mod tree;

pub(crate) use quote::quote;
pub use tree::{Branch, Node, NodeId, NodeKind, Number, Tree};

use std::convert::Infallible;
use std::sync::{Arc, LazyLock};

use bartizan_re2::Cache;
use bartizan_source::{SourceId, Span};

/// What a text defines.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The templates that it defines and, when nothing is wrong, that of the text itself as the last.
    pub trees: Vec<Arc<Tree>>,
    /// Comments, from delimiter to delimiter.
    pub comments: Vec<Span>,
    /// The first thing that is wrong: nothing is read after it.
    pub errors: Vec<SyntaxError>,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("template: {name}:{line}: {message}")]
pub struct SyntaxError {
    /// Go's message.
    pub message: String,
    /// The name of the text.
    pub name: Arc<str>,
    /// The line that Go names, from 1: it has read ahead of `span` at times.
    pub line: usize,
    /// Its place.
    pub span: Span,
}

impl SyntaxError {
    /// The message as Helm prints it.
    #[must_use]
    pub fn helm_message(&self) -> String {
        let last = self.message.rsplit(": ").next().unwrap_or_default();
        format!("parse error at ({}:{}): {last}", self.name, self.line)
    }
}

/// Parses a text under a name.
#[must_use]
pub fn parse(name: &str, text: &Arc<str>, source: SourceId) -> Parsed {
    parse::parse(name, text, source)
}

/// A name, and the text under it.
type Key = (Arc<str>, SourceId, Arc<str>);

/// What texts parsed to.
static KEPT: LazyLock<Cache<Key, Parsed>> = LazyLock::new(Cache::new);

/// As [`parse`], of a text that may have been parsed before: the environments of a chart have their templates in common.
pub(crate) fn parse_kept(name: &str, text: &Arc<str>, source: SourceId) -> Arc<Parsed> {
    /// Bytes of the trees for each of the text, about.
    const GROWTH: usize = 10;
    let made: Result<_, Infallible> =
        KEPT.get(&(name.into(), source, Arc::clone(text)), || Ok((parse(name, text, source), GROWTH * text.len())));
    match made {
        Ok(parsed) => parsed,
        Err(never) => match never {},
    }
}

/// Forgets what [`parse_kept`] keeps.
pub(crate) fn forget() {
    KEPT.clear();
}

//! What can be wrong with a document.

use super::Span;

/// A fault of a document, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SourceError {
    /// What kind of fault.
    pub kind: SourceErrorKind,
    /// What is wrong, for people.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Where, when known.
    pub span: Option<Span>,
}

/// Kinds of document faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceErrorKind {
    /// The text is not of its format.
    Parse,
    /// The same key twice in one mapping; the last one counts, as for the platforms' own parsers.
    DuplicateKey,
    /// A bound was met: depth, size, expansion.
    Limit,
}

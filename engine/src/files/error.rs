//! What can be wrong with a file.

use std::io;
use std::sync::Arc;

use crate::source::{DecodeError, Position, SourceError, SourceErrorKind, SourceId, Span};

/// A file that could not be read or understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct FileError {
    /// Path relative to the root (as given, when it lies outside).
    pub path: Arc<str>,
    /// What kind of fault.
    pub kind: FileErrorKind,
    /// What is wrong, for people; does not repeat the path.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where in the file, when known.
    pub span: Option<Span>,
    /// Its line and column, where the text of the file cannot tell because it is none.
    pub place: Option<Position>,
}

/// Kinds of file faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileErrorKind {
    /// The disk did not give it, or it may not be read.
    Io,
    /// A bound was met: size, count, depth.
    Limit,
    /// It is recognisably one of ours but cannot be understood.
    Parse,
}

impl FileErrorKind {
    /// The kind as outputs write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Io => "io",
            Self::Limit => "limit",
            Self::Parse => "parse",
        }
    }
}

impl FileError {
    /// A fault of kind [`FileErrorKind::Io`].
    #[must_use]
    pub fn io(path: impl Into<Arc<str>>, message: impl Into<String>) -> Self {
        Self::new(path, FileErrorKind::Io, message)
    }

    /// A fault of kind [`FileErrorKind::Limit`].
    #[must_use]
    pub fn limit(path: impl Into<Arc<str>>, message: impl Into<String>) -> Self {
        Self::new(path, FileErrorKind::Limit, message)
    }

    /// A fault of kind [`FileErrorKind::Parse`].
    #[must_use]
    pub fn parse(path: impl Into<Arc<str>>, message: impl Into<String>) -> Self {
        Self::new(path, FileErrorKind::Parse, message)
    }

    fn new(path: impl Into<Arc<str>>, kind: FileErrorKind, message: impl Into<String>) -> Self {
        Self { path: path.into(), kind, message: message.into(), help: None, span: None, place: None }
    }

    /// The same fault with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault with its place.
    #[must_use]
    pub fn with_span(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// What the operating system said about `path`.
    pub(crate) fn from_io(path: impl Into<Arc<str>>, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::io(path, "does not exist"),
            io::ErrorKind::PermissionDenied => Self::io(path, "cannot be read: permission denied")
                .with_help("run as a user who may read it, or leave it out with `exclude` in bartizan.toml"),
            _ => Self::io(path, format!("cannot be read: {error}")),
        }
    }

    /// A fault of the document in the file at `path`.
    #[must_use]
    pub fn from_source(path: impl Into<Arc<str>>, error: SourceError) -> Self {
        let kind = match error.kind {
            SourceErrorKind::Limit => FileErrorKind::Limit,
            SourceErrorKind::Parse | SourceErrorKind::DuplicateKey => FileErrorKind::Parse,
        };
        Self { path: path.into(), kind, message: error.message, help: error.help, span: error.span, place: None }
    }

    /// The bytes of the file at `path`, which `source` names in spans, are no text.
    pub(crate) fn from_decoding(path: impl Into<Arc<str>>, source: SourceId, error: DecodeError) -> Self {
        let span = Span::new(source, error.at, error.at);
        Self { place: Some(error.place), ..Self::parse(path, error.message).with_help(error.help).with_span(span) }
    }
}

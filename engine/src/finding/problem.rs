//! What could not be read or evaluated.

use std::sync::Arc;

use super::Location;
use crate::files::Files;
use crate::source::{DecodeError, Span};

/// A fault that kept something from being judged. The rest is reported all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file concerned; none for a policy.
    pub file: Option<Arc<str>>,
    /// The policy that could not be evaluated, where it is one.
    pub policy: Option<String>,
    /// Where, when known.
    pub location: Option<Location>,
    /// What kind of fault.
    pub kind: ProblemKind,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
}

impl Problem {
    /// A defect of ours kept a unit from being read or evaluated; `done` says which.
    #[must_use]
    pub fn internal(unit: Arc<str>, done: &str) -> Self {
        Self {
            file: Some(unit),
            policy: None,
            location: None,
            kind: ProblemKind::Internal,
            message: format!("internal error: this could not be {done}"),
            help: Some("This is a defect of Bartizan; please report it with the file.".to_owned()),
        }
    }

    /// The bytes given for the file at `file` are no text.
    #[must_use]
    pub fn undecodable(file: Arc<str>, files: &Files, error: DecodeError) -> Self {
        let span = Span::new(files.source_id(&file), error.at, error.at);
        Self {
            location: Some(Location { file: Arc::clone(&file), start: error.place, end: error.place, span }),
            policy: None,
            file: Some(file),
            kind: ProblemKind::Parse,
            message: error.message,
            help: Some(error.help.to_owned()),
        }
    }
}

/// Whose fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The file is not of its format.
    Parse,
    /// A bound was met.
    Limit,
    /// The file could not be read.
    Io,
    /// A policy could not be evaluated.
    Policy,
    /// A defect of Bartizan.
    Internal,
}

impl ProblemKind {
    /// The name as outputs write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::Limit => "limit",
            Self::Io => "io",
            Self::Policy => "policy",
            Self::Internal => "internal",
        }
    }
}

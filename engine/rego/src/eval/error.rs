//! Why an evaluation ended without an answer.

use crate::builtins;
use crate::compile::program::{Code, Place};
use crate::syntax::Span;

/// The kind of an error, by OPA's names where OPA has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// `eval_conflict_error`: rules or keys that contradict each other.
    Conflict,
    /// `eval_type_error`: an argument of the wrong type.
    Type,
    /// `eval_builtin_error`: a builtin failed.
    Builtin,
    /// `eval_with_merge_error`: a `with` that does not fit.
    WithMerge,
    /// `eval_cancel_error`: a limit was reached, or the evaluation was cancelled.
    Halted,
    /// A builtin is refused here.
    Refused,
}

impl ErrorCode {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Conflict => "eval_conflict_error",
            Self::Type => "eval_type_error",
            Self::Builtin => "eval_builtin_error",
            Self::WithMerge => "eval_with_merge_error",
            Self::Halted => "eval_cancel_error",
            Self::Refused => "eval_refused_error",
        }
    }
}

/// Why an evaluation ended without an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct EvalError {
    /// Its kind.
    pub code: ErrorCode,
    /// What happened.
    pub message: String,
    /// The module, by its place in the order they were added; the query comes after all modules.
    pub module: usize,
    /// Where in the module.
    pub span: Span,
    /// Name of the module; none for the query.
    pub file: Option<String>,
}

impl EvalError {
    pub(crate) fn new(code: ErrorCode, place: Place, sources: &Code, message: impl Into<String>) -> Self {
        let file = sources.sources.get(place.module as usize).map(|source| source.name.to_string());
        Self { code, message: message.into(), module: place.module as usize, span: place.span, file }
    }

    /// The error of a builtin; none where the call is just undefined.
    pub(super) fn of_builtin(
        error: builtins::Error,
        name: &str,
        strict: bool,
        place: Place,
        sources: &Code,
    ) -> Option<Self> {
        let (code, message) = match error {
            builtins::Error::Undefined => return None,
            builtins::Error::Type(_) | builtins::Error::Failed(_) if !strict => return None,
            builtins::Error::Type(message) => (ErrorCode::Type, format!("{name}: {message}")),
            builtins::Error::Failed(message) => (ErrorCode::Builtin, format!("{name}: {message}")),
            builtins::Error::Halt(message) => (ErrorCode::Halted, message),
            builtins::Error::Refused(message) => (ErrorCode::Refused, message),
        };
        Some(Self::new(code, place, sources, message))
    }
}

//! What ends the execution of a template.

use bartizan_source::Span;

/// The outcome of a function or of a template.
pub type Result<T> = std::result::Result<T, Error>;

/// Bytes of Helm's message that are shown: it names the place of each template that led there, be they thousands.
const MAX_SHOWN: usize = 8 << 10;

/// What begins messages of templates that are included by one another.
const REPEATED: &str = "error calling include: ";

/// Why a template could not be executed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .helm.as_deref().filter(|helm| helm.len() < MAX_SHOWN).unwrap_or(.message.trim_start_matches(REPEATED)))]
pub struct Error {
    /// What is wrong, in the words of Go's, Sprig's or Helm's own message where there is one.
    pub message: String,
    /// Which kind of fault it is.
    pub kind: ErrorKind,
    /// The expression at fault; filled in by the innermost action that is executed.
    pub span: Option<Span>,
    /// The calls (`include`, `tpl`, `template`) that led there, the outermost first.
    pub calls: Vec<Span>,
    /// The message as Helm prints it, with the places of all templates that led there; filled in by the engine.
    pub helm: Option<String>,
}

/// Kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The template is wrong, or does not fit its values.
    Execution,
    /// An argument is not of its parameter's type: the function was not called.
    Argument,
    /// The template itself refuses its values: `fail`, `required`.
    Refused,
    /// A limit was met.
    Limit,
}

impl Error {
    /// The template is wrong, or does not fit its values.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), kind: ErrorKind::Execution, span: None, calls: Vec::new(), helm: None }
    }

    /// An argument is not of its parameter's type: Go reports that without the `error calling` of other errors of
    /// functions.
    #[must_use]
    pub fn argument(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Argument, ..Self::new(message) }
    }

    /// The template refuses its values.
    #[must_use]
    pub fn refused(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Refused, ..Self::new(message) }
    }

    /// A limit was met: `what` says which.
    #[must_use]
    pub fn limit(what: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Limit, ..Self::new(what) }
    }

    /// The error at `span`, unless it has a place already.
    #[must_use]
    pub fn or_at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }
}

/// Something wrong with a chart, its values or what it renders to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, and where.
    pub error: Error,
    /// Does Helm refuse the chart for it? Else it says it and goes on.
    pub fatal: bool,
}

impl Problem {
    /// What Helm refuses the chart for.
    #[must_use]
    pub fn fatal(error: Error) -> Self {
        Self { error, fatal: true }
    }

    /// What Helm says and goes on.
    #[must_use]
    pub fn warning(message: impl Into<String>) -> Self {
        Self { error: Error::new(message), fatal: false }
    }
}

//! What is wrong with a module, with its place.

use crate::syntax::Span;

/// The kind of an error, by OPA's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// `rego_parse_error`.
    Parse,
    /// `rego_compile_error`.
    Compile,
    /// `rego_type_error`.
    Type,
    /// `rego_unsafe_var_error`.
    UnsafeVar,
    /// `rego_recursion_error`.
    Recursion,
}

impl Code {
    /// OPA's name of it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parse => "rego_parse_error",
            Self::Compile => "rego_compile_error",
            Self::Type => "rego_type_error",
            Self::UnsafeVar => "rego_unsafe_var_error",
            Self::Recursion => "rego_recursion_error",
        }
    }
}

/// One error of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// The module's place in the list that was given; 0 where there is but one.
    pub module: usize,
    /// Where, in bytes.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at `span` of the first module, without help.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { code, module: 0, span, message: message.into(), help: None }
    }

    /// The same, with a way to mend it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

//! Text to tree: native syntax and templates, every part with its place; what is broken is left out and said.

pub mod ast;

use crate::span::Span;

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, for people.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Is this a limit of ours rather than a fault of the text?
    pub is_limit: bool,
}

/// A file of configuration or of variable values.
#[derive(Clone, Debug)]
pub struct File {
    /// What could be read.
    pub body: ast::Body,
    /// What is wrong, in order. What stands around a fault is in `body` all the same; an attribute whose expression is
    /// broken has [`ast::ExprKind::Broken`].
    pub errors: Vec<SyntaxError>,
    /// Comments, in order: `#…`, `//…` to the end of the line (its line break left out), and `/*…*/`.
    pub comments: Vec<Span>,
}

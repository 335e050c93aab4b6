//! Rego text to a tree: lexer, parser, tree, annotations.

mod annotations;
pub mod ast;
mod dump;
mod json;
mod lexer;
mod parser;
#[cfg(test)]
mod tests;

pub use dump::dump;
pub use json::{JsonOptions, module_to_json};
pub use lexer::{Piece, Token, TokenKind, tokens};
pub use parser::{MAX_DEPTH, MAX_HEIGHT, Parsed, parse_module, parse_query, parse_rules};

/// A range of bytes of a module's text; the end is exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Span {
    /// From the start of `self` to the end of `other`.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end.max(self.end) }
    }

    /// The text at this range of `text`; empty where it does not fit.
    #[must_use]
    pub fn text(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// `data.a["b-c"]`.
#[must_use]
pub fn data_path<'a>(steps: impl Iterator<Item = &'a str>) -> String {
    let is_identifier = |text: &str| {
        text.starts_with(|c: char| c == '_' || c.is_ascii_alphabetic())
            && text.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
    };
    steps.fold("data".to_owned(), |mut path, step| {
        path.push_str(&if is_identifier(step) { format!(".{step}") } else { format!("[{step:?}]") });
        path
    })
}

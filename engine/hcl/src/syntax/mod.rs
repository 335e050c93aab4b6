//! Text to tree: native syntax and templates, every part with its place; what is broken is left out and said.
//!
//! `scan` makes tokens and pairs brackets (`recovery` where they do not match), `structure` reads attributes and blocks,
//! `template` strings and heredocs, `object` objects, and `expression` everything else, with the crate `hcl_edit`. A
//! fault therefore stays in the attribute it stands in.

pub mod ast;
mod convert;
mod expression;
mod layout;
mod literal;
mod mask;
mod object;
mod recovery;
mod scan;
mod structure;
mod template;
mod token;

use crate::span::{Pieces, Span};
use scan::{Content, Scan};
use token::{Fault, Token};

/// Levels of a tree: blocks, expressions and parts of templates inside each other.
const MAX_DEPTH: usize = 256;
/// Faults of a text that are said.
const MAX_FAULTS: usize = 100;

/// Is this a name: of a variable, a block, an attribute?
#[must_use]
pub fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    let is_start = |character: char| character.is_alphabetic() || character == '_';
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    characters.next().is_some_and(is_start) && characters.all(is_part)
}

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

/// Where a text stands that is not a file of its own.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// Byte for byte in `source` from byte `offset`.
    At {
        /// The file.
        source: u32,
        /// First byte.
        offset: u32,
    },
    /// Decoded from what stands at these places: the content of a JSON string.
    Pieces(&'a Pieces),
}

/// Reads a file of native syntax: `.tf`, `.tofu`, `.tfvars`.
#[must_use]
pub fn parse(text: &str, source: u32) -> File {
    let scan = scan::scan(text, Content::Body);
    let mut reader = Reader::new(text, &scan, Origin::At { source, offset: 0 });
    let body = reader.file();
    let comments = scan.comments.iter().map(|&(start, end)| Span::new(source, start, end)).collect();
    File { body, errors: reader.finish(), comments }
}

/// Reads one expression. Line breaks mean nothing in it. One that is broken is [`ast::ExprKind::Broken`].
#[must_use]
pub fn parse_expression(text: &str, origin: Origin<'_>) -> (ast::Expr, Vec<SyntaxError>) {
    read(text, Content::Expression, origin, |reader, count| reader.expression(0, count, false, text.len() as u32))
}

/// Reads a template that stands in no quotes: a file of `templatefile`, a string of `.tf.json`. Its kind is
/// [`ast::ExprKind::String`], [`ast::ExprKind::Template`] or, where it is broken, [`ast::ExprKind::Broken`].
#[must_use]
pub fn parse_template(text: &str, origin: Origin<'_>) -> (ast::Expr, Vec<SyntaxError>) {
    read(text, Content::Template, origin, |reader, count| {
        reader.template(0, count, template::Form::Bare, (0, text.len() as u32))
    })
}

fn read(
    text: &str,
    content: Content,
    origin: Origin<'_>,
    read: impl FnOnce(&mut Reader<'_>, usize) -> ast::Expr,
) -> (ast::Expr, Vec<SyntaxError>) {
    let scan = scan::scan(text, content);
    let mut reader = Reader::new(text, &scan, origin);
    let mut expr = read(&mut reader, scan.tokens.len());
    let errors = reader.finish();
    if !errors.is_empty() {
        expr.kind = ast::ExprKind::Broken;
    }
    (expr, errors)
}

/// Makes a tree of tokens.
struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    faults: &'a [Fault],
    origin: Origin<'a>,
    errors: Vec<SyntaxError>,
    /// Levels that are open.
    depth: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, scan: &'a Scan, origin: Origin<'a>) -> Self {
        Self { text, tokens: &scan.tokens, faults: &scan.faults, origin, errors: Vec::new(), depth: 0 }
    }

    /// All faults, in order.
    fn finish(mut self) -> Vec<SyntaxError> {
        for fault in self.faults {
            let span = self.span(fault.start, fault.end);
            self.errors.push(SyntaxError { message: fault.message.clone(), span, is_limit: fault.is_limit });
        }
        self.errors.sort_by_key(|error| (error.span.start, error.span.end));
        self.errors.dedup();
        self.errors.truncate(MAX_FAULTS);
        self.errors
    }

    /// The place of these bytes of the text.
    fn span(&self, start: u32, end: u32) -> Span {
        match self.origin {
            Origin::At { source, offset } => Span::new(source, offset + start, offset + end),
            Origin::Pieces(pieces) => pieces.place(start, end),
        }
    }

    /// The places of bytes `start..end` of the text, by run that is written without a break, with its length here.
    fn runs(&self, start: u32, end: u32, mut each: impl FnMut(u32, Span)) {
        let Origin::Pieces(pieces) = self.origin else { return each(end - start, self.span(start, end)) };
        let first = pieces.0.partition_point(|piece| piece.start + piece.len <= start);
        for piece in pieces.0.iter().skip(first).take_while(|piece| piece.start < end) {
            let (from, to) = (piece.start.max(start), (piece.start + piece.len).min(end));
            each(to - from, pieces.place(from, to));
        }
    }

    fn token(&self, index: usize) -> Option<Token> {
        self.tokens.get(index).copied()
    }

    /// The text of a token.
    fn text_of(&self, token: Token) -> &'a str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    fn is(&self, index: usize, text: &str) -> bool {
        self.token(index).is_some_and(|token| self.text_of(token) == text)
    }

    fn error(&mut self, start: u32, end: u32, message: impl Into<String>) {
        let span = self.span(start, end);
        self.errors.push(SyntaxError { message: message.into(), span, is_limit: false });
    }

    fn limit(&mut self, start: u32, end: u32, message: impl Into<String>) {
        let span = self.span(start, end);
        self.errors.push(SyntaxError { message: message.into(), span, is_limit: true });
    }

    /// Did the scanner find a fault here?
    fn is_faulty(&self, start: u32, end: u32) -> bool {
        let first = self.faults.partition_point(|fault| fault.start < start);
        self.faults.get(first).is_some_and(|fault| fault.start < end)
    }

    /// What is said to be found at a token, or instead of one.
    fn found(&self, index: usize) -> String {
        match self.token(index) {
            None => "the end of the text".to_owned(),
            Some(token) if token.kind == token::TokenKind::Newline => "the end of the line".to_owned(),
            Some(token) => format!("`{}`", self.text_of(token).lines().next().unwrap_or_default()),
        }
    }
}

//! Places that the tree does not keep: of operators, of parentheses, of rows and columns.

use super::super::Span;
use super::super::lexer::{Token, TokenKind, tokens};

/// A text with its tokens.
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    /// Without spaces and comments.
    tokens: Vec<Token>,
    lines: Vec<u32>,
}

/// Words that a group in parentheses may follow directly.
const KEYWORDS: [&str; 9] = ["as", "else", "every", "if", "in", "not", "some", "with", "default"];

impl<'t> Source<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let tokens = tokens(text).into_iter().filter(|token| !token.kind.is_trivia()).collect();
        let ends = text.bytes().zip(1_u32..).filter(|(byte, _)| *byte == b'\n').map(|(_, next)| next);
        Self { text, tokens, lines: std::iter::once(0).chain(ends).collect() }
    }

    /// Row and column of a byte, from 1; columns count characters. A piece of a template string that begins with a line
    /// feed stands in column 0 of the next row.
    pub(super) fn position(&self, at: u32) -> (usize, usize) {
        if self.text.as_bytes().get(at as usize) == Some(&b'\n') {
            return (self.position(at.saturating_add(1)).0, 0);
        }
        let row = self.lines.partition_point(|start| *start <= at);
        let start = self.lines.get(row.saturating_sub(1)).copied().unwrap_or(0);
        (row, Span { start, end: at }.text(self.text).chars().count() + 1)
    }

    fn index(&self, at: u32) -> usize {
        self.tokens.partition_point(|token| token.span.start < at)
    }

    /// The token that begins at or after `at`.
    pub(super) fn token_from(&self, at: u32) -> Span {
        self.tokens.get(self.index(at)).map_or(Span { start: at, end: at }, |token| token.span)
    }

    /// The end of the last token that begins before `at`.
    pub(super) fn end_before(&self, at: u32) -> u32 {
        let last = self.index(at).checked_sub(1).and_then(|index| self.tokens.get(index));
        last.map_or(at, |token| token.span.end)
    }

    /// The operator or keyword that follows a term which ends at `at`, groups around the term passed over.
    pub(super) fn operator_from(&self, at: u32) -> Span {
        let mut rest = self.tokens.iter().skip(self.index(at));
        let found = rest.find(|token| token.kind != TokenKind::RightParenthesis);
        found.map_or(Span { start: at, end: at }, |token| token.span)
    }

    /// Where the first parenthesis opens from `at` on.
    pub(super) fn parenthesis_from(&self, at: u32) -> u32 {
        let mut rest = self.tokens.iter().skip(self.index(at));
        rest.find(|token| token.kind == TokenKind::LeftParenthesis).map_or(at, |token| token.span.start)
    }

    /// `span` with the parentheses around it that only group.
    pub(super) fn grouped(&self, span: Span) -> Span {
        let mut span = span;
        loop {
            let next = self.tokens.get(self.index(span.end));
            let Some(before) = self.index(span.start).checked_sub(1) else { return span };
            match (self.tokens.get(before), next) {
                (Some(open), Some(close))
                    if open.kind == TokenKind::LeftParenthesis
                        && close.kind == TokenKind::RightParenthesis
                        && !self.is_call(before) =>
                {
                    span = open.span.to(close.span);
                }
                _ => return span,
            }
        }
    }

    /// Does the parenthesis at `index` open the arguments of a call?
    fn is_call(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1).and_then(|index| self.tokens.get(index)) else { return false };
        if before.span.end != self.tokens[index].span.start {
            return false;
        }
        match before.kind {
            TokenKind::Identifier => {
                let is_step = index >= 2 && self.tokens[index - 2].kind == TokenKind::Dot;
                is_step || !KEYWORDS.contains(&before.span.text(self.text))
            }
            TokenKind::RightBracket | TokenKind::RightBrace | TokenKind::RightParenthesis => true,
            _ => false,
        }
    }

    /// Is there a comment between these places?
    pub(super) fn has_comment(&self, start: u32, end: u32) -> bool {
        tokens(Span { start, end }.text(self.text)).iter().any(|token| token.kind == TokenKind::Comment)
    }
}

//! Expressions, with the crate `hcl_edit`.
//!
//! The crate does not see the text itself but a copy of the same length without what it reads otherwise than Terraform:
//! comments and line breaks are blank; strings, heredocs, objects and long numbers are replaced by plain strings and
//! numbers. Places are thus the same, and all texts are taken from the original.

use hcl_edit::expr::Expression;

use super::ast::{Expr, ExprKind};
use super::mask::is_number;
use super::template::Form;
use super::token::{Token, TokenKind};
use super::{MAX_DEPTH, Reader};

impl Reader<'_> {
    /// The expression that tokens `from..to` make; where there are none, it was expected at byte `at`. `newlines` says
    /// whether line breaks outside of brackets mean something.
    pub(super) fn expression(&mut self, from: usize, to: usize, newlines: bool, at: u32) -> Expr {
        let blank = |token: Option<Token>| token.is_some_and(|t| t.kind == TokenKind::Newline) && !newlines;
        let (mut from, mut to) = (from, to);
        while from < to && blank(self.token(from)) {
            from += 1;
        }
        while from < to && blank(self.token(to - 1)) {
            to -= 1;
        }
        let ends = self.token(from).zip(self.token(to.saturating_sub(1))).filter(|_| from < to);
        let Some((first, last)) = ends else {
            if !self.is_faulty(at, at + 1) {
                let found = self.found(to);
                self.error(at, at, format!("expected an expression, found {found}"));
            }
            return self.broken(at, at);
        };
        if self.is_faulty(first.start, last.end.max(first.start + 1)) {
            return self.broken(first.start, last.end);
        }
        if self.depth >= MAX_DEPTH {
            return self.too_deep(first.start, last.end);
        }
        self.depth += 1;
        let expr = match self.atom(from, to) {
            Some(expr) => expr,
            None => self.compound(from, to, newlines, (first.start, last.end)),
        };
        self.depth -= 1;
        expr
    }

    fn broken(&self, start: u32, end: u32) -> Expr {
        Expr { kind: ExprKind::Broken, span: self.span(start, end) }
    }

    pub(super) fn too_deep(&mut self, start: u32, end: u32) -> Expr {
        self.limit(start, end, format!("expressions are nested deeper than {MAX_DEPTH} levels"));
        self.broken(start, end)
    }

    /// An expression of a single token, or a string.
    fn atom(&mut self, from: usize, to: usize) -> Option<Expr> {
        let token = self.token(from)?;
        match token.kind {
            TokenKind::Ident if to == from + 1 => Some(self.word(token.start, token.end)),
            TokenKind::Number if to == from + 1 => Some(self.number(token)),
            TokenKind::QuoteOpen | TokenKind::HeredocOpen if to == token.pair as usize + 1 => Some(self.string(from)),
            TokenKind::Open if to == token.pair as usize + 1 && self.is_object(from) => Some(self.object(from)),
            _ => None,
        }
    }

    /// A keyword or the beginning of a reference.
    pub(super) fn word(&self, start: u32, end: u32) -> Expr {
        let text = self.text.get(start as usize..end as usize).unwrap_or_default();
        let kind = match text {
            "null" => ExprKind::Null,
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            name => ExprKind::Root(name.into()),
        };
        Expr { kind, span: self.span(start, end) }
    }

    pub(super) fn number(&mut self, token: Token) -> Expr {
        let text = self.text_of(token);
        let span = self.span(token.start, token.end);
        if !is_number(text) {
            self.error(token.start, token.end, format!("`{text}` is no number"));
            return Expr { kind: ExprKind::Broken, span };
        }
        Expr { kind: ExprKind::Number(text.into()), span }
    }

    /// The string or heredoc that the token at `open` opens.
    pub(super) fn string(&mut self, open: usize) -> Expr {
        let Some((token, close)) = self.token(open).and_then(|token| Some((token, self.token(token.pair as usize)?)))
        else {
            return self.broken(0, 0);
        };
        let form = match token.kind {
            TokenKind::QuoteOpen => Form::Quoted,
            _ if self.text_of(token).starts_with("<<-") => Form::Flush,
            _ => Form::Heredoc,
        };
        self.template(open + 1, token.pair as usize, form, (token.start, close.end))
    }

    /// Any other expression.
    fn compound(&mut self, from: usize, to: usize, newlines: bool, (start, end): (u32, u32)) -> Expr {
        let mask = self.mask(from, to, newlines);
        let Some(Ok(text)) = mask.as_deref().map(std::str::from_utf8) else { return self.broken(start, end) };
        match text.parse::<Expression>() {
            Ok(expr) => self.convert(&expr, start, 0..text.len()),
            Err(error) => {
                self.report(text, &error, start, to);
                self.broken(start, end)
            }
        }
    }

    /// Says in our words what the crate found in `text`, which begins at byte `start`.
    fn report(&mut self, text: &str, error: &hcl_edit::parser::Error, start: u32, to: usize) {
        let location = error.location();
        let offset = location.offset();
        // The crate gives the last byte for the end of the text, and counts the column on.
        let line = text.get(..=offset).map_or(0, |text| text.len() - text.rfind('\n').map_or(0, |at| at + 1));
        let at_end = offset + 1 >= text.len()
            && location.column() > text.get(text.len() - line..).map_or(line, |line| line.chars().count());
        let at = start + if at_end { text.len() } else { offset } as u32;
        let index = self.tokens.partition_point(|token| token.end <= at).min(to);
        let index = if at_end { to } else { index };
        let found = self.found(index);
        let (from, until) = match self.token(index).filter(|_| index < to) {
            Some(token) => (token.start, token.end),
            None => (at, at),
        };
        let message = error.message();
        if message.contains("nesting depth") || message.contains("binary operation") {
            return self.limit(from, until, format!("the expression is too large: {message}"));
        }
        let expected = if message.contains("traversal operator") {
            "expected the name of an attribute, an index or `*` behind `.`"
        } else if message.contains("invalid expression") {
            "expected an expression"
        } else if message.contains("expected `]`") {
            "expected `,` or `]`"
        } else if message.contains("expected `)`") {
            "expected `,` or `)`"
        } else if message.contains("expected `:`") {
            "expected `:`"
        } else if message.contains("expected `}`") {
            "expected `}`"
        } else if message.contains("identifier") {
            "expected a name"
        } else if message.contains("expected `=>`") {
            "expected `=>`"
        } else if message.contains("expected `in`") {
            "expected `in`"
        } else {
            "expected an operator or the end of the expression"
        };
        let hint = match found.as_str() {
            "`=`" => "; to compare, write `==`",
            "`,`" => "; arguments stand on lines of their own",
            _ => "",
        };
        self.error(from, until, format!("{expected}, found {found}{hint}"));
    }
}

//! Arrays, sets, objects, and comprehensions of them.

use super::super::Span;
use super::super::ast::{Expr, ExprKind, Operator, Term, TermKind};
use super::super::lexer::TokenKind;
use super::cursor::{Broken, Parser, Read};
use super::terms::{Binding, Operand, binding};

/// What follows `term |` in brackets.
enum AfterBar {
    /// The head and body of a comprehension.
    Body(Term, Vec<Expr>),
    /// A list after all, whose first elements these are: `|` was an operator.
    List(Vec<Term>),
}

impl Parser<'_> {
    /// `[…]`.
    pub(super) fn array(&mut self) -> Read<Term> {
        let open = self.bump().span;
        let close = TokenKind::RightBracket;
        if self.eat(close) {
            return Ok(self.collection(open, TermKind::Array(Vec::new())));
        }
        let comma = self.eat(TokenKind::Comma);
        let first = self.operand()?;
        if self.is(TokenKind::Pipe) && !comma {
            return match self.after_bar(first, open, close, false)? {
                AfterBar::Body(head, body) => {
                    Ok(self.collection(open, TermKind::ArrayComprehension(Box::new(head), body)))
                }
                AfterBar::List(items) => {
                    let items = self.after_item(open, close, items)?;
                    Ok(self.collection(open, TermKind::Array(items)))
                }
            };
        }
        let first = self.rest_in_list(first)?;
        let items = self.after_item(open, close, vec![first])?;
        Ok(self.collection(open, TermKind::Array(items)))
    }

    /// `{…}`: a set, an object, or a comprehension.
    pub(super) fn braces(&mut self) -> Read<Term> {
        let open = self.bump().span;
        let close = TokenKind::RightBrace;
        if self.eat(close) {
            return Ok(self.collection(open, TermKind::Object(Vec::new())));
        }
        let comma = self.eat(TokenKind::Comma);
        let first = self.operand()?;
        if self.is(TokenKind::Pipe) && !comma {
            return match self.after_bar(first, open, close, false)? {
                AfterBar::Body(head, body) => {
                    Ok(self.collection(open, TermKind::SetComprehension(Box::new(head), body)))
                }
                AfterBar::List(items) => {
                    let items = self.after_item(open, close, items)?;
                    Ok(self.collection(open, TermKind::Set(items)))
                }
            };
        }
        let first = self.rest_in_list(first)?;
        match self.kind() {
            Some(TokenKind::Colon) => self.object(open, first, !comma),
            Some(TokenKind::RightBrace | TokenKind::Comma) => {
                let items = self.after_item(open, close, vec![first])?;
                Ok(self.collection(open, TermKind::Set(items)))
            }
            _ => Err(self.unclosed_collection(open, "`,`, `:` or `}`")),
        }
    }

    /// An object whose first key was read.
    fn object(&mut self, open: Span, key: Term, may_be_comprehension: bool) -> Read<Term> {
        self.bump();
        let close = TokenKind::RightBrace;
        let first = self.operand()?;
        let mut pairs = Vec::new();
        if self.is(TokenKind::Pipe) && may_be_comprehension {
            let mut items = match self.after_bar(first, open, close, true)? {
                AfterBar::Body(value, body) => {
                    let kind = TermKind::ObjectComprehension(Box::new(key), Box::new(value), body);
                    return Ok(self.collection(open, kind));
                }
                AfterBar::List(items) => items.into_iter(),
            };
            if let Some(value) = items.next() {
                pairs.push((key, value));
            }
            if let Some(key) = items.next() {
                pairs.push((key, self.value_of_pair()?));
            }
        } else {
            pairs.push((key, self.rest_in_list(first)?));
        }
        while self.comma_or_close(open, close)? {
            let key = self.term_in_list()?;
            pairs.push((key, self.value_of_pair()?));
        }
        Ok(self.collection(open, TermKind::Object(pairs)))
    }

    /// `: value`.
    fn value_of_pair(&mut self) -> Read<Term> {
        if !self.eat(TokenKind::Colon) {
            return Err(self.expected("`:` and the value of this key"));
        }
        self.term_in_list()
    }

    fn collection(&self, open: Span, kind: TermKind) -> Term {
        Term { span: self.since(open), kind }
    }

    fn unclosed_collection(&mut self, open: Span, expected: &str) -> Broken {
        if self.at_end() {
            return self.unclosed(open, "");
        }
        self.expected(expected)
    }

    /// The elements of a list to its closing bracket, that included; it may be empty.
    pub(super) fn list(&mut self, open: Span, close: TokenKind, items: Vec<Term>) -> Read<Vec<Term>> {
        if self.eat(close) {
            return Ok(items);
        }
        let mut items = items;
        items.push(self.term_in_list()?);
        self.after_item(open, close, items)
    }

    /// The same after some elements: a comma or the end follows.
    fn after_item(&mut self, open: Span, close: TokenKind, items: Vec<Term>) -> Read<Vec<Term>> {
        let mut items = items;
        while self.comma_or_close(open, close)? {
            items.push(self.term_in_list()?);
        }
        Ok(items)
    }

    /// Passes over a comma, or the closing bracket, which a comma may precede; does another element follow?
    fn comma_or_close(&mut self, open: Span, close: TokenKind) -> Read<bool> {
        if self.eat(TokenKind::Comma) {
            return Ok(!self.eat(close));
        }
        if self.eat(close) {
            return Ok(false);
        }
        let expected = match close {
            TokenKind::RightBracket => "`,` or `]`",
            TokenKind::RightParenthesis => "`,` or `)`",
            _ => "`,` or `}`",
        };
        Err(self.unclosed_collection(open, expected))
    }

    /// What follows `head |`, one level deeper: bodies take more stack than lists.
    fn after_bar(&mut self, head: Operand, open: Span, close: TokenKind, in_object: bool) -> Read<AfterBar> {
        self.nested(|parser| parser.body_or_list(head, open, close, in_object))
    }

    /// What follows `head |`: a comprehension wherever that can be read, or else a list whose first element is a union.
    ///
    /// Of `[a | b, c]` only the comma tells; what was read as the first expression of a body then becomes the right
    /// side of the union.
    fn body_or_list(&mut self, head: Operand, open: Span, close: TokenKind, in_object: bool) -> Read<AfterBar> {
        self.bump();
        let start = self.span();
        let first = self.first_of_body(open, close)?;
        let is_separator = self.is(TokenKind::Comma) || in_object && self.is(TokenKind::Colon);
        match first {
            Expr { kind: ExprKind::Term(term), negated: false, with, .. } if is_separator && with.is_empty() => {
                let mut second = None;
                let first = unite(head, start, term, &mut second);
                Ok(AfterBar::List(std::iter::once(first).chain(second).collect()))
            }
            first => {
                let body = self.rest_of_body(open, close, first)?;
                Ok(AfterBar::Body(head.term, body))
            }
        }
    }
}

/// `head | right`, where operators of `right` that bind less tight than `|` take the union as their left side.
/// The pair of `k, v in xs` falls apart: `v in xs` becomes `second`.
fn unite(head: Operand, start: Span, right: Term, second: &mut Option<Term>) -> Term {
    // What begins after the first token is in parentheses.
    let open = right.span.start == start.start;
    let end = right.span;
    let begin = Span { start: head.start.start.min(head.term.span.start), end: head.term.span.end };
    match right.kind {
        TermKind::Infix(operator, left, other) if open && binding(operator) <= Binding::Union => {
            let left = unite(head, start, *left, second);
            Term { span: begin.to(end), kind: TermKind::Infix(operator, Box::new(left), other) }
        }
        TermKind::In(None, value, collection) if open => {
            let value = unite(head, start, *value, second);
            match second.take() {
                // The pair inside fell apart: `in` belongs to its second half.
                Some(pair) => {
                    let span = pair.span.to(end);
                    *second = Some(Term { span, kind: TermKind::In(None, Box::new(pair), collection) });
                    value
                }
                None => Term { span: begin.to(end), kind: TermKind::In(None, Box::new(value), collection) },
            }
        }
        TermKind::In(Some(key), value, collection) if open => {
            let span = value.span.to(end);
            *second = Some(Term { span, kind: TermKind::In(None, value, collection) });
            unite(head, start, *key, &mut None)
        }
        kind => {
            let right = Term { span: right.span, kind };
            let kind = TermKind::Infix(Operator::Or, Box::new(head.term), Box::new(right));
            Term { span: begin.to(end), kind }
        }
    }
}

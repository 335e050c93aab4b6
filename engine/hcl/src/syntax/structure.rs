//! Attributes and blocks.

use std::collections::HashSet;
use std::sync::Arc;

use super::ast::{Attribute, Block, Body, Expr, ExprKind, Name};
use super::token::{Token, TokenKind};
use super::{MAX_DEPTH, Reader};

impl Reader<'_> {
    /// The whole file.
    pub(super) fn file(&mut self) -> Body {
        self.body(0, self.tokens.len(), (0, self.text.len() as u32))
    }

    /// The body that tokens `from..to` make.
    fn body(&mut self, from: usize, to: usize, (start, end): (u32, u32)) -> Body {
        let mut body = Body { attributes: Vec::new(), blocks: Vec::new(), span: self.span(start, end) };
        if self.depth >= MAX_DEPTH {
            self.limit(start, start, format!("blocks are nested deeper than {MAX_DEPTH} levels"));
            return body;
        }
        self.depth += 1;
        let mut names = HashSet::new();
        let mut at = from;
        while at < to {
            at = self.statement(&mut body, &mut names, at, to);
        }
        self.last_line(from, to);
        self.depth -= 1;
        body
    }

    /// In a block of several lines the closing brace stands on its own.
    fn last_line(&mut self, from: usize, to: usize) {
        let is_newline = |token: Option<Token>| token.is_some_and(|token| token.kind == TokenKind::Newline);
        let Some(close) = self.token(to).filter(|token| token.start < token.end) else { return };
        if is_newline(self.token(from)) && !is_newline(self.token(to - 1)) && !self.is_faulty(close.start, close.end) {
            self.error(close.start, close.end, "expected a line break before `}`");
        }
    }

    /// Reads the attribute or block at `at`; the index of what follows.
    fn statement(&mut self, body: &mut Body, names: &mut HashSet<Arc<str>>, at: usize, to: usize) -> usize {
        let Some(token) = self.token(at) else { return to };
        match token.kind {
            TokenKind::Newline => return at + 1,
            TokenKind::Ident => {}
            // The scanner has said it.
            TokenKind::Bad => return self.line_end(at, to),
            TokenKind::QuoteOpen if self.is(self.after(at), "=") => {
                let end = self.token(token.pair as usize).map_or(token.end, |close| close.end);
                self.error(token.start, end, "the name of an argument stands without quotes");
                return self.line_end(at, to);
            }
            _ => {
                let found = self.found(at);
                let message = format!("expected the name of an argument or block, found {found}");
                self.error(token.start, token.end, message);
                return self.line_end(at, to);
            }
        }
        let name = self.name(token);
        if at + 1 < to && self.is(at + 1, "=") {
            let (value, next) = self.attribute_value(at + 1, to);
            if names.insert(Arc::clone(&name.text)) {
                body.attributes.push(Attribute { name, value });
            } else {
                let message = format!("the argument `{}` is set twice; the first one counts", name.text);
                self.error(token.start, token.end, message);
            }
            return next;
        }
        self.block(body, name, at, to)
    }

    fn name(&self, token: Token) -> Name {
        Name { text: self.text_of(token).into(), span: self.span(token.start, token.end) }
    }

    /// The index behind the token at `at` and whatever it opens.
    pub(super) fn after(&self, at: usize) -> usize {
        match self.token(at) {
            Some(token) if token.kind.opens() => (token.pair as usize).max(at) + 1,
            _ => at + 1,
        }
    }

    /// The index of the line break that ends the statement at `at`.
    fn line_end(&self, mut at: usize, to: usize) -> usize {
        while at < to && self.token(at).is_some_and(|token| token.kind != TokenKind::Newline) {
            at = self.after(at);
        }
        at.min(to)
    }

    /// The value behind the `=` at `at`, and the index of what follows.
    fn attribute_value(&mut self, at: usize, to: usize) -> (Expr, usize) {
        let end = self.line_end(at + 1, to);
        let behind = self.token(at).map_or(0, |token| token.end);
        let before = self.errors.len();
        let mut value = self.expression(at + 1, end, true, behind);
        if self.errors.len() > before {
            value.kind = ExprKind::Broken;
        }
        (value, end)
    }

    /// The block whose kind stands at `at`.
    fn block(&mut self, body: &mut Body, kind: Name, at: usize, to: usize) -> usize {
        let mut header = kind.span;
        let mut labels = Vec::new();
        let mut next = at + 1;
        loop {
            let token = self.token(next).filter(|_| next < to);
            match token {
                Some(token) if token.kind == TokenKind::Ident => labels.push(self.name(token)),
                Some(token) if token.kind == TokenKind::QuoteOpen => {
                    let end = (token.pair as usize) + 1;
                    let value = self.expression(next, end, true, token.start);
                    let text = match value.kind {
                        ExprKind::String(text) => text.text,
                        kind => {
                            if !matches!(kind, ExprKind::Broken) {
                                self.error(token.start, token.end, "the label of a block holds no template");
                            }
                            let close = self.token(token.pair as usize).map_or(token.end, |close| close.start);
                            self.text.get(token.end as usize..close as usize).unwrap_or_default().into()
                        }
                    };
                    labels.push(Name { text, span: value.span });
                }
                Some(token) if token.kind == TokenKind::Open && self.is(next, "{") => break,
                _ => {
                    self.header_fault(&kind, &labels, next, to);
                    return self.line_end(next, to);
                }
            }
            header = labels.last().map_or(header, |label| header.to(label.span));
            next = self.after(next);
        }
        let Some(open) = self.token(next) else { return to };
        let close = open.pair as usize;
        let Some(closing) = self.token(close) else { return to };
        let span = header.to(self.span(closing.end, closing.end));
        self.one_line(next, close, closing);
        let inner = self.body(next + 1, close, (open.end, closing.start));
        body.blocks.push(Block { kind, labels, body: inner, header, span });
        self.behind_block(close, to)
    }

    /// Nothing may stand behind a block on its line.
    fn behind_block(&mut self, close: usize, to: usize) -> usize {
        let next = close + 1;
        let token = self.token(next).filter(|_| next < to);
        let missing = self.token(close).is_some_and(|token| token.start == token.end);
        match token {
            Some(token) if token.kind != TokenKind::Newline && !missing => {
                let found = self.found(next);
                self.error(token.start, token.end, format!("expected a line break behind the block, found {found}"));
                // A name begins a statement all the same.
                if token.kind == TokenKind::Ident { next } else { self.line_end(next, to) }
            }
            _ => next,
        }
    }

    fn header_fault(&mut self, kind: &Name, labels: &[Name], next: usize, to: usize) {
        let token = self.token(next).filter(|_| next < to);
        let end = self.token(next - 1).map_or(0, |token| token.end);
        let (start, end) = token.filter(|t| t.kind != TokenKind::Newline).map_or((end, end), |t| (t.start, t.end));
        if self.is_faulty(kind.span.start, end.max(start + 1)) {
            return;
        }
        let found = if token.is_some() { self.found(next) } else { "the end of the block".to_owned() };
        let found = if to == self.tokens.len() && token.is_none() { self.found(next) } else { found };
        let kind = &kind.text;
        let message = if labels.is_empty() && found == "`:`" {
            format!("expected `=` behind `{kind}`, found `:`")
        } else if labels.is_empty() {
            format!("expected `=` for an argument, or a label or `{{` for a block, behind `{kind}`; found {found}")
        } else {
            format!("expected `{{` or another label of the block `{kind}`; found {found}")
        };
        self.error(start, end, message);
    }

    /// A block on one line holds one argument at most, and a block of several lines begins its contents on a new one.
    fn one_line(&mut self, open: usize, close: usize, closing: Token) {
        let first = self.token(open + 1).filter(|_| open + 1 < close);
        let Some(first) = first.filter(|token| token.kind != TokenKind::Newline) else { return };
        if closing.start == closing.end || self.is_faulty(first.start, closing.start) {
            return;
        }
        if first.kind != TokenKind::Ident || !self.is(open + 2, "=") {
            let message = "a block on one line holds one argument at most; otherwise its contents begin on a new line";
            return self.error(first.start, first.end, message);
        }
        let end = self.line_end(open + 3, close);
        if end < close {
            let message = "a block whose first argument stands on the line of its `{` ends on that line";
            self.error(first.start, first.end, message);
        }
    }
}

//! `and`, `or` and the bodies of `not`, where they are imported.

use super::super::Span;
use super::super::ast::{Connective, Expr, ExprKind, Operand, Operator, Term, TermKind};
use super::super::lexer::{Piece, TokenKind};
use super::cursor::{Keyword, Parser, Read};
use crate::diagnostic::{Code, Diagnostic};

impl Parser<'_> {
    /// The `and` or `or` here, where an operand may end.
    pub(super) fn connective(&self) -> Option<Connective> {
        self.connective_at(0)
    }

    fn connective_at(&self, ahead: usize) -> Option<Connective> {
        match self.keyword_of(self.ahead(ahead)) {
            Some(Keyword::And) => Some(Connective::And),
            Some(Keyword::Or) => Some(Connective::Or),
            _ => None,
        }
    }

    fn has_connectives(&self) -> bool {
        self.imported.and || self.imported.or
    }

    /// Does a body in braces stand here that `and` or `or` follows?
    pub(super) fn is_explicit_operand(&self) -> bool {
        self.has_connectives()
            && self.is(TokenKind::LeftBrace)
            && self.after_group(0).is_some_and(|after| self.connective_at(after).is_some())
    }

    /// What an expression begins with that can only be an operand: a body in braces, or a group in parentheses.
    pub(super) fn leading_operand(&mut self) -> Read<Option<Operand>> {
        if self.is_explicit_operand() {
            return Ok(Some(self.explicit_operand()?));
        }
        if self.has_connectives() && self.is(TokenKind::LeftParenthesis) && self.is_group(0, false) {
            return Ok(Some(self.group(false)?));
        }
        Ok(None)
    }

    /// What follows `not`, if it is a body or a group.
    pub(super) fn negated_body(&mut self) -> Read<Option<Operand>> {
        if !self.imported.not_bodies {
            return Ok(None);
        }
        if self.is(TokenKind::LeftBrace) {
            return Ok(Some(self.explicit_operand()?));
        }
        if self.is(TokenKind::LeftParenthesis) && self.is_group(0, true) {
            return Ok(Some(self.group(true)?));
        }
        Ok(None)
    }

    /// `expr`, after `not` if it is negated; its modifiers belong to the whole.
    pub(super) fn negation(&mut self, mut expr: Expr, negated: bool, start: Span) -> Expr {
        let span = self.since(start);
        if negated && self.imported.not_bodies {
            let with = std::mem::take(&mut expr.with);
            let kind = ExprKind::Not(Operand { body: vec![expr], explicit: false });
            return Expr { span, negated: false, kind, with };
        }
        Expr { span, negated, ..expr }
    }

    /// Can `expr`, which begins at the token `place`, be an operand?
    pub(super) fn check_operand(&mut self, expr: &Expr, place: usize) -> Read<()> {
        if let Some(with) = expr.with.first() {
            let error = Diagnostic::new(Code::Parse, with.span, "`with` cannot stand in an operand of `and` or `or`");
            return Err(self.report(error.with_help(
                "put parentheses around the operand, or move `with` to the end, where it is for all operands",
            )));
        }
        let is_negation = expr.negated || matches!(expr.kind, ExprKind::Not(_));
        if !is_negation && self.kind_at(place) == Some(TokenKind::LeftBrace) {
            let message = "an operand of `and` or `or` that begins with `{` must be a body";
            let error = Diagnostic::new(Code::Parse, expr.span, message);
            return Err(self.report(error.with_help("put parentheses around a value")));
        }
        Ok(())
    }

    /// `first` and what `and` and `or` add to it, with modifiers.
    pub(super) fn connected(&mut self, first: Operand, start: Span) -> Read<Expr> {
        let mut expr = self.chain(first, start)?;
        let with = self.modifiers()?;
        if !with.is_empty() {
            expr.with = with;
        }
        expr.span = self.since(start);
        Ok(expr)
    }

    /// Operands with `or` between them, each of operands with `and` between them; all associate to the left.
    fn chain(&mut self, first: Operand, start: Span) -> Read<Expr> {
        let mut left = self.conjunction(first, start)?;
        while self.connective() == Some(Connective::Or) {
            self.bump();
            let start_right = self.span();
            let right = self.logical_operand()?;
            let right = self.conjunction(right, start_right)?;
            left = self.joined(Connective::Or, left, right, start)?;
        }
        // Without any connective a group of one expression is that expression.
        left.body.pop().ok_or(super::cursor::Broken)
    }

    fn conjunction(&mut self, first: Operand, start: Span) -> Read<Operand> {
        let mut left = first;
        while self.connective() == Some(Connective::And) {
            self.bump();
            let right = self.logical_operand()?;
            left = self.joined(Connective::And, left, right, start)?;
        }
        Ok(left)
    }

    fn joined(&mut self, connective: Connective, left: Operand, right: Operand, start: Span) -> Read<Operand> {
        for operand in [&left, &right] {
            if operand.body.iter().all(is_print) {
                let span = operand.body.first().map_or(start, |expr| expr.span);
                let message = "an operand of `and` or `or` cannot be calls of `print` alone";
                let error = Diagnostic::new(Code::Parse, span, message);
                return Err(self.report(error.with_help("`print` always holds: move it out of the operand")));
            }
        }
        self.grow()?;
        let kind = ExprKind::Logical(connective, Box::new([left, right]));
        let expr = Expr { span: self.since(start), negated: false, kind, with: Vec::new() };
        Ok(Operand { body: vec![expr], explicit: false })
    }

    /// An operand after `and` or `or`, or in parentheses.
    fn logical_operand(&mut self) -> Read<Operand> {
        if self.is(TokenKind::LeftBrace) {
            return self.explicit_operand();
        }
        let start = self.span();
        let negated = !self.is_keyword_reference() && self.eat_keyword(Keyword::Not);
        let body = if negated { self.negated_body()?.map(ExprKind::Not) } else { None };
        if let Some(kind) = body {
            let expr = Expr { span: self.since(start), negated: false, kind, with: Vec::new() };
            return Ok(Operand { body: vec![expr], explicit: false });
        }
        let may_be_group = self.has_connectives() && !negated;
        if may_be_group && self.is(TokenKind::LeftParenthesis) && self.is_group(0, true) {
            return self.group(true);
        }
        if self.is_keyword_reference() {
            self.keyword_head = Some(self.at);
        }
        let inner = self.span();
        let kind = self.term_or_assignment()?;
        let expr = Expr { span: self.since(inner), negated: false, kind, with: Vec::new() };
        let expr = self.negation(expr, negated, start);
        Ok(Operand { body: vec![expr], explicit: false })
    }

    /// `{ … }`.
    fn explicit_operand(&mut self) -> Read<Operand> {
        let place = self.at;
        let body = self.block()?;
        if let Some(Expr { kind: ExprKind::Term(Term { span, kind: TermKind::Infix(Operator::Or, ..) }), .. }) =
            body.first()
            && self.kind_at(place + 1) != Some(TokenKind::LeftParenthesis)
        {
            let error = Diagnostic::new(Code::Parse, *span, "is this body a union, or should it be a comprehension?");
            return Err(self.report(
                error.with_help("put parentheses around the braces for a comprehension, and in them for a union"),
            ));
        }
        Ok(Operand { body, explicit: true })
    }

    /// Do the parentheses `ahead` hold operands rather than a term? `operand` says that an operand stands there.
    fn is_group(&self, ahead: usize, operand: bool) -> bool {
        let Some(after) = self.after_group(ahead) else { return false };
        let close = after - 1;
        let mut at = ahead + 1;
        let is_step = |at: usize| {
            let next = self.ahead(at + 1);
            !next.gap && matches!(next.kind, Some(TokenKind::Dot | TokenKind::LeftBracket))
        };
        if self.keyword_of(self.ahead(at)) == Some(Keyword::Not) && !is_step(at) {
            return true;
        }
        if self.ahead(at).kind == Some(TokenKind::LeftParenthesis)
            && self.has_connectives()
            && self.after_group(at) == Some(close)
        {
            return self.is_group(at, true);
        }
        let mut ends_operand = false;
        while at < close {
            let here = self.ahead(at);
            let keyword = self.keyword_of(here);
            if ends_operand && matches!(keyword, Some(Keyword::And | Keyword::Or)) {
                return true;
            }
            if ends_operand && keyword == Some(Keyword::With) {
                return operand || self.connective_at(after).is_some();
            }
            let step = at > ahead + 1 && self.ahead(at - 1).kind == Some(TokenKind::Dot);
            ends_operand = match here.kind {
                Some(TokenKind::Identifier) => {
                    step || matches!(
                        keyword,
                        None | Some(Keyword::Contains | Keyword::Null | Keyword::True | Keyword::False)
                    )
                }
                Some(
                    TokenKind::Number | TokenKind::String | TokenKind::RawString | TokenKind::Template(Piece::Whole, _),
                ) => true,
                _ => false,
            };
            at += 1;
            if let Some(next) = self.after_group(at - 1) {
                (at, ends_operand) = (next, true);
            }
        }
        false
    }

    /// `(…)` of operands. `operand` says that it is itself one.
    fn group(&mut self, operand: bool) -> Read<Operand> {
        self.nested(|parser| {
            let open = parser.bump().span;
            let start = parser.span();
            let first = parser.logical_operand()?;
            let has_connective = parser.connective().is_some();
            let explicit = first.explicit;
            let mut expr = if has_connective || !explicit {
                parser.chain(first, start)?
            } else {
                return Err(parser.unexpected("parentheses cannot hold a body", "remove the parentheses"));
            };
            let with = parser.modifiers()?;
            let modified = !with.is_empty();
            if modified {
                expr.with = with;
            }
            if !parser.eat(TokenKind::RightParenthesis) {
                return Err(parser.unclosed(open, ")"));
            }
            let alone = !has_connective && modified && !operand && parser.connective().is_none();
            let is_group = expr.negated || matches!(expr.kind, ExprKind::Not(_) | ExprKind::Logical(..));
            if alone || !(has_connective || modified || is_group) {
                return Err(parser.error(open.to(parser.last()), "parentheses here must hold a term, or operands"));
            }
            Ok(Operand { body: vec![expr], explicit: false })
        })
    }
}

/// Is `expr` a call of `print`?
fn is_print(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Term(Term { kind: TermKind::Call(function, _), .. }) if !expr.negated => {
            matches!(&function.kind, TermKind::Var(name) if &**name == "print")
        }
        _ => false,
    }
}

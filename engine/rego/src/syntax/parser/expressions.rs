//! Bodies and their expressions.

use super::super::Span;
use super::super::ast::{Every, Expr, ExprKind, Name, Operand, Term, TermKind, With};
use super::super::lexer::TokenKind;
use super::cursor::{Broken, Keyword, Parser, Read};
use crate::diagnostic::{Code, Diagnostic};

impl Parser<'_> {
    /// All of a query.
    pub(super) fn query(&mut self) -> Vec<Expr> {
        let mut body = Vec::new();
        while !self.at_end() {
            let place = self.at;
            match self.literal() {
                Ok(expr) => body.push(expr),
                Err(_) => {
                    self.skip_expression(place);
                    if self.at == place {
                        self.bump();
                    }
                }
            }
            if self.eat(TokenKind::Semicolon) && self.at_end() {
                self.expected("an expression after `;`");
            }
        }
        body
    }

    /// `{ … }`, where a body stands.
    pub(super) fn block(&mut self) -> Read<Vec<Expr>> {
        let open = self.bump().span;
        let close = TokenKind::RightBrace;
        self.nested(|parser| {
            let first = parser.first_of_body(open, close)?;
            parser.rest_of_body(open, close, first)
        })
    }

    /// The first expression of a body.
    pub(super) fn first_of_body(&mut self, open: Span, close: TokenKind) -> Read<Expr> {
        if self.is(close) {
            let place = self.since(open).to(self.span());
            let error = Diagnostic::new(Code::Parse, place, "a body cannot be empty");
            return Err(self.report(error.with_help("write what must hold; `true` always does")));
        }
        if self.at_end() {
            return Err(self.unclosed(open, ""));
        }
        self.literal_or_error()
    }

    /// An expression; where it is broken, what stands for it, up to where the body goes on.
    fn literal_or_error(&mut self) -> Read<Expr> {
        let (place, start) = (self.at, self.span());
        let may_be_rule = self.begins_statement();
        match self.literal() {
            Err(broken) if self.guessing || self.gave_up => Err(broken),
            Err(broken) if may_be_rule => {
                self.at = place;
                Err(broken)
            }
            Err(_) => {
                self.skip_expression(place);
                let span = self.since(start);
                let kind = ExprKind::Term(Term { span, kind: TermKind::Error });
                Ok(Expr { span, negated: false, kind, with: Vec::new() })
            }
            read => read,
        }
    }

    /// What follows `first` in a body, its closing bracket included.
    pub(super) fn rest_of_body(&mut self, open: Span, close: TokenKind, first: Expr) -> Read<Vec<Expr>> {
        let mut body = vec![first];
        loop {
            if self.eat(close) {
                return Ok(body);
            }
            if self.at_end() {
                let broken = self.unclosed(open, "");
                return if self.guessing { Err(broken) } else { Ok(body) };
            }
            let has_separator = self.eat(TokenKind::Semicolon) || self.lexeme().new_line;
            if !has_separator {
                let place = self.at;
                let broken = self.expected(match close {
                    TokenKind::RightBracket => "a new line, `;` or `]`",
                    _ => "a new line, `;` or `}`",
                });
                if self.guessing {
                    return Err(broken);
                }
                self.skip_expression(place);
                if self.at == place {
                    return Err(broken);
                }
                continue;
            }
            let place = self.at;
            match self.literal_or_error() {
                Ok(expr) => body.push(expr),
                Err(broken) if self.guessing || self.gave_up || !self.begins_statement() => return Err(broken),
                // A rule begins where the body should have ended.
                Err(_) => return Ok(body),
            }
            if self.at == place {
                self.bump();
            }
        }
    }

    /// An expression with its modifiers.
    pub(super) fn literal(&mut self) -> Read<Expr> {
        let start = self.span();
        if let Some(operand) = self.leading_operand()? {
            return self.connected(operand, start);
        }
        if self.is_keyword_reference() {
            self.keyword_head = Some(self.at);
        }
        let is_reference = self.keyword_head == Some(self.at);
        let negated = !is_reference && self.eat_keyword(Keyword::Not);
        if negated && let Some(operand) = self.negated_body()? {
            let expr = Expr { span: self.since(start), negated: false, kind: ExprKind::Not(operand), with: Vec::new() };
            return self.connected(Operand { body: vec![expr], explicit: false }, start);
        }
        let keyword = if is_reference { None } else { self.keyword() };
        let (place, inner) = (self.at, self.span());
        let kind = match keyword {
            Some(Keyword::Some | Keyword::Every) if negated => {
                let message = "`some` and `every` cannot be negated";
                let error = Diagnostic::new(Code::Parse, self.span(), message);
                return Err(self.report(error.with_help("give the expression a rule of its own, and negate that")));
            }
            Some(Keyword::Some) => self.some()?,
            Some(Keyword::Every) => self.every()?,
            _ => self.term_or_assignment()?,
        };
        let is_declaration = matches!(kind, ExprKind::Some(_));
        let joins = !matches!(keyword, Some(Keyword::Some | Keyword::Every));
        let inner = self.since(inner);
        let with = if is_declaration { Vec::new() } else { self.modifiers()? };
        let expr = self.negation(Expr { span: inner, negated: false, kind, with }, negated, start);
        if !joins || self.connective().is_none() {
            return Ok(expr);
        }
        self.check_operand(&expr, place)?;
        self.connected(Operand { body: vec![expr], explicit: false }, start)
    }

    pub(super) fn term_or_assignment(&mut self) -> Read<ExprKind> {
        let left = self.term()?;
        if self.eat(TokenKind::Assign) {
            return Ok(ExprKind::Assign(left, self.term()?));
        }
        if self.eat(TokenKind::Unify) {
            return Ok(ExprKind::Unify(left, self.term()?));
        }
        Ok(ExprKind::Term(left))
    }

    /// `some x, y` or `some k, v in xs`.
    fn some(&mut self) -> Read<ExprKind> {
        self.bump();
        if let Some(names) = self.declared_names()? {
            return Ok(ExprKind::Some(names));
        }
        let term = self.term()?;
        match term.kind {
            TermKind::In(key, value, collection) => Ok(ExprKind::SomeIn(key.map(|key| *key), *value, *collection)),
            _ => {
                let message = "`some` declares variables, or takes them from a collection with `in`";
                let error = Diagnostic::new(Code::Parse, term.span, message);
                Err(self.report(error.with_help("write `some x`, `some x in xs` or `some k, v in xs`")))
            }
        }
    }

    /// The names of `some x, y`; none where it goes on otherwise.
    fn declared_names(&mut self) -> Read<Option<Vec<Name>>> {
        if !self.is_name() {
            return Ok(None);
        }
        let place = self.at;
        let mut names = vec![self.name()];
        if self.is(TokenKind::Comma) {
            if self.is_pair() {
                self.at = place;
                return Ok(None);
            }
            while self.eat(TokenKind::Comma) {
                if !self.is_name() {
                    return Err(self.expected("a variable"));
                }
                names.push(self.name());
            }
            return Ok(Some(names));
        }
        let next = self.lexeme();
        let goes_on = self.is_membership()
            || self.is_operator()
            || !next.gap
                && matches!(next.kind, Some(TokenKind::Dot | TokenKind::LeftBracket | TokenKind::LeftParenthesis));
        if goes_on {
            self.at = place;
            return Ok(None);
        }
        Ok(Some(names))
    }

    /// `every k, v in xs { … }`.
    fn every(&mut self) -> Read<ExprKind> {
        self.bump();
        let term = self.term()?;
        let TermKind::In(key, value, domain) = term.kind else {
            let error = Diagnostic::new(Code::Parse, term.span, "expected a variable, `in` and a collection");
            return Err(self.report(error.with_help("write `every x in xs { … }` or `every k, v in xs { … }`")));
        };
        let key = key.map(|key| self.variable_of(*key)).transpose()?;
        let value = self.variable_of(*value)?;
        if !self.is(TokenKind::LeftBrace) {
            return Err(self.expected("`{` and the body of `every`"));
        }
        let body = self.block()?;
        Ok(ExprKind::Every(Box::new(Every { key, value, domain: *domain, body })))
    }

    fn variable_of(&mut self, term: Term) -> Read<Name> {
        match term.kind {
            TermKind::Var(text) if !matches!(&*text, "input" | "data") => Ok(Name { span: term.span, text }),
            _ => Err(self.error(term.span, "expected a variable before `in`")),
        }
    }

    /// `with target as value`, several times.
    pub(super) fn modifiers(&mut self) -> Read<Vec<With>> {
        let mut all = Vec::new();
        while self.is_keyword(Keyword::With) && !self.is_keyword_reference() {
            let start = self.bump().span;
            if !self.is_name() {
                return Err(self.expected("`input`, `data` or a function after `with`"));
            }
            let target = self.operand()?.term;
            if !matches!(target.kind, TermKind::Var(_) | TermKind::Ref(..)) {
                return Err(self.error(target.span, "expected a reference after `with`"));
            }
            if !self.eat_keyword(Keyword::As) {
                return Err(self.expected("`as` and a value"));
            }
            let value = self.term()?;
            all.push(With { span: self.since(start), target, value });
        }
        Ok(all)
    }

    /// Reports that what stands here cannot follow.
    pub(super) fn unexpected(&mut self, message: &str, help: &str) -> Broken {
        let error = Diagnostic::new(Code::Parse, self.span(), message);
        self.report(error.with_help(help))
    }
}

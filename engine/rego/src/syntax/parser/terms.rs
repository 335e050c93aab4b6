//! Terms: operators, references, calls, scalars.

use std::sync::Arc;

use super::super::Span;
use super::super::ast::{Operator, Term, TermKind};
use super::super::lexer::{Piece, TokenKind};
use super::MAX_HEIGHT;
use super::cursor::{Broken, Keyword, Parser, Read};
use crate::diagnostic::{Code, Diagnostic};
use crate::value::Number;

/// How tight an operator binds; all associate to the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    Relation,
    Union,
    Intersection,
    Sum,
    Product,
    /// No operator at all.
    Term,
}

/// The binding of `operator`.
pub(super) fn binding(operator: Operator) -> Binding {
    match operator {
        Operator::Equal
        | Operator::NotEqual
        | Operator::Less
        | Operator::LessOrEqual
        | Operator::Greater
        | Operator::GreaterOrEqual => Binding::Relation,
        Operator::Or => Binding::Union,
        Operator::And => Binding::Intersection,
        Operator::Plus | Operator::Minus => Binding::Sum,
        Operator::Multiply | Operator::Divide | Operator::Remainder => Binding::Product,
    }
}

impl Binding {
    fn tighter(self) -> Self {
        match self {
            Self::Relation => Self::Union,
            Self::Union => Self::Intersection,
            Self::Intersection => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product | Self::Term => Self::Term,
        }
    }
}

fn operator(kind: TokenKind) -> Option<Operator> {
    Some(match kind {
        TokenKind::Equal => Operator::Equal,
        TokenKind::NotEqual => Operator::NotEqual,
        TokenKind::Less => Operator::Less,
        TokenKind::LessOrEqual => Operator::LessOrEqual,
        TokenKind::Greater => Operator::Greater,
        TokenKind::GreaterOrEqual => Operator::GreaterOrEqual,
        TokenKind::Plus => Operator::Plus,
        TokenKind::Minus => Operator::Minus,
        TokenKind::Star => Operator::Multiply,
        TokenKind::Slash => Operator::Divide,
        TokenKind::Percent => Operator::Remainder,
        TokenKind::Ampersand => Operator::And,
        TokenKind::Pipe => Operator::Or,
        _ => return None,
    })
}

/// A term, and where its first token begins: a parenthesis does not belong to its span.
pub(super) struct Operand {
    pub(super) term: Term,
    pub(super) start: Span,
}

impl Parser<'_> {
    /// A term with operators; `k, v in xs` is one.
    pub(super) fn term(&mut self) -> Read<Term> {
        self.apart(|parser| {
            let operand = parser.operand()?;
            parser.membership(operand, true)
        })
    }

    /// A term with operators in a list, where a comma ends it.
    pub(super) fn term_in_list(&mut self) -> Read<Term> {
        self.apart(|parser| {
            let operand = parser.operand()?;
            parser.membership(operand, false)
        })
    }

    /// The rest of a term in a list that begins with `operand`.
    pub(super) fn rest_in_list(&mut self, operand: Operand) -> Read<Term> {
        self.apart(|parser| parser.membership(operand, false))
    }

    /// What follows `operand`: operators, and `in`; with `pair` also `, v in xs`.
    fn membership(&mut self, operand: Operand, pair: bool) -> Read<Term> {
        let start = operand.start;
        let mut term = self.infix(operand, Binding::Relation)?;
        let mut first = true;
        loop {
            let mut key = None;
            if first && pair && self.is(TokenKind::Comma) && self.is_pair() {
                self.bump();
                let operand = self.operand()?;
                key = Some(std::mem::replace(&mut term, self.infix(operand, Binding::Relation)?));
            }
            first = false;
            // After a pair even `in[` is the operator.
            let goes_on = self.is_membership() || key.is_some() && self.is_keyword(Keyword::In);
            if !goes_on {
                return Ok(term);
            }
            self.bump();
            let operand = self.operand()?;
            let collection = self.infix(operand, Binding::Relation)?;
            self.grow()?;
            let span = start_of(start, key.as_ref().unwrap_or(&term)).to(collection.span);
            let kind = TermKind::In(key.map(Box::new), Box::new(term), Box::new(collection));
            term = Term { span, kind };
        }
    }

    /// Is the comma here that of `k, v in xs`? Looks ahead over one term and its operators, group by group.
    pub(super) fn is_pair(&self) -> bool {
        let mut at = 1;
        loop {
            while matches!(self.ahead(at).kind, Some(TokenKind::Minus | TokenKind::Dot)) {
                at += 1;
            }
            let Some(mut next) = self.after_operand_head(at) else { return false };
            while !self.ahead(next).gap {
                next = match self.ahead(next).kind {
                    Some(TokenKind::Dot) => next + 2,
                    Some(TokenKind::LeftBracket | TokenKind::LeftParenthesis) => match self.after_group(next) {
                        Some(after) => after,
                        None => return false,
                    },
                    _ => break,
                };
            }
            if self.keyword_of(self.ahead(next)) == Some(Keyword::In) {
                return true;
            }
            if self.ahead(next).kind.and_then(operator).is_none() {
                return false;
            }
            at = next + 1;
        }
    }

    /// What follows the token or group of brackets `ahead`, which a term may begin with.
    fn after_operand_head(&self, ahead: usize) -> Option<usize> {
        let here = self.ahead(ahead);
        match here.kind? {
            TokenKind::Identifier => match self.keyword_of(here) {
                None | Some(Keyword::Contains | Keyword::Null | Keyword::True | Keyword::False) => Some(ahead + 1),
                Some(_) => None,
            },
            TokenKind::Number | TokenKind::String | TokenKind::RawString | TokenKind::Template(Piece::Whole, _) => {
                Some(ahead + 1)
            }
            _ => self.after_group(ahead),
        }
    }

    /// Is here `in`, and not a reference to something of that name?
    pub(super) fn is_membership(&self) -> bool {
        self.is_keyword(Keyword::In) && !self.is_keyword_reference()
    }

    /// Is here an operator between terms?
    pub(super) fn is_operator(&self) -> bool {
        self.kind().and_then(operator).is_some()
    }

    /// One more operator around what was read.
    pub(super) fn grow(&mut self) -> Read<()> {
        self.height += 1;
        if self.height > MAX_HEIGHT {
            return Err(self.too_long());
        }
        Ok(())
    }

    /// Operators that bind at least as tight as `least`, after `left`.
    fn infix(&mut self, left: Operand, least: Binding) -> Read<Term> {
        let Operand { term: mut left, start } = left;
        while let Some(found) = self.kind().and_then(operator) {
            let level = binding(found);
            if level < least {
                break;
            }
            self.bump();
            let operand = self.operand()?;
            let right = self.infix(operand, level.tighter())?;
            self.grow()?;
            let span = start_of(start, &left).to(right.span);
            left = Term { span, kind: TermKind::Infix(found, Box::new(left), Box::new(right)) };
        }
        Ok(left)
    }

    /// A term without operators, with the steps and arguments that follow it.
    pub(super) fn operand(&mut self) -> Read<Operand> {
        let start = self.span();
        if self.is(TokenKind::Minus) && self.ahead(1).kind == Some(TokenKind::Identifier) {
            self.bump();
            if !self.is_variable() {
                return Err(self.expected("a number or a variable after `-`"));
            }
            let variable = self.variable();
            let subtrahend = self.steps(variable)?;
            let zero = Term { span: start, kind: TermKind::Number(Number::from(0_i64)) };
            let span = start.to(subtrahend.span);
            let kind = TermKind::Infix(Operator::Minus, Box::new(zero), Box::new(subtrahend));
            return Ok(Operand { term: Term { span, kind }, start });
        }
        let head = self.head_of_term()?;
        Ok(Operand { term: self.steps(head)?, start })
    }

    fn head_of_term(&mut self) -> Read<Term> {
        let Some(kind) = self.kind() else { return Err(self.expected("a term")) };
        match kind {
            TokenKind::Identifier => self.word(),
            TokenKind::Number | TokenKind::Minus | TokenKind::Dot => self.number(),
            TokenKind::String | TokenKind::RawString => self.string(),
            TokenKind::Template(Piece::Whole | Piece::Head, raw) => self.template(raw),
            TokenKind::LeftBracket => self.nested(Self::array),
            TokenKind::LeftBrace => self.nested(Self::braces),
            TokenKind::LeftParenthesis => self.nested(Self::parenthesised),
            _ => Err(self.expected("a term")),
        }
    }

    fn word(&mut self) -> Read<Term> {
        if self.keyword_head == Some(self.at) {
            return Ok(self.variable());
        }
        let kind = match self.keyword() {
            None | Some(Keyword::Contains) => return Ok(self.variable()),
            Some(Keyword::Null) => TermKind::Null,
            Some(Keyword::True) => TermKind::Bool(true),
            Some(Keyword::False) => TermKind::Bool(false),
            // Where a term stands, what is called can only be the builtin of that name.
            Some(Keyword::And | Keyword::Or) if self.is_called() => return Ok(self.variable()),
            Some(_) => {
                let help = "keywords cannot be variables; as a step of a reference they can: `x.if`";
                return Err(self.expected_with_help("a term", Some(help)));
            }
        };
        Ok(Term { span: self.bump().span, kind })
    }

    /// Does `(` directly follow what is here?
    fn is_called(&self) -> bool {
        let next = self.ahead(1);
        !next.gap && next.kind == Some(TokenKind::LeftParenthesis)
    }

    pub(super) fn variable(&mut self) -> Term {
        let name = self.name();
        Term { span: name.span, kind: TermKind::Var(name.text) }
    }

    fn parenthesised(&mut self) -> Read<Term> {
        let open = self.bump().span;
        let term = self.term()?;
        if !self.eat(TokenKind::RightParenthesis) {
            return Err(self.unclosed(open, ")"));
        }
        Ok(term)
    }

    /// Reports that what began at `open` should end here.
    pub(super) fn unclosed(&mut self, open: Span, close: &str) -> Broken {
        let opened = open.text(self.text);
        if self.at_end() && !self.guessing {
            if std::mem::replace(&mut self.reported_end, true) {
                return Broken;
            }
            let message = format!("this `{opened}` is never closed");
            return self.error(open, message);
        }
        self.expected(&format!("`{close}`"))
    }

    /// A number: `-` and a decimal point without digits before it may precede it.
    fn number(&mut self) -> Read<Term> {
        let start = self.span();
        let mut text = String::new();
        if self.eat(TokenKind::Minus) {
            text.push('-');
        }
        let point = self.eat(TokenKind::Dot);
        if !self.is(TokenKind::Number) {
            return Err(self.expected(if text.is_empty() || point { "a number" } else { "a number or a variable" }));
        }
        let digits = self.lexeme_text(self.lexeme());
        if point {
            text.push_str("0.");
            if digits.contains('.') {
                return Err(self.error(start.to(self.span()), "a number has one decimal point at most"));
            }
        }
        text.push_str(digits);
        self.bump();
        let span = self.since(start);
        match text.parse::<Number>() {
            Ok(number) if is_in_range(&text) => Ok(Term { span, kind: TermKind::Number(number) }),
            Ok(_) => Err(self.error(span, "the exponent of this number is too large")),
            Err(_) => {
                let error = Diagnostic::new(Code::Parse, span, "a number cannot begin with 0");
                Err(self.report(error.with_help("remove the zeros at its beginning")))
            }
        }
    }

    /// Steps and arguments directly after `head`.
    fn steps(&mut self, head: Term) -> Read<Term> {
        let start = head.span;
        let mut head = head;
        let mut steps = Vec::new();
        loop {
            let here = self.lexeme();
            if here.gap {
                break;
            }
            match here.kind {
                Some(TokenKind::Dot | TokenKind::LeftBracket) => {
                    self.may_be_stepped_into(&head)?;
                    steps.push(self.nested(Self::step)?);
                }
                Some(TokenKind::LeftParenthesis) => {
                    self.may_be_stepped_into(&head)?;
                    let function = reference(start, head, std::mem::take(&mut steps), self.last());
                    head = self.nested(|parser| parser.call(function))?;
                    // Another call does not follow a call.
                    if self.is(TokenKind::LeftParenthesis) {
                        return Ok(head);
                    }
                }
                _ => break,
            }
        }
        Ok(reference(start, head, steps, self.last()))
    }

    fn may_be_stepped_into(&mut self, head: &Term) -> Read<()> {
        let what = match &head.kind {
            TermKind::Null => "null",
            TermKind::Bool(_) => "a boolean",
            TermKind::Number(_) => "a number",
            TermKind::String(_) | TermKind::Template(_) => "a string",
            TermKind::Ref(..) => "a reference in parentheses",
            _ => return Ok(()),
        };
        Err(self.error(head.span, format!("{what} has neither parts nor arguments")))
    }

    /// `.name` or `[term]`.
    pub(super) fn step(&mut self) -> Read<Term> {
        if self.eat(TokenKind::Dot) {
            let here = self.lexeme();
            if here.kind != Some(TokenKind::Identifier) {
                return Err(self.expected("a name after `.`"));
            }
            if here.gap {
                let error = Diagnostic::new(Code::Parse, here.span, "a name follows `.` without space");
                return Err(self.report(error));
            }
            let name = self.name();
            return Ok(Term { span: name.span, kind: TermKind::String(name.text) });
        }
        let open = self.bump().span;
        let step = self.term()?;
        if !self.eat(TokenKind::RightBracket) {
            return Err(self.unclosed(open, "]"));
        }
        Ok(step)
    }

    /// The arguments of `function`, parentheses included.
    pub(super) fn call(&mut self, function: Term) -> Read<Term> {
        let open = self.bump().span;
        let arguments = self.list(open, TokenKind::RightParenthesis, Vec::new())?;
        let span = self.since(function.span);
        let is_set = matches!(&function.kind, TermKind::Var(name) if &**name == "set");
        let kind = if arguments.is_empty() && is_set {
            TermKind::Set(arguments)
        } else {
            TermKind::Call(Box::new(function), arguments)
        };
        Ok(Term { span, kind })
    }
}

/// The beginning of an operation whose first token is at `start`: parentheses around its left side belong to it.
fn start_of(start: Span, left: &Term) -> Span {
    Span { start: start.start.min(left.span.start), end: left.span.end }
}

/// `head` with `steps`, or alone where there are none.
pub(super) fn reference(start: Span, head: Term, steps: Vec<Term>, last: Span) -> Term {
    if steps.is_empty() {
        return head;
    }
    Term { span: start.to(last), kind: TermKind::Ref(Box::new(head), steps) }
}

/// OPA takes numbers whose binary exponent is not above 100,000 either way.
fn is_in_range(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let Ok(exponent) = exponent.parse::<i32>() else { return false };
    let mantissa = mantissa.trim_start_matches('-');
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    let Some(zeros) = digits().position(|digit| digit != b'0') else { return true };
    // 0.d₁d₂d₃… × 10^exponent
    let leading = digits().skip(zeros).take(17).fold((0.0, 1.0), |(value, unit): (f64, f64), digit| {
        (value + f64::from(digit - b'0') * unit / 10.0, unit / 10.0)
    });
    let exponent = f64::from(exponent) + whole.len() as f64 - zeros as f64;
    let binary = (leading.0.log10() + exponent) * std::f64::consts::LOG2_10;
    (-100_001.0..100_000.0).contains(&binary)
}

/// The text of a string term.
pub(super) fn text_term(span: Span, text: &str) -> Term {
    Term { span, kind: TermKind::String(Arc::from(text)) }
}

//! Strings and template strings.

use super::super::Span;
use super::super::ast::{Expr, ExprKind, TemplatePart, Term, TermKind, Version};
use super::super::lexer::{Piece, TokenKind};
use super::cursor::{Broken, Parser, Read};
use super::terms::text_term;
use crate::diagnostic::{Code, Diagnostic};

impl Parser<'_> {
    /// A string or raw string.
    pub(super) fn string(&mut self) -> Read<Term> {
        let lexeme = self.bump();
        let written = self.lexeme_text(lexeme);
        let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
        if lexeme.kind == Some(TokenKind::RawString) {
            return Ok(text_term(lexeme.span, inner));
        }
        match unescape(inner) {
            Some(text) => Ok(text_term(lexeme.span, &text)),
            None => Err(self.control_character(lexeme.span)),
        }
    }

    fn control_character(&mut self, span: Span) -> Broken {
        let message = "a string with escape sequences holds a control character";
        let error = Diagnostic::new(Code::Parse, span, message);
        self.report(error.with_help("write it as an escape sequence too: a tab as `\\t`"))
    }

    /// `$"…{x}…"`, or its raw form.
    pub(super) fn template(&mut self, raw: bool) -> Read<Term> {
        let start = self.span();
        if self.base == Version::V0 {
            let error = Diagnostic::new(Code::Parse, start, "Rego v0 has no template strings");
            return Err(self.report(error.with_help("use `sprintf`")));
        }
        let mut parts = Vec::new();
        let kind = self.nested(|parser| {
            loop {
                let lexeme = parser.bump();
                parser.template_text(lexeme.span, raw, &mut parts)?;
                match lexeme.kind {
                    Some(TokenKind::Template(Piece::Head | Piece::Middle, _)) => {}
                    _ => return Ok(TermKind::Template(std::mem::take(&mut parts))),
                }
                let expr = parser.literal()?;
                parser.check_template_expression(&expr)?;
                parts.push(TemplatePart::Expr(expr));
                if !matches!(parser.kind(), Some(TokenKind::Template(Piece::Middle | Piece::Tail, found)) if found == raw) {
                    return Err(parser.expected("`}` after the expression of a template string"));
                }
            }
        })?;
        Ok(Term { span: self.since(start), kind })
    }

    /// The text of the piece at `span`, without its delimiters.
    fn template_text(&mut self, span: Span, raw: bool, parts: &mut Vec<TemplatePart>) -> Read<()> {
        let written = span.text(self.text);
        let opening = if written.starts_with('$') { 2 } else { 1 };
        let inner = written.get(opening..written.len().saturating_sub(1)).unwrap_or_default();
        let text = if raw {
            inner.replace("\\{", "{")
        } else {
            let Some(text) = unescape(inner) else { return Err(self.control_character(span)) };
            text
        };
        if !text.is_empty() {
            let length = u32::try_from(opening).unwrap_or(0);
            let place = Span { start: span.start + length, end: span.end.saturating_sub(1) };
            parts.push(TemplatePart::Text(place, text.into()));
        }
        Ok(())
    }

    fn check_template_expression(&mut self, expr: &Expr) -> Read<()> {
        let found = match &expr.kind {
            _ if expr.negated => "`not`",
            ExprKind::Assign(..) => "`:=`",
            ExprKind::Unify(..) => "`=`",
            ExprKind::Some(_) | ExprKind::SomeIn(..) => "`some`",
            ExprKind::Every(_) => "`every`",
            ExprKind::Term(Term { kind: TermKind::Call(function, _), .. }) => match &function.kind {
                TermKind::Var(name) if matches!(&**name, "eq" | "assign") => "an assignment",
                _ => return Ok(()),
            },
            // To OPA the error of these is one of the compiler.
            ExprKind::Term(_) | ExprKind::Not(_) | ExprKind::Logical(..) => return Ok(()),
        };
        let message = format!("{found} cannot stand in a template string, which takes the value of a term");
        Err(self.error(expr.span, message))
    }
}

/// Resolves the escapes of a string; none where it has some, and control characters besides, which JSON forbids.
fn unescape(written: &str) -> Option<String> {
    if !written.contains('\\') {
        return Some(written.to_owned());
    }
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        text.push_str(plain);
        let mut after = escape.chars().skip(1);
        let found = after.next()?;
        let mut length = 1 + found.len_utf8();
        match found {
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            'u' => {
                let first = code_unit(escape)?;
                let second = escape.get(6..).and_then(code_unit);
                length = 6;
                let pair = second.map(|second| char::decode_utf16([first, second]).next());
                match pair {
                    Some(Some(Ok(character))) if (0xd800..0xdc00).contains(&first) => {
                        text.push(character);
                        length = 12;
                    }
                    // What is no pair of surrogates stands for no character.
                    _ => text.push(char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER)),
                }
            }
            other => text.push(other),
        }
        rest = escape.get(length..)?;
    }
    text.push_str(rest);
    let has_control = written.bytes().any(|byte| byte < 0x20);
    (!has_control).then_some(text)
}

/// The number of `\uXXXX` at the beginning of `text`.
fn code_unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

//! Expressions, with the crate `hcl_edit`.
//!
//! The crate does not see the text itself but a copy of the same length without what it reads otherwise than Terraform:
//! comments, and line breaks that mean nothing, are blank; strings, heredocs and long numbers are replaced by plain
//! ones. Places are thus the same, and all texts are taken from the original.

use hcl_edit::expr::Expression;

use super::ast::{Expr, ExprKind};
use super::template::Form;
use super::token::{Token, TokenKind};
use super::{MAX_DEPTH, Reader};

/// How often an expression is read again because a key of an object in it repeats.
const MAX_REPEATS: usize = 200;

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
        let Some(mut mask) = self.mask(from, to, newlines) else { return self.broken(start, end) };
        for repeat in 0..MAX_REPEATS {
            let Ok(text) = std::str::from_utf8(&mask) else { return self.broken(start, end) };
            match text.parse::<Expression>() {
                Ok(expr) => return self.convert(&expr, start, 0..mask.len()),
                Err(error) if error.message().contains("redefined object key") => {
                    let at = start + error.location().offset() as u32;
                    if !self.rename(&mut mask, start, at, to, repeat) {
                        break;
                    }
                }
                Err(error) => {
                    self.report(text, &error, start, to);
                    return self.broken(start, end);
                }
            }
        }
        self.limit(start, end, format!("an object repeats more than {MAX_REPEATS} keys"));
        self.broken(start, end)
    }

    /// Writes something else, of the same length, for the first name, number or string from byte `at`.
    fn rename(&self, mask: &mut [u8], start: u32, at: u32, to: usize, count: usize) -> bool {
        let from = self.tokens.partition_point(|token| token.start < at);
        let tokens = self.tokens.get(from..to).unwrap_or_default();
        let kinds = [TokenKind::Ident, TokenKind::Number, TokenKind::QuoteOpen, TokenKind::HeredocOpen];
        let Some(token) = tokens.iter().find(|token| kinds.contains(&token.kind)) else { return false };
        let (mut from, mut to) = ((token.start - start) as usize, (token.end - start) as usize);
        let mut first = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_".as_slice();
        match token.kind {
            TokenKind::Number => first = b"0123456789",
            TokenKind::QuoteOpen | TokenKind::HeredocOpen => {
                let close = self.token(token.pair as usize).map_or(token.end, |close| close.end);
                (from, to) = (from + 1, (close - start) as usize - 1);
            }
            _ => {}
        }
        write_count(mask.get_mut(from..to).unwrap_or_default(), count, first);
        from < to
    }

    /// What the crate is to read for tokens `from..to`; none where a fault was found and said.
    fn mask(&mut self, from: usize, to: usize, newlines: bool) -> Option<Vec<u8>> {
        let base = self.token(from)?.start;
        let end = self.token(to - 1)?.end;
        let mut mask = vec![b' '; (end - base) as usize];
        // Whether line breaks mean something, by bracket.
        let mut brackets = vec![newlines];
        let mut strings = 0;
        let mut at = from;
        while at < to {
            let token = self.token(at)?;
            let text = self.text_of(token);
            let range = (token.start - base) as usize..(token.end - base) as usize;
            match token.kind {
                TokenKind::Newline => {
                    if brackets.last() == Some(&true) {
                        if at > from && self.is(at - 1, ".") {
                            let dot = self.token(at - 1)?;
                            self.error(
                                dot.start,
                                dot.end,
                                "expected the name of an attribute behind `.`, found the end of the line",
                            );
                            return None;
                        }
                        *mask.get_mut(range.end - 1)? = b'\n';
                    }
                }
                TokenKind::QuoteOpen | TokenKind::HeredocOpen => {
                    let close = self.token(token.pair as usize)?;
                    let range = range.start..(close.end - base) as usize;
                    let plain = self.text.get(token.end as usize..close.start as usize)?;
                    let target = mask.get_mut(range)?;
                    write_string(target, plain, token.kind, strings);
                    strings += 1;
                    at = token.pair as usize;
                }
                TokenKind::Number => {
                    let legacy = at > from && self.is(at - 1, ".");
                    if legacy && text.contains('.') || !is_number(text) {
                        self.number_fault(token, text, legacy);
                        return None;
                    }
                    write_number(mask.get_mut(range)?, text);
                }
                kind => {
                    match text {
                        "{" => brackets.push(!self.begins_for(at + 1)),
                        "[" | "(" => brackets.push(false),
                        _ if kind == TokenKind::Close => _ = brackets.pop(),
                        _ => {}
                    }
                    mask.get_mut(range)?.copy_from_slice(text.as_bytes());
                }
            }
            at += 1;
        }
        Some(mask)
    }

    /// Is the first token from `at` that is no line break `for`?
    fn begins_for(&self, mut at: usize) -> bool {
        while self.token(at).is_some_and(|token| token.kind == TokenKind::Newline) {
            at += 1;
        }
        self.is(at, "for")
    }

    fn number_fault(&mut self, token: Token, text: &str, legacy: bool) {
        let message = match text.split_once('.') {
            Some((first, second)) if legacy => {
                format!("two indexes do not follow each other like this: write `[{first}][{second}]`")
            }
            _ => format!("`{text}` is no number"),
        };
        self.error(token.start, token.end, message);
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
        } else if message.contains("object value assignment") {
            "expected `=` and a value"
        } else if message.contains("object item") {
            "expected a line break, `,` or `}` behind the entry of an object"
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
        self.error(from, until, format!("{expected}, found {found}"));
    }
}

/// Is this a number of the language?
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let exponent = exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)));
    digits(whole) && fraction.is_none_or(digits) && exponent
}

/// A number of the same length that the crate can hold.
fn write_number(target: &mut [u8], text: &str) {
    if text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit()) {
        return target.copy_from_slice(text.as_bytes());
    }
    target.fill(b'0');
    if let Some(last) = target.last_mut() {
        *last = b'1';
    }
}

/// A string of the same length without anything special in it: as it is where it is plain, else the `count`th.
fn write_string(target: &mut [u8], plain: &str, kind: TokenKind, count: usize) {
    let Some((last, rest)) = target.split_last_mut() else { return };
    let Some((first, inside)) = rest.split_first_mut() else { return };
    (*first, *last) = (b'"', b'"');
    if kind == TokenKind::QuoteOpen && !plain.contains(['\\', '$', '%', '"', '\n']) && inside.len() == plain.len() {
        return inside.copy_from_slice(plain.as_bytes());
    }
    write_count(inside, count, b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
}

/// Fills `target` with `count` in the digits given.
fn write_count(target: &mut [u8], mut count: usize, digits: &[u8]) {
    for byte in target {
        *byte = digits.get(count % digits.len()).copied().unwrap_or(b'_');
        count /= digits.len();
    }
}

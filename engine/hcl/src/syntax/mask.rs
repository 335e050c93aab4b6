//! What the crate `hcl_edit` is given to read.

use super::Reader;
use super::token::TokenKind;

/// Digits of the largest index that the crate can hold.
const MAX_INDEX_DIGITS: usize = 19;

/// Brackets, conditionals and signs inside each other in what the crate reads at once: strings and objects begin anew.
/// The crate itself takes 64, but 30 KiB of stack for each where it is not optimised.
const MAX_LEVELS: usize = 32;

/// How deep the crate is.
#[derive(Default)]
struct Levels {
    /// By bracket that is open, levels around it.
    outer: Vec<usize>,
    /// Levels, without the signs.
    here: usize,
    /// Signs one after the other.
    signs: usize,
}

impl Levels {
    /// The levels after this token.
    fn after(&mut self, kind: TokenKind, text: &str) -> usize {
        self.signs = if kind == TokenKind::Op && matches!(text, "!" | "-") { self.signs + 1 } else { 0 };
        match (kind, text) {
            (TokenKind::Open, _) => {
                self.outer.push(self.here);
                self.here += 1;
            }
            (TokenKind::Close, _) => self.here = self.outer.pop().unwrap_or(0),
            (TokenKind::Op, "?") => self.here += 1,
            (TokenKind::Op, ",") => self.here = self.outer.last().map_or(0, |outer| outer + 1),
            _ => {}
        }
        self.here + self.signs
    }
}

impl Reader<'_> {
    /// What the crate is to read for tokens `from..to`; none where a fault was found and said.
    pub(super) fn mask(&mut self, from: usize, to: usize, newlines: bool) -> Option<Vec<u8>> {
        let base = self.token(from)?.start;
        let end = self.token(to - 1)?.end;
        let mut mask = vec![b' '; (end - base) as usize];
        // How many brackets are open; line breaks mean nothing in them.
        let mut brackets = usize::from(!newlines);
        let mut levels = Levels::default();
        let mut at = from;
        while at < to {
            let token = self.token(at)?;
            let text = self.text_of(token);
            let range = (token.start - base) as usize..(token.end - base) as usize;
            if let Some((index, message)) = self.refusal(at, from, to, brackets) {
                let place = self.token(index).unwrap_or(token);
                let end = if place.kind == TokenKind::Newline { place.start } else { place.end };
                self.error(place.start, end, message);
                return None;
            }
            if levels.after(token.kind, text) > MAX_LEVELS && !self.is_object(at) {
                let message = format!("an expression is nested deeper than {MAX_LEVELS} levels");
                self.limit(token.start, token.end, message);
                return None;
            }
            match token.kind {
                TokenKind::Newline => {}
                TokenKind::QuoteOpen | TokenKind::HeredocOpen => at = self.mask_string(&mut mask, at, base)?,
                TokenKind::Open if self.is_object(at) => {
                    levels.after(TokenKind::Close, "}");
                    at = self.mask_string(&mut mask, at, base)?;
                }
                TokenKind::Number => write_number(mask.get_mut(range)?, text, at > from && self.is(at - 1, ".")),
                kind => {
                    match kind {
                        TokenKind::Open => brackets += 1,
                        TokenKind::Close => brackets = brackets.saturating_sub(1),
                        _ => {}
                    }
                    mask.get_mut(range)?.copy_from_slice(text.as_bytes());
                }
            }
            at += 1;
        }
        Some(mask)
    }

    /// Writes a plain string for the string, heredoc or object at `at`; the index of its end.
    fn mask_string(&self, mask: &mut [u8], at: usize, base: u32) -> Option<usize> {
        let token = self.token(at)?;
        let close = self.token(token.pair as usize)?;
        let target = mask.get_mut((token.start - base) as usize..(close.end - base) as usize)?;
        target.fill(b'x');
        *target.first_mut()? = b'"';
        *target.last_mut()? = b'"';
        Some(token.pair as usize)
    }

    /// What Terraform refuses at token `at` and the crate would not, or not there: the token it stands at, and what.
    fn refusal(&self, at: usize, from: usize, to: usize, brackets: usize) -> Option<(usize, String)> {
        let token = self.token(at)?;
        let text = self.text_of(token);
        let before = |index: usize| (index > from).then(|| index - 1);
        let is_before = |text| before(at).is_some_and(|index| self.is(index, text));
        if let Some(refusal) = self.unfinished(at, from, to, brackets) {
            return Some(refusal);
        }
        match token.kind {
            TokenKind::Number => {
                let legacy = is_before(".");
                match text.split_once('.') {
                    Some((first, second)) if legacy => {
                        let message =
                            format!("two indexes do not follow each other like this: write `[{first}][{second}]`");
                        Some((at, message))
                    }
                    _ if !is_number(text) => Some((at, format!("`{text}` is no number"))),
                    _ => None,
                }
            }
            TokenKind::Op if text == "*" && brackets == 1 => {
                let next = self.token(at + 1).filter(|next| next.kind == TokenKind::Newline);
                let splat = is_before("[") && next.is_some();
                splat.then(|| (at + 1, "expected `]` behind `[*`, found the end of the line".to_owned()))
            }
            TokenKind::Ident if text.starts_with("if") && text != "if" => {
                let operand = [TokenKind::Ident, TokenKind::Number, TokenKind::Close, TokenKind::QuoteClose];
                let mut previous = before(at)?;
                while self.token(previous)?.kind == TokenKind::Newline {
                    previous = before(previous)?;
                }
                let follows = operand.contains(&self.token(previous)?.kind)
                    && !["in", "if"].iter().any(|keyword| self.is(previous, keyword));
                follows.then(|| (at, format!("expected an operator or the end of the expression, found `{text}`")))
            }
            TokenKind::Open if text != "(" && self.begins_for(at + 1) => self.for_refusal(at + 1, to),
            _ => None,
        }
    }

    /// An operator at `at` that nothing follows.
    fn unfinished(&self, at: usize, from: usize, to: usize, brackets: usize) -> Option<(usize, String)> {
        let token = self.token(at).filter(|token| token.kind == TokenKind::Op)?;
        let text = self.text_of(token);
        let splat = text == "*" && at > from && (self.is(at - 1, ".") || self.is(at - 1, "["));
        if splat || matches!(text, "," | "...") {
            return None;
        }
        let next = if brackets > 0 { self.skip_newlines(at + 1, to) } else { at + 1 };
        let ends = [TokenKind::Newline, TokenKind::Close];
        if next < to && self.token(next).is_some_and(|next| !ends.contains(&next.kind)) {
            return None;
        }
        let expected = if text == "." { "the name of an attribute" } else { "an expression" };
        Some((at, format!("expected {expected} behind `{text}`, found {}", self.found(next))))
    }

    /// What is wrong with `for k, v in` from token `at`.
    fn for_refusal(&self, at: usize, to: usize) -> Option<(usize, String)> {
        let name = |at: usize| self.token(at).is_some_and(|token| at < to && token.kind == TokenKind::Ident);
        let missing = |at: usize, what: &str| Some((at, format!("expected {what}, found {}", self.found(at))));
        let mut at = self.skip_newlines(self.skip_newlines(at, to) + 1, to);
        if !name(at) {
            return missing(at, "the name of a variable behind `for`");
        }
        at = self.skip_newlines(at + 1, to);
        if self.is(at, ",") {
            at = self.skip_newlines(at + 1, to);
            if !name(at) {
                return missing(at, "the name of a second variable");
            }
            at = self.skip_newlines(at + 1, to);
        }
        if self.is(at, "in") { None } else { missing(at, "`in` behind the variables of `for`") }
    }

    /// The first token from `at` that is no line break.
    pub(super) fn skip_newlines(&self, mut at: usize, to: usize) -> usize {
        while at < to && self.token(at).is_some_and(|token| token.kind == TokenKind::Newline) {
            at += 1;
        }
        at
    }

    /// Does `{` stand at `at`, and no `for` behind it?
    pub(super) fn is_object(&self, at: usize) -> bool {
        self.is(at, "{") && !self.begins_for(at + 1)
    }

    /// Is the first token from `at` that is no line break `for`?
    fn begins_for(&self, at: usize) -> bool {
        self.is(self.skip_newlines(at, self.tokens.len()), "for")
    }
}

/// Is this a number of the language?
pub(super) fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let exponent = exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)));
    digits(whole) && fraction.is_none_or(digits) && exponent
}

/// A number of the same length that the crate can hold; behind a `.` it is a whole one.
fn write_number(target: &mut [u8], text: &str, legacy: bool) {
    if legacy {
        target.iter_mut().take(MAX_INDEX_DIGITS).for_each(|byte| *byte = b'1');
    } else if text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit()) {
        target.copy_from_slice(text.as_bytes());
    } else {
        target.fill(b'0');
        if let Some(last) = target.last_mut() {
            *last = b'1';
        }
    }
}

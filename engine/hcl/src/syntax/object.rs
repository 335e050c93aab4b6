//! Objects. Line breaks and commas separate their entries, and keys may repeat.

use super::Reader;
use super::ast::{Expr, ExprKind, ObjectItem, Text};
use super::token::TokenKind;
use crate::span::{Piece, Pieces};

impl Reader<'_> {
    /// The object that the `{` at `open` begins.
    pub(super) fn object(&mut self, open: usize) -> Expr {
        let close = self.token(open).map_or(open, |token| token.pair as usize);
        let mut items = Vec::new();
        let mut at = open + 1;
        loop {
            at = self.skip_newlines(at, close);
            if at >= close {
                break;
            }
            let (item, end) = self.object_item(at, close);
            items.extend(item);
            // The line break or comma behind it.
            at = end + 1;
        }
        let start = self.token(open).map_or(0, |token| token.start);
        let end = self.token(close).map_or(start, |token| token.end);
        Expr { kind: ExprKind::Object(items), span: self.span(start, end) }
    }

    /// The entry at `at`, and the index of what ends it.
    fn object_item(&mut self, at: usize, close: usize) -> (Option<ObjectItem>, usize) {
        let sign = self.key_end(at, close);
        let end = self.entry_end(sign, close);
        let token = self.token(sign).filter(|_| sign < close && (self.is(sign, "=") || self.is(sign, ":")));
        let Some(token) = token else {
            let (start, until) = match self.token(sign) {
                Some(token) if token.kind != TokenKind::Newline => (token.start, token.end),
                token => token.map_or((0, 0), |token| (token.start, token.start)),
            };
            if !self.is_faulty(start, until.max(start + 1)) {
                let expected = if at == sign { "the key of an entry or `}`" } else { "`=` and a value" };
                let found = self.found(sign);
                self.error(start, until, format!("expected {expected}, found {found}"));
            }
            return (None, end);
        };
        let key = self.key(at, sign, token.start);
        let value = self.expression(sign + 1, end, true, token.end);
        (Some(ObjectItem { key, value }), end)
    }

    /// The key that tokens `at..sign` make: a name means itself.
    fn key(&mut self, at: usize, sign: usize, behind: u32) -> Expr {
        match self.token(at).filter(|token| token.kind == TokenKind::Ident && sign == at + 1) {
            Some(token) => {
                let span = self.span(token.start, token.end);
                let text = self.text_of(token);
                let pieces = Pieces(vec![Piece { start: 0, len: text.len() as u32, span }]);
                Expr { kind: ExprKind::String(Text { text: text.into(), pieces: Some(pieces.into()) }), span }
            }
            None => self.expression(at, sign, true, behind),
        }
    }

    /// The index of what follows the key at `at`: `=` or `:` where all is well.
    fn key_end(&self, mut at: usize, close: usize) -> usize {
        let mut conditionals = 0_usize;
        while let Some(token) = self.token(at).filter(|token| at < close && token.kind != TokenKind::Newline) {
            match self.text_of(token) {
                ":" if conditionals > 0 => conditionals -= 1,
                "?" => conditionals += 1,
                "=" | ":" | "," | "=>" if token.kind == TokenKind::Op => break,
                _ => {}
            }
            at = self.after(at);
        }
        at.min(close)
    }

    /// The index of the line break, comma or brace that ends the entry.
    fn entry_end(&self, mut at: usize, close: usize) -> usize {
        while let Some(token) = self.token(at).filter(|token| at < close && token.kind != TokenKind::Newline) {
            if token.kind == TokenKind::Op && self.text_of(token) == "," {
                break;
            }
            at = self.after(at);
        }
        at.min(close)
    }
}

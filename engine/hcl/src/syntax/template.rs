//! Strings, heredocs and bare templates.

use super::ast::{Expr, ExprKind, Name, TemplateFor, TemplateIf, TemplatePart, Text};
use super::literal::Literal;
use super::token::TokenKind;
use super::{MAX_DEPTH, Reader};
use crate::span::{Pieces, Span};

type Parts = std::iter::Peekable<std::vec::IntoIter<Flat>>;

/// How a template is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// In quotes, with escapes.
    Quoted,
    /// `<<EOT`
    Heredoc,
    /// `<<-EOT`: with the indentation that all lines share taken away.
    Flush,
    /// A text of its own.
    Bare,
}

/// A part before `if`s and `for`s are put together. Places are bytes of the text.
enum Flat {
    Literal(Literal, u32, u32),
    Interpolation(Expr, u32, u32),
    If(Expr, u32, u32),
    For(Box<(Option<Name>, Name, Expr)>, u32, u32),
    Else(u32, u32),
    EndIf(u32, u32),
    EndFor(u32, u32),
}

impl Flat {
    fn place(&self) -> (u32, u32) {
        match self {
            Self::Literal(_, start, end)
            | Self::Interpolation(_, start, end)
            | Self::If(_, start, end)
            | Self::For(_, start, end)
            | Self::Else(start, end)
            | Self::EndIf(start, end)
            | Self::EndFor(start, end) => (*start, *end),
        }
    }
}

impl Reader<'_> {
    /// The template that tokens `from..to` make, which with its quotes or markers stands at bytes `place`.
    pub(super) fn template(&mut self, from: usize, to: usize, form: Form, place: (u32, u32)) -> Expr {
        let span = self.span(place.0, place.1);
        if let Some(text) = self.plain(from, to, form) {
            return Expr { kind: ExprKind::String(text), span };
        }
        let before = self.errors.len();
        let mut flat = self.flat(from, to, form);
        if self.errors.len() > before {
            return Expr { kind: ExprKind::Broken, span };
        }
        if form == Form::Flush {
            self.dedent(&mut flat);
        }
        let literal_only = flat.iter().all(|part| matches!(part, Flat::Literal(..)));
        let single = matches!(&flat[..], [Flat::Interpolation(..)]);
        let mut parts = flat.into_iter().peekable();
        let mut tree = self.tree(&mut parts);
        if let Some(stray) = parts.next().filter(|_| self.errors.len() == before) {
            let (start, end) = stray.place();
            self.error(start, end, "this directive ends nothing that was begun");
        }
        if self.errors.len() > before {
            return Expr { kind: ExprKind::Broken, span };
        }
        let kind = if literal_only {
            let text = match tree.pop() {
                Some(TemplatePart::Literal(text, _)) => text,
                _ => Text { text: "".into(), pieces: Some(Pieces::default().into()) },
            };
            ExprKind::String(text)
        } else {
            if !single && tree.len() == 1 && matches!(&tree[..], [TemplatePart::Interpolation(..)]) {
                // What was next to it is stripped, but it is a string all the same.
                let text = Text { text: "".into(), pieces: Some(Pieces::default().into()) };
                tree.push(TemplatePart::Literal(text, Span { start: span.end, ..span }));
            }
            ExprKind::Template(tree)
        };
        Expr { kind, span }
    }

    /// The text of a string in quotes that stands as it is.
    fn plain(&self, from: usize, to: usize, form: Form) -> Option<Text> {
        if form != Form::Quoted || to > from + 1 {
            return None;
        }
        let text = match self.token(from).filter(|_| from < to) {
            Some(token) if token.kind == TokenKind::Literal => self.text_of(token),
            Some(_) => return None,
            None => "",
        };
        let pieces = match self.origin {
            super::Origin::At { .. } => None,
            super::Origin::Pieces(_) => return None,
        };
        (!text.contains('\\')).then(|| Text { text: text.into(), pieces })
    }

    /// The parts one after the other, strip markers applied.
    fn flat(&mut self, from: usize, to: usize, form: Form) -> Vec<Flat> {
        let mut flat = Vec::new();
        let mut at = from;
        // Does the sequence before strip what follows?
        let mut strip = false;
        while let Some(token) = self.token(at).filter(|_| at < to) {
            if token.kind == TokenKind::Literal {
                match Literal::decode(self.text, token.start, token.end, form == Form::Quoted) {
                    Ok(mut literal) => {
                        if strip {
                            literal.trim_start(self.text);
                        }
                        flat.push(Flat::Literal(literal, token.start, token.end));
                    }
                    Err(bad) => self.error(bad.start, bad.end, bad.message),
                }
                strip = false;
                at += 1;
                continue;
            }
            let close = token.pair as usize;
            let Some(closing) = self.token(close).filter(|_| token.kind.opens()) else {
                at += 1;
                continue;
            };
            if self.text_of(token).ends_with('~')
                && let Some(Flat::Literal(literal, ..)) = flat.last_mut()
            {
                literal.trim_end(self.text);
            }
            strip = self.text_of(closing).starts_with('~');
            if token.kind == TokenKind::Interpolation {
                let expr = self.expression(at + 1, close, false, token.end);
                flat.push(Flat::Interpolation(expr, token.start, closing.end));
            } else if let Some(part) = self.directive(at + 1, close, (token.start, closing.end)) {
                flat.push(part);
            }
            at = close + 1;
        }
        flat
    }

    /// The directive of tokens `from..to`; none where it is broken, which is said.
    fn directive(&mut self, from: usize, to: usize, (start, end): (u32, u32)) -> Option<Flat> {
        let from = self.skip_newlines(from, to);
        let keyword = self.token(from).filter(|token| from < to && token.kind == TokenKind::Ident);
        let behind = keyword.map_or(end, |token| token.end);
        let part = match keyword.map_or("", |token| self.text_of(token)) {
            "if" => return Some(Flat::If(self.expression(from + 1, to, false, behind), start, end)),
            "for" => return self.for_directive(from + 1, to, (start, end)),
            "else" => Flat::Else(start, end),
            "endif" => Flat::EndIf(start, end),
            "endfor" => Flat::EndFor(start, end),
            _ => {
                let found = self.found(from);
                let message = format!("expected `if`, `else`, `endif`, `for` or `endfor`, found {found}");
                self.error(start, end, message);
                return None;
            }
        };
        let next = self.skip_newlines(from + 1, to);
        if let Some(token) = self.token(next).filter(|_| next < to) {
            let found = self.found(next);
            self.error(token.start, token.end, format!("expected `}}`, found {found}"));
            return None;
        }
        Some(part)
    }

    /// `key, value in collection` of tokens `from..to`.
    fn for_directive(&mut self, from: usize, to: usize, (start, end): (u32, u32)) -> Option<Flat> {
        let mut at = self.skip_newlines(from, to);
        let mut key = None;
        let mut value = self.variable(at, to)?;
        at = self.skip_newlines(at + 1, to);
        if self.is(at, ",") && at < to {
            at = self.skip_newlines(at + 1, to);
            key = Some(std::mem::replace(&mut value, self.variable(at, to)?));
            at = self.skip_newlines(at + 1, to);
        }
        let behind = self.token(at).map_or(end, |token| token.end);
        if !(at < to && self.is(at, "in")) {
            let found = self.found(at);
            self.error(start, end, format!("expected `in` behind the names of `for`, found {found}"));
            return None;
        }
        let collection = self.expression(at + 1, to, false, behind);
        Some(Flat::For(Box::new((key, value, collection)), start, end))
    }

    fn variable(&mut self, at: usize, to: usize) -> Option<Name> {
        let token = self.token(at)?;
        if at < to && token.kind == TokenKind::Ident {
            return Some(Name { text: self.text_of(token).into(), span: self.span(token.start, token.end) });
        }
        let found = self.found(at);
        self.error(token.start, token.end, format!("expected the name of a variable, found {found}"));
        None
    }

    /// Takes the indentation away that all lines share.
    fn dedent(&self, flat: &mut [Flat]) {
        let mut least = usize::MAX;
        let mut begins = true;
        let mut lines = Vec::new();
        for (index, part) in flat.iter().enumerate() {
            let literal = match part {
                Flat::Literal(literal, ..) => Some(literal),
                _ => None,
            };
            if begins && let Some(indent) = literal.map_or(Some(0), |literal| literal.indent(self.text)) {
                least = least.min(indent);
                lines.push(index);
            }
            begins = literal.is_some_and(|literal| literal.ends_line(self.text));
        }
        for index in lines {
            if let Some(Flat::Literal(literal, ..)) = flat.get_mut(index) {
                literal.trim_leading(self.text, least);
            }
        }
    }

    /// The parts up to a directive that does not belong to them, which is left.
    fn tree(&mut self, parts: &mut Parts) -> Vec<TemplatePart> {
        let mut tree = Vec::new();
        if self.depth >= MAX_DEPTH {
            if let Some((start, end)) = parts.next().map(|part| part.place()) {
                self.limit(start, end, format!("directives are nested deeper than {MAX_DEPTH} levels"));
            }
            parts.by_ref().for_each(drop);
            return tree;
        }
        self.depth += 1;
        while let Some(part) =
            parts.next_if(|part| !matches!(part, Flat::Else(..) | Flat::EndIf(..) | Flat::EndFor(..)))
        {
            match part {
                Flat::Literal(first, start, end) => tree.extend(self.text_part(first, (start, end), parts)),
                Flat::Interpolation(expr, start, end) => {
                    tree.push(TemplatePart::Interpolation(expr, self.span(start, end)));
                }
                Flat::If(condition, start, end) => {
                    let then = self.tree(parts);
                    let otherwise = match parts.next_if(|part| matches!(part, Flat::Else(..))) {
                        Some(_) => self.tree(parts),
                        None => Vec::new(),
                    };
                    let end = self.directive_end(parts, "endif", (start, end));
                    let span = self.span(start, end);
                    tree.push(TemplatePart::If(Box::new(TemplateIf { condition, then, otherwise, span })));
                }
                Flat::For(names, start, end) => {
                    let body = self.tree(parts);
                    let end = self.directive_end(parts, "endfor", (start, end));
                    let (key, value, collection) = *names;
                    let span = self.span(start, end);
                    tree.push(TemplatePart::For(Box::new(TemplateFor { key, value, collection, body, span })));
                }
                Flat::Else(..) | Flat::EndIf(..) | Flat::EndFor(..) => {}
            }
        }
        self.depth -= 1;
        tree
    }

    /// Where the directive that began at `start` ends: behind the `endif` or `endfor` that comes next.
    fn directive_end(&mut self, parts: &mut Parts, keyword: &'static str, (start, end): (u32, u32)) -> u32 {
        let fits = |part: &Flat| match part {
            Flat::EndIf(..) => keyword == "endif",
            Flat::EndFor(..) => keyword == "endfor",
            _ => false,
        };
        if let Some(part) = parts.next_if(fits) {
            return part.place().1;
        }
        if !self.errors.last().is_some_and(|error| error.is_limit) {
            self.error(start, end, format!("this directive is not ended: expected `%{{ {keyword} }}`"));
        }
        end
    }

    /// Texts that follow each other, as one; none where all of it is stripped.
    fn text_part(&self, first: Literal, place: (u32, u32), parts: &mut Parts) -> Option<TemplatePart> {
        let (start, mut end) = place;
        let (mut decoded, mut pieces) = (String::new(), Pieces::default());
        first.write(self, &mut decoded, &mut pieces);
        while let Some(next) = parts.next_if(|part| matches!(part, Flat::Literal(..))) {
            if let Flat::Literal(literal, _, until) = next {
                literal.write(self, &mut decoded, &mut pieces);
                end = until;
            }
        }
        let text = Text { text: decoded.into(), pieces: Some(pieces.into()) };
        (!text.text.is_empty()).then(|| TemplatePart::Literal(text, self.span(start, end)))
    }
}

//! Whatever the text is, reading ends with a tree whose places lie in the text and in each other.

use bartizan_hcl::span::{Pieces, Span};
use bartizan_hcl::syntax::ast::{Body, Expr, ExprKind, Name, TemplatePart, Text};
use bartizan_hcl::syntax::{File, Origin, parse, parse_expression, parse_template};

/// Texts that are cut up.
const SEEDS: [&str; 3] = [include_str!("trees.txt"), include_str!("recovery.txt"), include_str!("verdicts.txt")];
/// What is put in.
const INSERTS: [&str; 30] = [
    "\"",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "${",
    "%{",
    "~}",
    "\n",
    "\r\n",
    "=",
    ".",
    ",",
    "<<EOT\n",
    "EOT\n",
    "/*",
    "*/",
    "#",
    "for ",
    "if ",
    "?",
    ":",
    "...",
    "::",
    "é",
    "\\",
    "$${",
    "resource \"a\" \"b\" {\n",
];

/// A small generator of numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }

    /// A boundary of characters of `text`.
    fn boundary(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

#[test]
fn mutations_are_read() {
    let mut random = Random(1);
    for seed in SEEDS {
        for _ in 0..1500 {
            // A window of the seed, changed in a few places.
            let start = random.boundary(seed);
            let mut text: String = seed[start..].chars().take(20 + random.below(400)).collect();
            for _ in 0..random.below(5) {
                let at = random.boundary(&text);
                match random.below(3) {
                    0 => _ = text.drain(at..).take(1 + random.below(4)).count(),
                    1 => text.insert_str(at, INSERTS[random.below(INSERTS.len())]),
                    _ => {
                        let end = at + random.boundary(&text[at..]).min(8);
                        let end = (at..=end).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(at);
                        text.replace_range(at..end, "");
                    }
                }
            }
            check_file(&text, &parse(&text, 7));
            let whole = Span::new(7, 5, 5 + text.len() as u32);
            let origin = Origin::At { source: 7, offset: 5 };
            for (expr, errors) in [parse_expression(&text, origin), parse_template(&text, origin)] {
                let mut check = Check { text: &text, outer: whole };
                check.expr(&expr);
                assert_eq!(!errors.is_empty(), matches!(expr.kind, ExprKind::Broken), "{text:?}: {errors:?}");
            }
        }
    }
}

#[test]
fn every_beginning_is_read() {
    for case in include_str!("trees.txt").split("=== ") {
        for (at, _) in case.char_indices() {
            check_file(&case[..at], &parse(&case[..at], 7));
        }
    }
}

fn check_file(text: &str, file: &File) {
    let whole = Span::new(7, 0, text.len() as u32);
    let mut check = Check { text, outer: whole };
    check.body(&file.body);
    for span in file.errors.iter().map(|error| error.span).chain(file.comments.iter().copied()) {
        check.inside(span);
    }
}

struct Check<'a> {
    text: &'a str,
    outer: Span,
}

impl Check<'_> {
    fn inside(&self, span: Span) {
        let (text, outer) = (self.text, self.outer);
        assert!(span.source == 7 && span.start <= span.end, "{span:?} in {text:?}");
        assert!(outer.start <= span.start && span.end <= outer.end, "{span:?} is not in {outer:?} in {text:?}");
    }

    fn within(&mut self, span: Span, check: impl FnOnce(&mut Self)) {
        self.inside(span);
        let outer = std::mem::replace(&mut self.outer, span);
        check(self);
        self.outer = outer;
    }

    fn body(&mut self, body: &Body) {
        self.within(body.span, |check| {
            for attribute in &body.attributes {
                check.inside(attribute.name.span);
                check.expr(&attribute.value);
            }
            for block in &body.blocks {
                check.within(block.span, |check| {
                    check.within(block.header, |check| {
                        check.names([&block.kind].into_iter().chain(&block.labels));
                    });
                    check.body(&block.body);
                });
            }
        });
    }

    fn names<'a>(&self, names: impl IntoIterator<Item = &'a Name>) {
        names.into_iter().for_each(|name| self.inside(name.span));
    }

    fn exprs<'a>(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &Expr) {
        self.within(expr.span, |check| match &expr.kind {
            ExprKind::String(text) => check.text(text),
            ExprKind::Template(parts) => check.parts(parts),
            ExprKind::Tuple(items) => check.exprs(items),
            ExprKind::Object(items) => check.exprs(items.iter().flat_map(|item| [&item.key, &item.value])),
            ExprKind::GetAttr(object, name) => {
                check.expr(object);
                check.names([name]);
            }
            ExprKind::Index(object, key) => check.exprs([&**object, key]),
            ExprKind::Splat(splat) => check.exprs([&splat.source, &splat.each]),
            ExprKind::Call(call) => {
                check.names([&call.name]);
                check.exprs(&call.arguments);
            }
            ExprKind::Conditional(parts) => check.exprs(parts.iter()),
            ExprKind::Unary(_, inner) | ExprKind::Parens(inner) => check.expr(inner),
            ExprKind::Binary(_, operands) => check.exprs(operands.iter()),
            ExprKind::For(f) => {
                check.names(f.key.iter().chain([&f.value]));
                check.exprs([&f.collection, &f.result].into_iter().chain(&f.result_key).chain(&f.condition));
            }
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::Root(_) => {}
            ExprKind::Element | ExprKind::Broken => {}
        });
    }

    fn parts(&mut self, parts: &[TemplatePart]) {
        for part in parts {
            match part {
                TemplatePart::Literal(text, span) => self.within(*span, |check| check.text(text)),
                TemplatePart::Interpolation(expr, span) => self.within(*span, |check| check.expr(expr)),
                TemplatePart::If(part) => self.within(part.span, |check| {
                    check.expr(&part.condition);
                    check.parts(&part.then);
                    check.parts(&part.otherwise);
                }),
                TemplatePart::For(part) => self.within(part.span, |check| {
                    check.names(part.key.iter().chain([&part.value]));
                    check.expr(&part.collection);
                    check.parts(&part.body);
                }),
            }
        }
    }

    /// Pieces follow each other in the decoded text and in the file.
    fn text(&self, text: &Text) {
        let none = Pieces::default();
        let (mut decoded, mut written) = (0, 0);
        for piece in &text.pieces.as_deref().unwrap_or(&none).0 {
            self.inside(piece.span);
            assert!(piece.start == decoded && piece.span.start >= written, "{text:?} in {:?}", self.text);
            (decoded, written) = (piece.start + piece.len, piece.span.end);
        }
        if text.pieces.is_some() {
            assert_eq!(decoded as usize, text.text.len(), "{text:?}");
        }
    }
}

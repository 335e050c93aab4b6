//! What the lines of a configuration open: blocks, attributes and entries of objects, to their ends.

use bartizan_hcl::span::Span as HclSpan;
use bartizan_hcl::syntax::ast::{Attribute, Block, Body, Expr, ExprKind, ObjectItem};
use bartizan_hcl::syntax::{self, File};

use super::parse;
use crate::source::{Source, Span};

/// A file of configuration in native syntax.
pub struct Extents(File);

impl Extents {
    /// Of the text of `source`.
    #[must_use]
    pub fn new(source: &Source) -> Self {
        Self(syntax::parse(&source.text, source.id.0))
    }

    /// Its comments.
    #[must_use]
    pub fn comments(&self) -> Vec<Span> {
        self.0.comments.iter().map(|span| parse::span(*span)).collect()
    }

    /// The block of the file, not one inside of another, that holds `at`, with its type.
    #[must_use]
    pub fn block_around(&self, at: Span) -> Option<(&str, Span)> {
        let holds = |block: &&Block| block.span.start <= at.start && at.end <= block.span.end;
        self.0.body.blocks.iter().find(holds).map(|block| (&*block.kind.text, parse::span(block.span)))
    }

    /// `line`, extended to the end of whatever begins in it.
    #[must_use]
    pub fn opened_in(&self, line: Span) -> Span {
        let mut opened = Opened { line, end: line.end };
        opened.body(&self.0.body);
        Span { end: opened.end, ..line }
    }
}

struct Opened {
    line: Span,
    end: u32,
}

impl Opened {
    /// Takes what stands at `span` when it begins in the line. Gives whether something inside of it may.
    fn take(&mut self, span: HclSpan) -> bool {
        if self.line.start <= span.start && span.start < self.line.end {
            self.end = self.end.max(span.end);
        }
        span.start < self.line.end && self.line.start < span.end
    }

    /// Those of `parts`, which stand in order, that overlap the line or may.
    fn within<'p, T>(&self, parts: &'p [T], span: impl Fn(&T) -> HclSpan) -> &'p [T] {
        let from = parts.partition_point(|part| span(part).end <= self.line.start);
        let rest = parts.get(from..).unwrap_or_default();
        rest.get(..rest.partition_point(|part| span(part).start < self.line.end)).unwrap_or_default()
    }

    fn body(&mut self, body: &Body) {
        let span = |attribute: &Attribute| attribute.name.span.to(attribute.value.span);
        for attribute in self.within(&body.attributes, span) {
            if self.take(span(attribute)) {
                self.expr(&attribute.value);
            }
        }
        for block in self.within(&body.blocks, |block| block.span) {
            if self.take(block.span) {
                self.body(&block.body);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Parens(inner) => self.expr(inner),
            ExprKind::Tuple(items) => self.inner(items),
            ExprKind::Call(call) => self.inner(&call.arguments),
            ExprKind::Conditional(parts) => self.inner(parts.as_ref()),
            ExprKind::For(repeat) => self.inner(std::slice::from_ref(&repeat.result)),
            ExprKind::Object(items) => {
                let span = |item: &ObjectItem| item.key.span.to(item.value.span);
                for item in self.within(items, span) {
                    if self.take(span(item)) {
                        self.expr(&item.value);
                    }
                }
            }
            _ => {}
        }
    }

    fn inner(&mut self, parts: &[Expr]) {
        for part in self.within(parts, |part| part.span) {
            if self.take(part.span) {
                self.expr(part);
            }
        }
    }
}

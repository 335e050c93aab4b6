//! What the lines of a configuration open: blocks, attributes and entries of objects, to their ends.

use bartizan_hcl::span::Span as HclSpan;
use bartizan_hcl::syntax::ast::{Body, Expr, ExprKind};
use bartizan_hcl::syntax::{self, File};

use crate::source::{Source, Span};

/// A file of configuration in native syntax.
pub struct Extents(File);

impl Extents {
    /// Of the text of `source`.
    #[must_use]
    pub fn new(source: &Source) -> Self {
        Self(syntax::parse(&source.text, source.id.0))
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

    fn body(&mut self, body: &Body) {
        for attribute in &body.attributes {
            if self.take(attribute.name.span.to(attribute.value.span)) {
                self.expr(&attribute.value);
            }
        }
        for block in &body.blocks {
            if self.take(block.span) {
                self.body(&block.body);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Parens(inner) => self.expr(inner),
            ExprKind::Tuple(items) => items.iter().for_each(|item| self.inner(item)),
            ExprKind::Call(call) => call.arguments.iter().for_each(|argument| self.inner(argument)),
            ExprKind::Conditional(parts) => parts.iter().for_each(|part| self.inner(part)),
            ExprKind::For(repeat) => self.inner(&repeat.result),
            ExprKind::Object(items) => {
                for item in items {
                    if self.take(item.key.span.to(item.value.span)) {
                        self.expr(&item.value);
                    }
                }
            }
            _ => {}
        }
    }

    fn inner(&mut self, expr: &Expr) {
        if self.take(expr.span) {
            self.expr(expr);
        }
    }
}

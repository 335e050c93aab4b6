//! Text of a configuration file to the tree that both notations share.

use bartizan_hcl::span::Span as HclSpan;
use bartizan_hcl::syntax::{self, File};

use super::json;
use crate::source::{Source, SourceId, Span};

/// The tree of a file of configuration.
pub(super) fn file(source: &Source) -> File {
    if source.path.ends_with(".json") { json::file(source) } else { syntax::parse(&source.text, source.id.0) }
}

/// The tree of a file of variable values.
pub(super) fn values(source: &Source) -> File {
    if source.path.ends_with(".json") { json::values(source) } else { syntax::parse(&source.text, source.id.0) }
}

/// A range of the tree as the engine writes it.
pub(super) fn span(span: HclSpan) -> Span {
    Span::new(SourceId(span.source), span.start, span.end)
}

/// A range of the engine as the tree writes it.
pub(super) fn hcl_span(span: Span) -> HclSpan {
    HclSpan::new(span.source.0, span.start, span.end)
}

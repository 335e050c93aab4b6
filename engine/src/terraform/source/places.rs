//! Values of the evaluator as nodes of documents: where each is written, and where it was used.

use std::sync::Arc;

use bartizan_hcl::span::Span as HclSpan;
use bartizan_hcl::value::{Entry, Kind, Made, Value};

use super::parse;
use crate::source::{self, Node, Span, Written};

/// Source of what stands in no file: a value given on the command line.
pub(super) const NOWHERE: u32 = u32::MAX;

/// Nesting of documents in strings that is followed.
const MAX_DEPTH: usize = 200;

/// `data`, the data of `value`, which the expression at `place` uses.
pub(super) fn at(data: source::Value, value: &Value, place: HclSpan) -> Node {
    let written = value.span.filter(|span| span.source != NOWHERE).unwrap_or(place);
    let mut node = Node::new(parse::span(written), data);
    node.alias = (!holds(place, written)).then(|| parse::span(place));
    node
}

/// Where the key of an entry is written.
pub(super) fn key(entry: &Entry, place: HclSpan) -> Span {
    let known = entry.key_span.or(entry.value.span).filter(|span| span.source != NOWHERE);
    parse::span(known.unwrap_or(place))
}

fn holds(outer: HclSpan, inner: HclSpan) -> bool {
    outer.source == inner.source && outer.start <= inner.start && inner.end <= outer.end
}

/// All of `value` as a node. What is unknown in it is null.
pub(super) fn node(value: &Value, place: HclSpan) -> Node {
    deep(value, place, 0)
}

/// `value` with null for what is unknown in it.
pub(super) fn with_nulls(value: &Value) -> Value {
    nulled(value, 0)
}

fn nulled(value: &Value, depth: usize) -> Value {
    let items = |items: &[Value]| items.iter().map(|item| nulled(item, depth + 1)).collect();
    let kind = match &value.kind {
        Kind::Unknown(_) => Kind::Null,
        _ if depth > MAX_DEPTH => Kind::Null,
        Kind::List(list) | Kind::Set(list) | Kind::Tuple(list) => Kind::Tuple(items(list)),
        Kind::Map(entries) | Kind::Object(entries) => {
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
                (Arc::clone(key), Entry { key_span: entry.key_span, value: nulled(&entry.value, depth + 1) })
            };
            Kind::Object(Arc::new(entries.iter().map(entry).collect()))
        }
        known => known.clone(),
    };
    Value { kind, span: value.span, marks: value.marks.clone() }
}

fn deep(value: &Value, place: HclSpan, depth: usize) -> Node {
    let data = match &value.kind {
        Kind::Bool(value) => source::Value::Bool(*value),
        Kind::Number(number) => source::Value::Number(number.to_string().into()),
        Kind::String(text) => {
            let node = at(source::Value::String(Arc::clone(&text.text)), value, place);
            let written = match text.made.as_deref() {
                _ if depth > MAX_DEPTH => None,
                None => None,
                Some(Made::Json(made)) => Some(Written::Json(deep(made, place, depth + 1))),
                Some(Made::Yaml(made)) => Some(Written::Yaml(deep(made, place, depth + 1))),
                Some(Made::Pieces(pieces)) => Some(Written::Pieces(Arc::clone(pieces))),
            };
            return match written {
                Some(written) => node.with_written(written),
                None => node,
            };
        }
        _ if depth > MAX_DEPTH => source::Value::Null,
        Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => {
            source::Value::Sequence(items.iter().map(|item| deep(item, place, depth + 1)).collect())
        }
        Kind::Map(entries) | Kind::Object(entries) => {
            let entry = |(name, entry): (&Arc<str>, &Entry)| {
                source::Entry::new(Arc::clone(name), key(entry, place), deep(&entry.value, place, depth + 1))
            };
            source::Value::Mapping(source::Mapping::new(entries.iter().map(entry).collect::<Arc<[_]>>()))
        }
        Kind::Null | Kind::Unknown(_) => source::Value::Null,
    };
    at(data, value, place)
}

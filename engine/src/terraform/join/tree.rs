//! A plan's values with the places of the configuration's.

use std::sync::Arc;

use super::matching::Matcher;
use crate::source::{
    Entry, Format, Mapping, Node, Source, SourceId, Sources, Span, Value, Written, embedded, parse_json,
};

/// Nesting that is followed; deeper values stand at what holds them.
const MAX_DEPTH: usize = 200;

/// Gives places to the values of one resource.
pub(super) struct Placer<'a> {
    pub(super) matcher: Matcher,
    pub(super) sources: Sources<'a>,
}

/// What the configuration has at a path.
#[derive(Clone, Copy)]
struct At<'n> {
    /// The value that it sets, as far as that can be told.
    value: Option<&'n Node>,
    /// What is written out.
    outline: Option<&'n Node>,
    /// What opens the nearest block or attribute that is written.
    opener: Span,
}

impl Placer<'_> {
    /// `plan` with the places of `value`, or of `outline` where that has none; at `head` what neither has.
    pub(super) fn place(&self, plan: &Node, value: Option<&Node>, outline: Option<&Node>, head: Span) -> Node {
        self.node(plan, At { value, outline, opener: head }, 0)
    }

    fn node(&self, plan: &Node, at: At<'_>, depth: usize) -> Node {
        if depth > MAX_DEPTH || (at.value.is_none() && at.outline.is_none()) {
            return everywhere(plan, at.opener);
        }
        let data = match &plan.value {
            Value::Mapping(mapping) => {
                let entry = |entry: &Entry| self.entry(entry, at, depth);
                Value::Mapping(Mapping::new(mapping.entries().iter().map(entry).collect::<Arc<[_]>>()))
            }
            Value::Sequence(items) => Value::Sequence(self.items(items, at, depth)),
            Value::String(text) => return self.string(plan, text, at, depth),
            scalar => scalar.clone(),
        };
        let place = place_of(at);
        Node { alias: place.alias, written: block(at), ..Node::new(place.span, data) }
    }

    fn entry(&self, entry: &Entry, at: At<'_>, depth: usize) -> Entry {
        let value = at.value.and_then(|node| node.entry(&entry.key));
        let outline = at.outline.and_then(|node| node.entry(&entry.key));
        let opener = value.or(outline).map_or(at.opener, |written| written.key_span);
        let inner = match (value, outline) {
            // What stands inside of an expression that cannot be told is placed at the expression.
            (None, None) if at.value.is_none() && at.outline.is_some_and(Node::is_null) => {
                At { value: None, outline: at.outline, opener }
            }
            _ => At { value: value.map(|entry| &entry.value), outline: outline.map(|entry| &entry.value), opener },
        };
        Entry::new(Arc::clone(&entry.key), opener, self.node(&entry.value, inner, depth + 1))
    }

    fn items(&self, plan: &[Node], at: At<'_>, depth: usize) -> Arc<[Node]> {
        // What a provider writes as a list of one may be written without the list.
        let single = at.value.filter(|value| value.as_sequence().is_none() && plan.len() == 1);
        let source = single.map(std::slice::from_ref).or_else(|| at.value?.as_sequence()).unwrap_or_default();
        let written = at.outline.and_then(Node::as_sequence).unwrap_or_default();
        let assigned = self.matcher.assign(plan, source);
        let place = |(item, found): (&Node, &Option<usize>)| {
            let value = found.and_then(|index| source.get(index));
            let outline = match value {
                Some(value) => written.iter().find(|block| head(block).is_some() && head(block) == head(value)),
                // All elements are made of the one block.
                None if written.len() == 1 => written.first(),
                None => at.outline.filter(|outline| outline.is_null()),
            };
            let opener = value.or(outline).and_then(head).unwrap_or(at.opener);
            let known = value.filter(|value| !value.is_null());
            if let (None, None, Some(value)) = (known, outline, value) {
                return everywhere(item, value.span);
            }
            self.node(item, At { value: known, outline, opener }, depth + 1)
        };
        plan.iter().zip(&assigned).map(place).collect()
    }

    fn string(&self, plan: &Node, text: &Arc<str>, at: At<'_>, depth: usize) -> Node {
        let place = place_of(at);
        let node = Node { alias: place.alias, ..Node::new(place.span, plan.value.clone()) };
        match at.value {
            Some(value) if value.as_str() == Some(text) => Node { written: value.written.clone(), ..node },
            Some(value) => match self.document(text, value, depth) {
                Some(root) => node.with_written(Written::Json(root)),
                None => node,
            },
            None => node,
        }
    }

    /// The document in `text` with the places of the one in the string `value`, which a provider wrote anew.
    fn document(&self, text: &Arc<str>, value: &Node, depth: usize) -> Option<Node> {
        let own = json(text)?;
        let other = match value.written.as_deref() {
            Some(Written::Json(root)) => root.clone(),
            _ => {
                json(value.as_str()?)?;
                let source = (self.sources)(value.span.source)?;
                embedded(value, Format::Json, &source).documents.into_iter().next()?.root
            }
        };
        let at = At { value: Some(&other), outline: None, opener: value.span };
        Some(self.node(&own, at, depth + 1))
    }
}

/// The document that `text` is.
fn json(text: &str) -> Option<Node> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let source = Source::new(SourceId(u32::MAX), "", text);
    let parsed = parse_json(&source);
    if parsed.errors.is_empty() { parsed.documents.into_iter().next().map(|document| document.root) } else { None }
}

struct Place {
    span: Span,
    alias: Option<Span>,
}

fn place_of(at: At<'_>) -> Place {
    match at.value.or(at.outline) {
        Some(node) => Place { span: node.span, alias: node.alias },
        None => Place { span: at.opener, alias: None },
    }
}

/// What the block at a place says of where it begins.
fn block(at: At<'_>) -> Option<Arc<Written>> {
    let written = |node: &Node| node.written.clone().filter(|written| matches!(**written, Written::Block(_)));
    at.value.and_then(written).or_else(|| at.outline.and_then(written))
}

/// The type and labels of a block.
fn head(node: &Node) -> Option<Span> {
    match node.written.as_deref() {
        Some(Written::Block(head)) => Some(*head),
        _ => None,
    }
}

/// `node` with everything in it at one place.
pub(in crate::terraform) fn everywhere(node: &Node, place: Span) -> Node {
    let data = match &node.value {
        Value::Mapping(mapping) => {
            let entry = |entry: &Entry| Entry::new(Arc::clone(&entry.key), place, everywhere(&entry.value, place));
            Value::Mapping(Mapping::new(mapping.entries().iter().map(entry).collect::<Arc<[_]>>()))
        }
        Value::Sequence(items) => Value::Sequence(items.iter().map(|item| everywhere(item, place)).collect()),
        scalar => scalar.clone(),
    };
    Node::new(place, data)
}

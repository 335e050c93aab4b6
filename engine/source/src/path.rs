//! Paths into documents, and the one function that turns a path into a range of bytes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Document, Entry, Format, Node, Rendered, Source, SourceId, Span, Value, Written, embedded, pieces};

/// A step into a value: a mapping's key or a list's index. The keys `@json` and `@yaml` step into a document that a
/// string holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PathElement {
    /// An index into a list.
    Index(usize),
    /// A key of a mapping.
    Key(String),
}

impl From<&str> for PathElement {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for PathElement {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// A path from the root of a resource's values.
pub type Path = Vec<PathElement>;

/// Gives the text of a file; needed to step into documents that strings hold.
pub type Sources<'a> = &'a dyn Fn(SourceId) -> Option<Arc<Source>>;

/// Where a finding at a path stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// One token: the scalar at the end of the path; the key of a mapping or list (its first key for an element of a
    /// list); where the path does not exist, the key of the nearest ancestor that does. Never a whole body.
    pub span: Span,
    /// How much of the path exists.
    pub found: Found,
    /// The alias or merge key through which the path led first: the place that the person may want to edit instead.
    pub alias: Option<Span>,
}

/// How much of a path exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// All of it.
    Whole,
    /// Its first so many elements.
    Ancestor(usize),
}

/// The place of `path` below `root`. `head` stands for the root itself: a resource's name or first key.
#[must_use]
pub fn locate(root: &Node, path: &[PathElement], head: Span, sources: Sources<'_>) -> Place {
    let walk = Walk::new(root, path, sources);
    let opener = walk.openers.last().copied().unwrap_or(head);
    if walk.openers.len() < path.len() {
        return Place { span: opener, found: Found::Ancestor(walk.openers.len()), alias: walk.alias };
    }
    let is_scalar = !matches!(walk.node.value, Value::Mapping(_) | Value::Sequence(_));
    let written = walk.node.span.start < walk.node.span.end;
    let span = if is_scalar && written { walk.node.span } else { opener };
    Place { span, found: Found::Whole, alias: walk.alias }
}

/// Where characters `start..end` of the string at `path` are written; none where there is no string, or its notation does
/// not tell.
#[must_use]
pub fn locate_within(
    root: &Node,
    path: &[PathElement],
    start: usize,
    end: usize,
    sources: Sources<'_>,
) -> Option<Span> {
    let walk = Walk::new(root, path, sources);
    let text = walk.node.as_str().filter(|_| walk.openers.len() == path.len())?;
    let at = |count: usize| {
        let mut starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        u32::try_from(starts.nth(count)?).ok()
    };
    let (start, end) = (at(start)?, at(end)?);
    let place = match walk.node.written.as_deref() {
        Some(Written::Pieces(known)) => known.place(start, end),
        Some(Written::Rendered(_)) => return None,
        _ => pieces(&walk.node, &*sources(walk.node.span.source)?)?.place(start, end),
    };
    (place.start < place.end).then(|| Span::new(SourceId(place.source), place.start, place.end))
}

/// The tokens that open what stands along `path`, outermost first: keys, and for elements of lists their first keys.
/// Ends where the path does.
#[must_use]
pub fn ancestors(root: &Node, path: &[PathElement], sources: Sources<'_>) -> Vec<Span> {
    Walk::new(root, path, sources).openers
}

/// How a template came to write what stands at `path` below `root`, or the nearest ancestor of it that exists.
#[must_use]
pub fn rendered(root: &Node, path: &[PathElement], sources: Sources<'_>) -> Option<Rendered> {
    let walk = Walk::new(root, path, sources);
    match walk.node.written.as_deref() {
        Some(Written::Rendered(rendered)) => Some(rendered.clone()),
        _ => None,
    }
}

/// A path followed as far as it exists.
struct Walk {
    node: Node,
    /// For each step the token that opens its value.
    openers: Vec<Span>,
    alias: Option<Span>,
}

impl Walk {
    fn new(root: &Node, path: &[PathElement], sources: Sources<'_>) -> Self {
        let mut walk = Self { node: root.clone(), openers: Vec::with_capacity(path.len()), alias: root.alias };
        for element in path {
            let Some((node, opener)) = walk.step(element, sources) else { break };
            walk.alias = walk.alias.or(node.alias);
            walk.node = node;
            walk.openers.push(opener);
        }
        walk
    }

    fn step(&self, element: &PathElement, sources: Sources<'_>) -> Option<(Node, Span)> {
        match element {
            PathElement::Index(index) => self.node.index(*index).map(|node| (node.clone(), opener(node))),
            PathElement::Key(key) => match (&self.node.value, key.as_str()) {
                (Value::Mapping(mapping), key) => mapping.entry(key).map(|entry| (entry.value.clone(), entry.key_span)),
                (Value::String(_), "@json") => self.step_into(Format::Json, sources),
                (Value::String(_), "@yaml") => self.step_into(Format::Yaml, sources),
                _ => None,
            },
        }
    }

    /// The root of the document in a string; it is opened by what opens the string.
    fn step_into(&self, format: Format, sources: Sources<'_>) -> Option<(Node, Span)> {
        let root = match (self.node.written.as_deref(), format) {
            (Some(Written::Json(root)), Format::Json) | (Some(Written::Yaml(root)), Format::Yaml) => root.clone(),
            _ => {
                let source = sources(self.node.span.source)?;
                let Document { root, .. } = embedded(&self.node, format, &source).documents.into_iter().next()?;
                root
            }
        };
        let opener = self.openers.last().copied().unwrap_or(self.node.span);
        Some((root, opener))
    }
}

/// The token that opens an element of a list.
fn opener(node: &Node) -> Span {
    if let Some(Written::Block(head)) = node.written.as_deref() {
        return *head;
    }
    match &node.value {
        Value::Mapping(mapping) => mapping.entries().first().map_or(node.span, |entry| first_key(node, entry)),
        Value::Sequence(items) => items.first().map_or(node.span, opener),
        _ => node.span,
    }
}

/// The first key of a mapping, unless it was merged in from elsewhere: then the merge key.
fn first_key(node: &Node, entry: &Entry) -> Span {
    let inside =
        |span: Span| span.source == node.span.source && node.span.start <= span.start && span.end <= node.span.end;
    match entry.value.alias {
        Some(alias) if !inside(entry.key_span) && inside(alias) => alias,
        _ => entry.key_span,
    }
}

//! The value tree of a document: JSON's data model with a [`Span`] on every key and value.

use std::sync::Arc;

use bartizan_hcl::span::Pieces;

use super::Span;

/// A value and where it is written.
///
/// Cloning is cheap: sequences and mappings are shared. A value reached through a YAML alias has the span of the place
/// where it is written; [`Node::alias`] holds the place of the alias.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the value is written.
    pub span: Span,
    /// The place of the alias (`*name`, or the merge key's) through which the value came here.
    pub alias: Option<Span>,
    /// The value.
    pub value: Value,
    /// How it is written, where its range does not tell.
    pub written: Option<Arc<Written>>,
}

/// How a value is written.
#[derive(Clone, Debug)]
pub enum Written {
    /// The string holds this document as JSON; its nodes know where they come from.
    Json(Node),
    /// The string holds this document as YAML.
    Yaml(Node),
    /// The string is written in pieces.
    Pieces(Arc<Pieces>),
    /// The mapping is a block that begins here: its type and labels.
    Block(Span),
    /// A template wrote it.
    Rendered(Rendered),
}

/// How a template came to write a value. Of a mapping or list: its key, or its first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The template text that wrote it, where that is not where the value stands.
    pub template: Option<Span>,
    /// The keys of values that it was computed from.
    pub keys: Vec<RenderedKey>,
    /// The keys of values that decided whether it is there.
    pub condition: Vec<RenderedKey>,
    /// The expressions that called the template, the outermost first.
    pub calls: Vec<Span>,
    /// Does it stand in for what differs at every rendering, so that nothing may be said of it?
    pub stand_in: bool,
    /// Where a text that was given as rendered has the value, when the template does not render to it here.
    pub given: Option<Span>,
    /// Is it the namespace of a release whose namespace nobody declared?
    pub undeclared: bool,
    /// Does what wrote it stand in an archive?
    pub archived: bool,
}

/// A key of the values of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedKey {
    /// Path from the root of the values: `image.tag`.
    pub path: Arc<str>,
    /// Where its value stands; none where no file has it.
    pub span: Option<Span>,
    /// Does it stand in an archive, so that one gives it another value elsewhere?
    pub archived: bool,
}

/// A JSON value. Numbers keep the text they were written in, so that big integers stay exact.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number in JSON's notation (normalised from YAML's).
    Number(Arc<str>),
    /// A string, decoded.
    String(Arc<str>),
    /// A list.
    Sequence(Arc<[Node]>),
    /// A mapping in the order of the document.
    Mapping(Mapping),
}

/// The entries of a mapping, in the order of the document, keys unique (the last of duplicate keys won).
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    entries: Arc<[Entry]>,
}

/// One key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key as a string (YAML keys of other types as Kubernetes reads them).
    pub key: Arc<str>,
    /// Where the key token stands, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A node without alias.
    #[must_use]
    pub fn new(span: Span, value: Value) -> Self {
        Self { span, alias: None, value, written: None }
    }

    /// A string made by a reader (not found in the document as such), standing at `span`.
    #[must_use]
    pub fn string(span: Span, text: impl Into<Arc<str>>) -> Self {
        Self::new(span, Value::String(text.into()))
    }

    /// A mapping made by a reader, standing at `span`.
    #[must_use]
    pub fn mapping(span: Span, entries: Vec<Entry>) -> Self {
        Self::new(span, Value::Mapping(Mapping::new(entries)))
    }

    /// A list made by a reader, standing at `span`.
    #[must_use]
    pub fn sequence(span: Span, items: Vec<Node>) -> Self {
        Self::new(span, Value::Sequence(items.into()))
    }

    /// This node, written in a way that its range does not tell.
    #[must_use]
    pub fn with_written(mut self, written: Written) -> Self {
        self.written = Some(Arc::new(written));
        self
    }

    /// The value under `key`, when this is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of `key`, when this is a mapping that has it.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.as_mapping().and_then(|mapping| mapping.entry(key))
    }

    /// The value at a path of keys.
    #[must_use]
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The element at `index`, when this is a list that has it.
    #[must_use]
    pub fn index(&self, index: usize) -> Option<&Node> {
        self.as_sequence().and_then(|items| items.get(index))
    }

    /// The string, when this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, when this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The elements, when this is a list.
    #[must_use]
    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, when this is a mapping.
    #[must_use]
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The elements of a list; nothing for any other value.
    pub fn items(&self) -> impl Iterator<Item = &Node> {
        self.as_sequence().unwrap_or_default().iter()
    }

    /// The entries of a mapping; nothing for any other value.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.as_mapping().map(|mapping| &*mapping.entries).unwrap_or_default().iter()
    }

    /// How a template came to write it, when one did.
    #[must_use]
    pub fn rendered(&self) -> Option<&Rendered> {
        match self.written.as_deref() {
            Some(Written::Rendered(rendered)) => Some(rendered),
            _ => None,
        }
    }

    /// Is this `null`?
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }
}

impl Mapping {
    /// A mapping of `entries`, whose keys must be unique.
    #[must_use]
    pub fn new(entries: impl Into<Arc<[Entry]>>) -> Self {
        Self { entries: entries.into() }
    }

    /// The entry of `key`.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| &*entry.key == key)
    }

    /// All entries in the order of the document.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

impl Entry {
    /// An entry whose key stands at `key_span`.
    #[must_use]
    pub fn new(key: impl Into<Arc<str>>, key_span: Span, value: Node) -> Self {
        Self { key: key.into(), key_span, value }
    }
}

/// Equal data, wherever it is written.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) | (Value::String(a), Value::String(b)) => a == b,
            (Value::Sequence(a), Value::Sequence(b)) => a == b,
            (Value::Mapping(a), Value::Mapping(b)) => {
                a.entries.len() == b.entries.len()
                    && a.entries.iter().all(|entry| b.entry(&entry.key).is_some_and(|other| other.value == entry.value))
            }
            _ => false,
        }
    }
}

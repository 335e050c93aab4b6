//! Values and paths in the provider's shape turned into Kubernetes' shape, by one set of rules for both.

use std::sync::Arc;

use crate::resource::{Path, PathElement};
use crate::source::{Entry, Node, Value};

use super::names::{Number, camel, is_dropped, list, number};

/// A resource of the provider to be read as an object of Kubernetes.
pub(super) struct Shape<'a> {
    /// Kind of the object.
    pub(super) kind: &'static str,
    /// The resource's values.
    pub(super) values: &'a Node,
}

/// What a key of a block becomes.
enum Place {
    /// An attribute: its value as it is.
    Attribute(String),
    /// One object: the list around it goes.
    Object(String),
    /// A list of objects.
    List(String),
}

impl Shape<'_> {
    /// The entries of the object, `apiVersion` and `kind` left out.
    pub(super) fn entries(&self) -> Vec<Entry> {
        self.block("", self.values)
    }

    fn block(&self, parent: &str, block: &Node) -> Vec<Entry> {
        block
            .entries()
            .filter(|entry| !is_dropped(parent, &entry.key))
            .map(|entry| {
                let items = entry.value.as_sequence().unwrap_or_default();
                let (name, value) = match self.place(parent, &entry.key, Some(&entry.value), false) {
                    Place::Attribute(name) => (name, attribute(&entry.key, &entry.value)),
                    Place::Object(name) => {
                        let object = items.first().unwrap_or(&entry.value);
                        (name, self.object(&entry.key, object))
                    }
                    Place::List(name) => {
                        let objects = items.iter().map(|item| self.object(&entry.key, item));
                        (name, Node::sequence(entry.value.span, objects.collect()))
                    }
                };
                Entry::new(name, entry.key_span, value)
            })
            .collect()
    }

    /// The object of a block, which begins where the block does.
    fn object(&self, name: &str, block: &Node) -> Node {
        Node { written: block.written.clone(), ..Node::mapping(block.span, self.block(name, block)) }
    }

    /// What the key `name` of the block `parent` becomes. Without a value, `is_block` says what is known of it.
    fn place(&self, parent: &str, name: &str, value: Option<&Node>, is_block: bool) -> Place {
        let items = value.and_then(Node::as_sequence).unwrap_or_default();
        let holds_objects = items.iter().any(|item| item.as_mapping().is_some());
        let repeated = list(parent, name);
        if !is_block && !holds_objects {
            return match (value, repeated) {
                (None, Some(list)) => Place::Attribute(list.to_owned()),
                _ => Place::Attribute(self.attribute_name(parent, name)),
            };
        }
        match repeated {
            Some(list) => Place::List(list.to_owned()),
            None if items.len() > 1 => Place::List(camel(name)),
            None => Place::Object(camel(name)),
        }
    }

    /// The provider takes a Secret's `data` as plain text, which Kubernetes calls `stringData`.
    fn attribute_name(&self, parent: &str, name: &str) -> String {
        match (self.kind, parent, name) {
            ("Secret", "", "data") => "stringData".to_owned(),
            ("Secret", "", "binary_data") => "data".to_owned(),
            _ => camel(name),
        }
    }

    /// Where the value at `path` of the provider's shape stands in the object; none when it is no part of it.
    pub(super) fn path(&self, path: &Path) -> Option<Path> {
        let mut mapped = Path::new();
        let mut parent = "";
        let mut block = Some(self.values);
        let mut rest = path.as_slice();
        while let [PathElement::Key(name), tail @ ..] = rest {
            if is_dropped(parent, name) {
                return None;
            }
            let value = block.and_then(|block| block.get(name));
            let is_block = matches!(tail, [PathElement::Index(_), PathElement::Key(_), ..]);
            let (name, index, after) = match (self.place(parent, name, value, is_block), tail) {
                (Place::Object(mapped_name), [PathElement::Index(index), after @ ..]) => {
                    mapped.push(PathElement::Key(mapped_name));
                    (name, *index, after)
                }
                (Place::List(mapped_name), [PathElement::Index(index), after @ ..]) => {
                    mapped.extend([PathElement::Key(mapped_name), PathElement::Index(*index)]);
                    (name, *index, after)
                }
                (Place::Attribute(mapped_name) | Place::Object(mapped_name) | Place::List(mapped_name), _) => {
                    mapped.push(PathElement::Key(mapped_name));
                    mapped.extend_from_slice(tail);
                    return Some(mapped);
                }
            };
            (parent, block, rest) = (name, value.and_then(|value| value.index(index)), after);
        }
        rest.is_empty().then_some(mapped)
    }
}

/// The value of an attribute, as a number where Kubernetes has one.
fn attribute(name: &str, value: &Node) -> Node {
    let Some(text) = value.as_str() else { return value.clone() };
    let digits = !text.is_empty() && text.len() < 19 && text.bytes().all(|byte| byte.is_ascii_digit());
    let parsed = match number(name) {
        Number::No => None,
        Number::Decimal => text.parse::<i64>().ok(),
        Number::Octal => i64::from_str_radix(text, 8).ok(),
    };
    match parsed.filter(|_| digits) {
        Some(number) => Node::new(value.span, Value::Number(Arc::from(number.to_string()))),
        None => value.clone(),
    }
}

//! Hashes of what policies see of a resource: equal hashes, equal input.

use crate::resource::{Path, PathElement, Resource};
use crate::source::{Node, Value};

/// A blake3 hash.
pub(super) type Hash = [u8; 32];

/// Hash of all that policies see of `resource`. Where things are written does not count; the order of a mapping's keys
/// does, which costs an evaluation and no correctness.
pub(super) fn resource(resource: &Resource, complete: bool) -> Hash {
    let mut bytes = Bytes(Vec::with_capacity(1024));
    bytes.text(resource.platform.as_str());
    for text in [&resource.kind, &resource.name, &resource.address] {
        bytes.text(text);
    }
    let optional =
        [&resource.group, &resource.api_version, &resource.namespace, &resource.version, &resource.environment];
    for text in optional {
        bytes.optional(text.as_deref());
    }
    bytes.node(&resource.values);
    bytes.list(&resource.unknown, |bytes, unknown| {
        bytes.path(&unknown.path);
        bytes.text(&unknown.reason);
    });
    bytes.list(&resource.references, |bytes, reference| {
        bytes.path(&reference.path);
        bytes.text(&reference.address);
    });
    bytes.list(&resource.sensitive, Bytes::path);
    bytes.list(&resource.literals, Bytes::path);
    bytes.list(&resource.actions, |bytes, action| bytes.text(action));
    bytes.0.push(u8::from(complete));
    *blake3::hash(&bytes.0).as_bytes()
}

/// Hash of what the policies of a group see of a set.
pub(super) fn set(group: usize, environment: Option<&str>, members: &[Hash], complete: bool) -> Hash {
    let mut bytes = Bytes(Vec::with_capacity(64 + members.len() * 32));
    bytes.length(group);
    bytes.optional(environment);
    bytes.0.push(u8::from(complete));
    bytes.0.extend(members.as_flattened());
    *blake3::hash(&bytes.0).as_bytes()
}

/// Values written so that different values are different bytes.
struct Bytes(Vec<u8>);

impl Bytes {
    fn length(&mut self, length: usize) {
        self.0.extend((length as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.extend(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.0.push(u8::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.length(items.len());
        for item in items {
            write(self, item);
        }
    }

    fn path(&mut self, path: &Path) {
        self.list(path, |bytes, element| match element {
            PathElement::Index(index) => {
                bytes.0.push(0);
                bytes.length(*index);
            }
            PathElement::Key(key) => {
                bytes.0.push(1);
                bytes.text(key);
            }
        });
    }

    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Null => self.0.push(b'n'),
            Value::Bool(value) => self.0.push(if *value { b't' } else { b'f' }),
            Value::Number(text) => {
                self.0.push(b'0');
                self.text(text);
            }
            Value::String(text) => {
                self.0.push(b'"');
                self.text(text);
            }
            Value::Sequence(items) => {
                self.0.push(b'[');
                self.list(items, Self::node);
            }
            Value::Mapping(mapping) => {
                self.0.push(b'{');
                self.list(mapping.entries(), |bytes, entry| {
                    bytes.text(&entry.key);
                    bytes.node(&entry.value);
                });
            }
        }
    }
}

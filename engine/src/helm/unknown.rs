//! Values that differ at every rendering, and the namespace of a release that nobody declared: unknown to policies,
//! whatever stands in for them.

use std::sync::Arc;

use super::Given;
use super::place::STAND_IN;
use crate::resource::{Path, PathElement, Resource, Unknown};
use crate::source::{Entry, Node, Rendered, RenderedKey, Value, Written};

/// Why nothing is said of the namespace of a release.
const UNDECLARED: &str = "the namespace of the release is not declared";

/// Takes the stand-ins out of the values of `resource` and says that they are unknown. What it is named by stays. A
/// namespace that nobody declared is left to whoever installs the chart, as in a manifest that has none.
pub(super) fn settle(resource: &mut Resource, given: Option<&Given>) {
    let all = given.and_then(|given| given.unknown.clone());
    if let Some(reason) = all.or_else(|| is_stand_in(&resource.values).then(|| reason(&resource.values, given))) {
        hide(resource, &reason);
    } else if has_stand_in(&resource.values) {
        let mut unknown = Vec::new();
        resource.values = without(&resource.values, &mut Vec::new(), &mut unknown, given);
        resource.unknown.extend(unknown);
    }
}

/// The document `root` of which nobody knows what is there: that depends on the unknown value of `key`.
pub(super) fn torn(root: &Node, key: &str) -> Node {
    let mark = |node: &Node| {
        let keys = vec![RenderedKey { path: key.into(), span: None, archived: false }];
        node.clone().with_written(Written::Rendered(Rendered { keys, stand_in: true, ..Rendered::default() }))
    };
    // The objects of a list are resources of their own.
    let entries = root.entries().map(|entry| match entry.value.as_sequence() {
        Some(items) if &*entry.key == "items" => {
            let value = Node::sequence(entry.value.span, items.iter().map(mark).collect());
            Entry::new(Arc::clone(&entry.key), entry.key_span, value)
        }
        _ => entry.clone(),
    });
    match root.as_mapping() {
        Some(_) => mark(&Node::mapping(root.span, entries.collect())),
        None => root.clone(),
    }
}

/// Why a value is not known for which another stands in.
fn reason(node: &Node, given: Option<&Given>) -> String {
    let keys = match node.written.as_deref() {
        Some(Written::Rendered(rendered)) => rendered.keys.as_slice(),
        _ => &[],
    };
    let known = given.and_then(|given| keys.iter().find_map(|key| given.reason(&key.path)));
    known.unwrap_or(STAND_IN).to_owned()
}

/// Leaves of `resource` what it is named by: nothing else is known of it, for `reason`.
pub(super) fn hide(resource: &mut Resource, reason: &str) {
    let names = |entry: &&Entry| ["apiVersion", "kind", "metadata"].contains(&&*entry.key);
    let mut entries: Vec<Entry> = resource.values.entries().filter(names).cloned().collect();
    for metadata in entries.iter_mut().filter(|entry| &*entry.key == "metadata") {
        let name = metadata.value.entry("name").cloned();
        metadata.value = Node::mapping(metadata.value.span, name.into_iter().collect());
    }
    resource.values = Node::mapping(resource.values.span, entries);
    resource.unknown = vec![Unknown { path: Path::new(), reason: reason.to_owned() }];
    resource.sensitive.clear();
}

fn is_stand_in(node: &Node) -> bool {
    node.rendered().is_some_and(|rendered| rendered.stand_in)
}

fn is_undeclared(entry: &Entry) -> bool {
    &*entry.key == "namespace" && entry.value.rendered().is_some_and(|rendered| rendered.undeclared)
}

fn has_stand_in(node: &Node) -> bool {
    is_stand_in(node)
        || node.entries().any(|entry| is_undeclared(entry) || has_stand_in(&entry.value))
        || node.items().any(has_stand_in)
}

/// The node without what stands in; an element of a list is null instead, so that the others keep their places.
fn without(node: &Node, path: &mut Path, unknown: &mut Vec<Unknown>, given: Option<&Given>) -> Node {
    let noted = |path: &Path, node: &Node| Unknown { path: path.clone(), reason: reason(node, given) };
    match &node.value {
        Value::Mapping(mapping) => {
            let mut entries = Vec::with_capacity(mapping.entries().len());
            for entry in mapping.entries() {
                path.push(PathElement::Key(entry.key.to_string()));
                let names_it = path.as_slice() == ["metadata".into(), "name".into()];
                if is_stand_in(&entry.value) && !names_it {
                    unknown.push(noted(path, &entry.value));
                } else if is_undeclared(entry) {
                    // Elsewhere it means what its absence means: the namespace of the object.
                    if path.len() == 2 {
                        unknown.push(Unknown { path: path.clone(), reason: UNDECLARED.to_owned() });
                    }
                } else {
                    let mut entry = entry.clone();
                    entry.value = without(&entry.value, path, unknown, given);
                    entries.push(entry);
                }
                path.pop();
            }
            Node { alias: node.alias, written: node.written.clone(), ..Node::mapping(node.span, entries) }
        }
        Value::Sequence(items) => {
            let mut kept = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                path.push(PathElement::Index(index));
                if is_stand_in(item) {
                    unknown.push(noted(path, item));
                    kept.push(Node { value: Value::Null, ..item.clone() });
                } else {
                    kept.push(without(item, path, unknown, given));
                }
                path.pop();
            }
            Node { alias: node.alias, written: node.written.clone(), ..Node::sequence(node.span, kept) }
        }
        _ => node.clone(),
    }
}

//! Values that differ at every rendering: unknown to policies, whatever stands in for them.

use super::place::STAND_IN;
use crate::resource::{Path, PathElement, Resource, Unknown};
use crate::source::{Entry, Node, Value, Written};

/// Takes the stand-ins out of the values of `resource` and says that they are unknown. What it is named by stays.
pub(super) fn settle(resource: &mut Resource) {
    if has_stand_in(&resource.values) {
        let mut unknown = Vec::new();
        resource.values = without(&resource.values, &mut Vec::new(), &mut unknown);
        resource.unknown.extend(unknown.into_iter().map(|path| Unknown { path, reason: STAND_IN.to_owned() }));
    }
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
    matches!(node.written.as_deref(), Some(Written::Rendered(rendered)) if rendered.stand_in)
}

fn has_stand_in(node: &Node) -> bool {
    is_stand_in(node) || node.entries().any(|entry| has_stand_in(&entry.value)) || node.items().any(has_stand_in)
}

/// The node without what stands in; an element of a list is null instead, so that the others keep their places.
fn without(node: &Node, path: &mut Path, unknown: &mut Vec<Path>) -> Node {
    match &node.value {
        Value::Mapping(mapping) => {
            let mut entries = Vec::with_capacity(mapping.entries().len());
            for entry in mapping.entries() {
                path.push(PathElement::Key(entry.key.to_string()));
                let names_it = path.as_slice() == ["metadata".into(), "name".into()];
                if is_stand_in(&entry.value) && !names_it {
                    unknown.push(path.clone());
                } else {
                    let mut entry = entry.clone();
                    entry.value = without(&entry.value, path, unknown);
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
                    unknown.push(path.clone());
                    kept.push(Node { value: Value::Null, ..item.clone() });
                } else {
                    kept.push(without(item, path, unknown));
                }
                path.pop();
            }
            Node { alias: node.alias, written: node.written.clone(), ..Node::sequence(node.span, kept) }
        }
        _ => node.clone(),
    }
}

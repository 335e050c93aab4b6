//! A plan's values as policies see them: what is null is absent, an empty list is absent.
//!
//! A plan writes an unset attribute as `null` and an unset block as `[]`; without the provider's schema an empty list of
//! blocks cannot be told from an empty list of strings. So both are absent keys, and policies treat an absent list and
//! an empty one alike. Elements of lists keep their place, null ones included: paths count on it.

use crate::source::{Entry, Node, Value};

/// `node` without null and empty-list entries of mappings, at any depth.
pub(super) fn normalise(node: &Node) -> Node {
    match &node.value {
        Value::Mapping(mapping) => {
            let entries = mapping
                .entries()
                .iter()
                .filter(|entry| !is_absent(&entry.value))
                .map(|entry| Entry::new(entry.key.clone(), entry.key_span, normalise(&entry.value)))
                .collect();
            Node { alias: node.alias, ..Node::mapping(node.span, entries) }
        }
        Value::Sequence(items) => {
            Node { alias: node.alias, ..Node::sequence(node.span, items.iter().map(normalise).collect()) }
        }
        _ => node.clone(),
    }
}

/// Does the plan say with this value that the key is not set?
pub(super) fn is_absent(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Sequence(items) => items.is_empty(),
        _ => false,
    }
}

/// Equal scalars, but for what a provider's schema changes: numbers and booleans as strings.
pub(super) fn same_scalar(a: &Node, b: &Node) -> bool {
    matches!((scalar(a), scalar(b)), (Some(a), Some(b)) if a == b)
}

fn scalar(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Bool(true) => Some("true"),
        Value::Bool(false) => Some("false"),
        Value::Number(text) | Value::String(text) => Some(text),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

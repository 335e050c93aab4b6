//! `after_unknown`, `after_sensitive` and `sensitive_values`: trees that mirror the values, with `true` at what they mark.

use crate::resource::{Path, PathElement};
use crate::source::{Node, Value};

/// Paths of the `true` leaves of `marks`. A `true` at a path covers everything below it.
pub(super) fn marked(marks: Option<&Node>) -> Vec<Path> {
    let mut found = Vec::new();
    if let Some(marks) = marks {
        collect(marks, &mut Vec::new(), &mut found);
    }
    found
}

fn collect(node: &Node, path: &mut Path, found: &mut Vec<Path>) {
    match &node.value {
        Value::Bool(true) => found.push(path.clone()),
        Value::Mapping(mapping) => {
            for entry in mapping.entries() {
                path.push(PathElement::from(&*entry.key));
                collect(&entry.value, path, found);
                path.pop();
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(PathElement::from(index));
                collect(item, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

//! Fields of Go's structs from YAML, as `sigs.k8s.io/yaml` and `encoding/json` fill them.

use bartizan_source::{Node, Value};

use crate::{Error, Result};

/// How `encoding/json` calls the kind of a value.
pub(crate) fn go_kind(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Sequence(_) => "array",
        Value::Mapping(_) => "object",
    }
}

/// The text of a value where Go's type is a string: numbers and booleans are written out, `null` is empty. None for
/// lists and mappings.
pub(crate) fn scalar_text(node: &Node) -> Option<String> {
    Some(match &node.value {
        Value::Null => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::String(text) => text.to_string(),
        Value::Number(text) => number_text(text),
        Value::Sequence(_) | Value::Mapping(_) => return None,
    })
}

/// Whole numbers as they are; others as the shortest digits of the float.
fn number_text(text: &str) -> String {
    if !text.contains(['.', 'e', 'E']) {
        return text.to_owned();
    }
    let Ok(value) = text.parse::<f64>() else { return text.to_owned() };
    let digits = bartizan_gofmt::floats::text(value, 'g', None);
    if value.is_sign_negative() { format!("-{digits}") } else { digits }
}

/// The string in the field `field` (`Metadata.name`).
pub(super) fn string(node: &Node, field: &str) -> Result<String> {
    scalar_text(node).ok_or_else(|| mismatch(node, field, "string"))
}

/// The boolean in a field.
pub(super) fn boolean(node: &Node, field: &str) -> Result<bool> {
    match node.value {
        Value::Null => Ok(false),
        Value::Bool(value) => Ok(value),
        _ => Err(mismatch(node, field, "bool")),
    }
}

/// The elements of the list in a field, whose type is `go`.
pub(super) fn items<'a>(node: &'a Node, field: &str, go: &str) -> Result<&'a [Node]> {
    match &node.value {
        Value::Null => Ok(&[]),
        Value::Sequence(items) => Ok(items),
        _ => Err(mismatch(node, field, go)),
    }
}

/// The strings of the list in a field.
pub(super) fn strings(node: &Node, field: &str) -> Result<Vec<String>> {
    items(node, field, "[]string")?.iter().map(|item| string(item, field)).collect()
}

/// The entries of the mapping in a field, whose type is `go`: their names and values.
pub(super) fn entries<'a>(node: &'a Node, field: &str, go: &str) -> Result<Vec<(&'a str, &'a Node)>> {
    match &node.value {
        Value::Null => Ok(Vec::new()),
        Value::Mapping(mapping) => Ok(mapping.entries().iter().map(|entry| (&*entry.key, &entry.value)).collect()),
        _ => Err(mismatch(node, field, go)),
    }
}

/// A value does not fit its field.
fn mismatch(node: &Node, field: &str, go: &str) -> Error {
    let kind = go_kind(node);
    let into = if field.contains('.') { format!("struct field {field}") } else { "value".to_owned() };
    Error::new(format!(
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go {into} of type {go}"
    ))
    .or_at(node.span)
}

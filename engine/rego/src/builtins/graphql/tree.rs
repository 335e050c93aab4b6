//! Trees of GraphQL documents: values of the shape that OPA gives them, which is that of `vektah/gqlparser`.
//!
//! What is null or empty is left out. While a document is worked on its nodes also have a `Position`, an array of line
//! and column; nodes of trees that a policy hands over have none.

use crate::builtins::{Context, Error};
use crate::value::Value;

/// Kinds of values, by gqlparser's numbers.
pub(super) mod kind {
    pub(in crate::builtins::graphql) const VARIABLE: i64 = 0;
    pub(in crate::builtins::graphql) const INT: i64 = 1;
    pub(in crate::builtins::graphql) const FLOAT: i64 = 2;
    pub(in crate::builtins::graphql) const STRING: i64 = 3;
    pub(in crate::builtins::graphql) const BLOCK: i64 = 4;
    pub(in crate::builtins::graphql) const BOOLEAN: i64 = 5;
    pub(in crate::builtins::graphql) const NULL: i64 = 6;
    pub(in crate::builtins::graphql) const ENUM: i64 = 7;
    pub(in crate::builtins::graphql) const LIST: i64 = 8;
    pub(in crate::builtins::graphql) const OBJECT: i64 = 9;
}

const POSITION: &str = "Position";

/// A node with these fields; those that are null or empty are left out.
pub(super) fn node<const N: usize>(place: (usize, usize), fields: [(&str, Value); N]) -> Value {
    let position = Value::array(vec![Value::from(place.0), Value::from(place.1)]);
    Value::record(fields.into_iter().chain([(POSITION, position)]).filter(|(_, value)| !is_empty(value)))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

/// The tree without positions, and without what is null or empty.
pub(super) fn pruned(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::array(items.iter().map(pruned).filter(|item| !is_empty(item)).collect()),
        Value::Object(object) => {
            let kept = object.iter().filter(|(key, _)| key.as_str() != Some(POSITION));
            let kept = kept.map(|(key, value)| (key.clone(), pruned(value))).filter(|(_, value)| !is_empty(value));
            Value::object(kept.collect())
        }
        other => other.clone(),
    }
}

/// The tree that a policy hands over.
///
/// # Errors
///
/// [`Error::Failed`] if its lists are none, or if it nests too deep.
pub(super) fn adopted(context: &mut Context<'_>, given: &Value, schema: bool) -> Result<Value, Error> {
    let lists: &[&str] = if schema {
        &["Schema", "SchemaExtension", "Directives", "Definitions", "Extensions"]
    } else {
        &["Operations", "Fragments"]
    };
    for name in lists {
        if let Some(other) = given.field(name).filter(|value| !matches!(value, Value::Array(_) | Value::Null)) {
            let kind = other.type_name();
            return Err(Error::failed(format!("json: cannot unmarshal {kind} into the field {name} of a document")));
        }
    }
    measure(context, given, 0)?;
    let tree = pruned(given);
    Ok(if schema { tree } else { with_fields(&tree) })
}

/// The tree with all selections as fields, for which OPA takes them in trees that are handed over.
fn with_fields(tree: &Value) -> Value {
    match tree {
        Value::Array(items) => Value::array(items.iter().map(with_fields).collect()),
        Value::Object(object) => {
            let entry = |(key, value): &(Value, Value)| match (key.as_str(), value) {
                (Some("SelectionSet"), Value::Array(items)) => {
                    (key.clone(), Value::array(items.iter().map(|item| as_field(&with_fields(item))).collect()))
                }
                _ => (key.clone(), with_fields(value)),
            };
            Value::object(object.iter().map(entry).collect())
        }
        other => other.clone(),
    }
}

fn as_field(selection: &Value) -> Value {
    let mut field = selection.as_object().cloned().unwrap_or_default();
    field.remove(&Value::from("TypeCondition"));
    for name in ["Alias", "Name"] {
        if field.field(name).is_none() {
            field.insert(Value::from(name), Value::from(""));
        }
    }
    Value::Object(field.into())
}

/// Levels of objects and arrays that a tree may nest: about three for each level of a document.
const MAX_LEVELS: usize = 3 * super::parser::MAX_DEPTH + 16;

fn measure(context: &mut Context<'_>, value: &Value, level: usize) -> Result<(), Error> {
    context.make(64)?;
    if level > MAX_LEVELS {
        return Err(Error::failed(format!("GraphQL parse error: the tree nests more than {MAX_LEVELS} levels")));
    }
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| measure(context, item, level + 1)),
        Value::Object(object) => object.values().try_for_each(|item| measure(context, item, level + 1)),
        _ => Ok(()),
    }
}

/// The text of a field; empty where there is none.
pub(super) fn text<'a>(node: &'a Value, name: &str) -> &'a str {
    node.field(name).and_then(Value::as_str).unwrap_or_default()
}

/// The name of a node.
pub(super) fn name(node: &Value) -> &str {
    text(node, "Name")
}

/// The nodes of a field.
pub(super) fn list<'a>(node: &'a Value, name: &str) -> &'a [Value] {
    node.field(name).and_then(Value::as_array).unwrap_or_default()
}

/// The node of a list that has this name.
pub(super) fn named<'a>(nodes: &'a [Value], wanted: &str) -> Option<&'a Value> {
    nodes.iter().find(|node| name(node) == wanted)
}

/// Is the field true?
pub(super) fn is(node: &Value, name: &str) -> bool {
    node.field(name) == Some(&Value::Bool(true))
}

/// Line and column, where they are known.
pub(super) fn place(node: &Value) -> Option<(usize, usize)> {
    let [line, column] = list(node, POSITION) else { return None };
    Some((line.as_number()?.as_usize()?, column.as_number()?.as_usize()?))
}

/// The kind of a value.
pub(super) fn kind_of(value: &Value) -> i64 {
    value.field("Kind").and_then(Value::as_number).and_then(crate::value::Number::as_i64).unwrap_or(0)
}

/// The innermost type of a type, by name.
pub(super) fn base_type(mut kind: &Value) -> &str {
    while text(kind, "NamedType").is_empty() {
        match kind.field("Elem") {
            Some(inner) => kind = inner,
            None => return "",
        }
    }
    text(kind, "NamedType")
}

/// A type as it is written.
pub(super) fn type_text(kind: &Value) -> String {
    let mark = if is(kind, "NonNull") { "!" } else { "" };
    match (text(kind, "NamedType"), kind.field("Elem")) {
        ("", Some(inner)) => format!("[{}]{mark}", type_text(inner)),
        (name, _) => format!("{name}{mark}"),
    }
}

/// May a value of type `actual` stand where `wanted` is asked for?
pub(super) fn is_compatible(actual: &Value, wanted: &Value) -> bool {
    let inner = match (actual.field("Elem"), wanted.field("Elem")) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(actual), Some(wanted)) => is_compatible(actual, wanted),
    };
    text(actual, "NamedType") == text(wanted, "NamedType") && inner && (is(actual, "NonNull") || !is(wanted, "NonNull"))
}

/// A value as errors show it.
pub(super) fn value_text(value: &Value) -> String {
    let raw = text(value, "Raw");
    let children = || list(value, "Children").iter();
    let shown = |child: &Value| child.field("Value").map(value_text).unwrap_or_default();
    match kind_of(value) {
        kind::VARIABLE => format!("${raw}"),
        kind::STRING | kind::BLOCK => crate::builtins::url::quote(raw),
        kind::LIST => format!("[{}]", children().map(shown).collect::<Vec<_>>().join(",")),
        kind::OBJECT => {
            let pairs: Vec<String> = children().map(|child| format!("{}:{}", name(child), shown(child))).collect();
            format!("{{{}}}", pairs.join(","))
        }
        _ => raw.to_owned(),
    }
}

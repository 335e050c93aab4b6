//! What a document says after a step.

use serde_json::{Map, Value};

use super::Refusal;
use crate::fix::hcl::shown;
use crate::rego::{EditOp, FixStep};
use crate::resource::PathElement;
use crate::source::{Node, Value as Written};

/// What `node` says, wherever it is written.
pub(super) fn said(node: &Node) -> Value {
    match &node.value {
        Written::Null => Value::Null,
        Written::Bool(value) => (*value).into(),
        // The text of a number is its value: `1.0` is not `1`.
        Written::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::from(&**text)),
        Written::String(text) => Value::from(&**text),
        Written::Sequence(items) => items.iter().map(said).collect(),
        Written::Mapping(mapping) => {
            mapping.entries().iter().map(|entry| (entry.key.to_string(), said(&entry.value))).collect()
        }
    }
}

/// Does to `document` what `step` asks for.
///
/// # Errors
/// When there is nothing to do it to.
pub(super) fn apply(document: &mut Value, step: &FixStep) -> Result<(), Refusal> {
    match step.op {
        EditOp::Set => *made(document, &step.path)? = step.value.clone(),
        EditOp::Append => {
            let list = made(document, &step.path)?;
            if list.is_null() {
                *list = Value::Array(Vec::new());
            }
            let items = list.as_array_mut().ok_or_else(|| wrong(&step.path, "no list"))?;
            items.push(step.value.clone());
        }
        EditOp::Remove => remove(document, &step.path)?,
        EditOp::AddResource => {}
    }
    Ok(())
}

/// The value at `path`, with whatever it lacks above it.
fn made<'v>(document: &'v mut Value, path: &[PathElement]) -> Result<&'v mut Value, Refusal> {
    let mut at = document;
    for (depth, element) in path.iter().enumerate() {
        at = match element {
            PathElement::Key(key) => {
                if at.is_null() {
                    *at = Value::Object(Map::new());
                }
                let fields = at.as_object_mut().ok_or_else(|| wrong(&path[..depth], "no object"))?;
                fields.entry(key.clone()).or_insert(Value::Null)
            }
            PathElement::Index(index) => {
                if at.is_null() {
                    *at = Value::Array(Vec::new());
                }
                let items = at.as_array_mut().ok_or_else(|| wrong(&path[..depth], "no list"))?;
                if *index == items.len() {
                    items.push(Value::Null);
                }
                items.get_mut(*index).ok_or_else(|| wrong(&path[..=depth], "not there"))?
            }
        };
    }
    Ok(at)
}

fn remove(document: &mut Value, path: &[PathElement]) -> Result<(), Refusal> {
    let (last, above) = path.split_last().ok_or_else(|| Refusal::new("a whole document is not removed"))?;
    let mut at = document;
    for element in above {
        at = match element {
            PathElement::Key(key) => at.get_mut(key),
            PathElement::Index(index) => at.get_mut(index),
        }
        .ok_or_else(|| wrong(path, "not there"))?;
    }
    let removed = match (last, at) {
        (PathElement::Key(key), Value::Object(fields)) => fields.remove(key),
        (PathElement::Index(index), Value::Array(items)) if *index < items.len() => Some(items.remove(*index)),
        _ => None,
    };
    removed.map(|_| ()).ok_or_else(|| wrong(path, "not there"))
}

fn wrong(path: &[PathElement], what: &str) -> Refusal {
    Refusal::new(format!("`{}` is {what}", shown(path)))
}

//! `json.filter`, `json.remove`: what stands at paths, and all but that.

use std::collections::BTreeMap;

use super::operands::{object, wrong};
use super::{Answer, Context, Error, Function};
use crate::value::Value;

pub(super) const FUNCTIONS: &[(&str, Function)] = &[("json.filter", filter), ("json.remove", remove)];

/// Segments that a path may have.
const MAX_SEGMENTS: usize = 1000;

/// A path: the segments of a JSON pointer, or those that an array lists.
pub(super) fn path(value: &Value) -> Result<Vec<Value>, Error> {
    let segments = match value {
        Value::String(text) if text.is_empty() => Vec::new(),
        Value::String(text) => {
            let segment = |part: &str| Value::from(part.replace("~1", "/").replace("~0", "~"));
            text.trim_start_matches('/').split('/').map(segment).collect()
        }
        Value::Array(items) => items.to_vec(),
        other => {
            let wanted = "one of {set, array} containing string paths or array of path segments";
            return Err(wrong(2, wanted, other));
        }
    };
    if segments.len() > MAX_SEGMENTS {
        return Err(Error::failed(format!("a path has more than {MAX_SEGMENTS} segments")));
    }
    Ok(segments)
}

/// Paths by their segments.
enum Tree {
    /// A path ends here.
    End,
    /// Paths go on.
    Further(BTreeMap<Value, Tree>),
}

impl Tree {
    /// The paths that the second argument lists.
    fn of(context: &mut Context<'_>, arguments: &[Value]) -> Result<Self, Error> {
        let listed = match &arguments[1] {
            Value::Array(items) => items.as_slice(),
            Value::Set(set) => set.as_slice(),
            other => return Err(wrong(2, "one of {set, array}", other)),
        };
        let mut root = BTreeMap::new();
        for value in listed {
            let segments = path(value)?;
            context.make(segments.len() * 64)?;
            let Some((last, before)) = segments.split_last() else { continue };
            let mut node = Some(&mut root);
            for segment in before {
                node = node.and_then(|node| {
                    match node.entry(segment.clone()).or_insert_with(|| Self::Further(BTreeMap::new())) {
                        Self::End => None,
                        Self::Further(next) => Some(next),
                    }
                });
            }
            if let Some(node) = node {
                node.insert(last.clone(), Self::End);
            }
        }
        Ok(Self::Further(root))
    }

    fn get(&self, key: &Value) -> Option<&Self> {
        match self {
            Self::End => None,
            Self::Further(nodes) => nodes.get(key),
        }
    }
}

/// The key under which paths name an element of an array.
fn index(at: usize) -> Value {
    Value::from(at.to_string())
}

fn filter(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    object(arguments, 1)?;
    let tree = Tree::of(context, arguments)?;
    kept(context, &arguments[0], &tree)
}

/// What of a value stands at paths. Paths that go on below a scalar keep it.
fn kept(context: &mut Context<'_>, value: &Value, tree: &Tree) -> Answer {
    if matches!(tree, Tree::End) {
        return Ok(value.clone());
    }
    parts(context, value, tree, |context, value, tree| tree.map(|tree| kept(context, value, tree)).transpose())
}

fn remove(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    object(arguments, 1)?;
    let tree = Tree::of(context, arguments)?;
    Ok(left(context, &arguments[0], Some(&tree))?.unwrap_or(Value::Null))
}

/// What of a value stands at no path.
fn left(context: &mut Context<'_>, value: &Value, tree: Option<&Tree>) -> Result<Option<Value>, Error> {
    match tree {
        None => Ok(Some(value.clone())),
        Some(Tree::End) => Ok(None),
        Some(tree) => parts(context, value, tree, left).map(Some),
    }
}

/// The value made of what `each` leaves of its parts, each with the tree of the paths that go on below it. A scalar stays.
fn parts(
    context: &mut Context<'_>,
    value: &Value,
    tree: &Tree,
    each: impl Fn(&mut Context<'_>, &Value, Option<&Tree>) -> Result<Option<Value>, Error>,
) -> Answer {
    let mut part = |value: &Value, tree: Option<&Tree>| {
        context.make(size_of::<Value>())?;
        each(context, value, tree)
    };
    Ok(match value {
        Value::Array(items) => {
            let parts = items.iter().enumerate().map(|(at, item)| part(item, tree.get(&index(at))));
            Value::array(parts.filter_map(Result::transpose).collect::<Result<_, Error>>()?)
        }
        Value::Set(set) => {
            let parts = set.iter().map(|item| part(item, tree.get(item)));
            Value::set(parts.filter_map(Result::transpose).collect::<Result<_, Error>>()?)
        }
        Value::Object(object) => {
            let mut entries = Vec::new();
            for (key, value) in &**object {
                if let Some(value) = part(value, tree.get(key))? {
                    entries.push((key.clone(), value));
                }
            }
            Value::object(entries)
        }
        scalar => scalar.clone(),
    })
}

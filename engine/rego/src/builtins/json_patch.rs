//! `json.patch`: RFC 6902, on sets too, whose elements are their own keys.

use std::sync::Arc;

use super::json_paths::path;
use super::operands::array;
use super::{Answer, Context, Error, Function};
use crate::value::{MAX_DEPTH, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[("json.patch", patch)];

/// Levels that a patched value may nest.
const MAX_LEVELS: usize = 2 * MAX_DEPTH;

fn patch(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let mut root = Some(arguments[0].clone());
    for operation in array(arguments, 2)? {
        apply(context, &mut root, operation)?;
    }
    root.ok_or_else(|| Error::failed("nothing is left of the document"))
}

/// Applies one operation; nothing is left of the document after `remove` of the empty path.
fn apply(context: &mut Context<'_>, root: &mut Option<Value>, operation: &Value) -> Result<(), Error> {
    let Value::Object(fields) = operation else {
        let message = "must be an array of JSON-Patch objects, but at least one element is not an object";
        return Err(Error::failed(message));
    };
    let field =
        |name: &str| fields.field(name).ok_or_else(|| Error::failed(format!("missing required attribute '{name}'")));
    let target = field("path")?;
    let op = match field("op")? {
        Value::String(op) => op,
        other => {
            let got = other.type_name();
            return Err(Error::failed(format!("attribute 'op' must be a string but found: {got}")));
        }
    };
    let target = path(target)?;
    match &**op {
        "add" => insert(context, root, &target, field("value")?.clone()),
        "remove" => delete(context, root, &target),
        "replace" => {
            delete(context, root, &target)?;
            insert(context, root, &target, field("value")?.clone())
        }
        "move" => {
            let from = path(field("from")?)?;
            let value = find(root, &from)?;
            delete(context, root, &from)?;
            bound(context, &value, target.len())?;
            insert(context, root, &target, value)
        }
        "copy" => {
            let from = path(field("from")?)?;
            let value = find(root, &from)?;
            bound(context, &value, target.len())?;
            insert(context, root, &target, value)
        }
        "test" => {
            let found = find(root, &target)?;
            if found == *field("value")? {
                Ok(())
            } else {
                Err(Error::failed("the value differs from that of the patch"))
            }
        }
        other => Err(Error::failed(format!("unrecognized op: '{other}'"))),
    }
}

fn deleted() -> Error {
    Error::failed("deleted node encountered")
}

fn missing(key: &Value) -> Error {
    Error::failed(format!("path {key} does not exist"))
}

/// Refuses values that would nest too deep below `levels`.
fn bound(context: &mut Context<'_>, value: &Value, levels: usize) -> Result<(), Error> {
    context.make(1)?;
    if levels > MAX_LEVELS {
        return Err(Error::failed(format!("nests more than {MAX_LEVELS} levels")));
    }
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| bound(context, item, levels + 1)),
        Value::Set(set) => set.iter().try_for_each(|item| bound(context, item, levels + 1)),
        Value::Object(object) => object.values().try_for_each(|item| bound(context, item, levels + 1)),
        _ => Ok(()),
    }
}

/// What stands at a path.
fn find(root: &Option<Value>, path: &[Value]) -> Result<Value, Error> {
    let mut value = root.as_ref().ok_or_else(deleted)?;
    for key in path {
        let found = match value {
            Value::Array(items) => items.get(index(items.len(), key)?),
            other => other.get(key),
        };
        value = found.ok_or_else(|| missing(key))?;
    }
    Ok(value.clone())
}

fn insert(context: &mut Context<'_>, root: &mut Option<Value>, path: &[Value], new: Value) -> Result<(), Error> {
    let Some((last, parents)) = path.split_last() else {
        *root = Some(new);
        return Ok(());
    };
    edit(context, root.as_mut().ok_or_else(deleted)?, parents, &mut |value| {
        match value {
            Value::Object(object) => Arc::make_mut(object).insert(last.clone(), new.clone()),
            Value::Array(items) => {
                let at = index(items.len(), last)?;
                if at > items.len() {
                    return Err(Error::failed("index for array insertion out of bounds"));
                }
                Arc::make_mut(items).insert(at, new.clone());
            }
            Value::Set(set) if *last == new => {
                *value = Value::set(set.iter().chain([&new]).cloned().collect());
            }
            Value::Set(_) => return Err(Error::failed("set key does not equal value to be inserted")),
            _ => return Err(Error::failed("expected composite type")),
        }
        Ok(())
    })
}

fn delete(context: &mut Context<'_>, root: &mut Option<Value>, path: &[Value]) -> Result<(), Error> {
    let Some((last, parents)) = path.split_last() else {
        return root.take().map(drop).ok_or_else(deleted);
    };
    edit(context, root.as_mut().ok_or_else(deleted)?, parents, &mut |value| {
        match value {
            Value::Object(object) => {
                Arc::make_mut(object).remove(last).ok_or_else(|| missing(last))?;
            }
            Value::Array(items) => {
                let at = index(items.len(), last)?;
                if at >= items.len() {
                    return Err(Error::failed("index for array delete out of bounds"));
                }
                Arc::make_mut(items).remove(at);
            }
            Value::Set(set) if set.contains(last) => {
                *value = Value::set(set.iter().filter(|item| *item != last).cloned().collect());
            }
            Value::Set(_) => return Err(missing(last)),
            _ => return Err(Error::failed("expected composite type")),
        }
        Ok(())
    })
}

/// Changes what stands at a path. What is shared with other values is copied first.
fn edit(
    context: &mut Context<'_>,
    value: &mut Value,
    path: &[Value],
    change: &mut dyn FnMut(&mut Value) -> Result<(), Error>,
) -> Result<(), Error> {
    match value {
        Value::Object(object) => context.work(1 + object.len() / 8)?,
        Value::Array(items) => context.work(1 + items.len() / 8)?,
        Value::Set(set) => context.make(set.len() * size_of::<Value>())?,
        _ => {}
    }
    let Some((key, rest)) = path.split_first() else { return change(value) };
    match value {
        Value::Object(object) => {
            let next = Arc::make_mut(object).get_mut(key).ok_or_else(|| missing(key))?;
            edit(context, next, rest, change)
        }
        Value::Array(items) => {
            let at = index(items.len(), key)?;
            let next = Arc::make_mut(items).get_mut(at).ok_or_else(|| missing(key))?;
            edit(context, next, rest, change)
        }
        Value::Set(set) => {
            let mut next = set.get(key).ok_or_else(|| missing(key))?.clone();
            edit(context, &mut next, rest, change)?;
            let others = set.iter().filter(|item| *item != key).cloned();
            *value = Value::set(others.chain([next]).collect());
            Ok(())
        }
        _ => Err(Error::failed("expected composite type")),
    }
}

/// The index that a segment is: digits, and `-` for after the last.
fn index(length: usize, key: &Value) -> Result<usize, Error> {
    let text = match key {
        Value::String(text) if **text == *"-" => return Ok(length),
        Value::String(text) if text.len() > 1 && text.starts_with('0') => {
            return Err(Error::failed("leading zeros are not allowed in JSON paths"));
        }
        Value::String(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        _ => return Err(Error::failed("invalid type for indexing")),
    };
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(&text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = !unsigned.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !fraction.bytes().all(|byte| byte == b'0') {
        return Err(Error::failed("invalid segment for indexing"));
    }
    let at = if whole.is_empty() { 0 } else { whole.parse().unwrap_or(usize::MAX) };
    if at > 0 && text.starts_with('-') { Err(Error::failed("index out of bounds")) } else { Ok(at) }
}

//! `object.*`.

use std::borrow::Cow;
use std::sync::Arc;

use super::operands::{array, object, wrong, wrong_element};
use super::{Answer, Context, Error, Function};
use crate::value::{Object, Set, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("object.filter", |context, arguments| select(context, arguments, true)),
    ("object.get", get),
    ("object.keys", keys),
    ("object.remove", |context, arguments| select(context, arguments, false)),
    ("object.subset", subset),
    ("object.union", union),
    ("object.union_n", union_n),
];

/// An object of so many entries is going to be made.
fn account(context: &mut Context<'_>, entries: usize) -> Result<(), Error> {
    context.work(entries / 2)?;
    context.make(entries * size_of::<(Value, Value)>())
}

/// The value under a key, or at the end of a path that an array is, or else the third argument.
fn get(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let whole = object(arguments, 1)?;
    context.work(1)?;
    let found = match &arguments[1] {
        Value::Array(path) => path.iter().try_fold(&arguments[0], |value, key| value.get(key)),
        key => whole.get(key),
    };
    Ok(found.unwrap_or(&arguments[2]).clone())
}

fn keys(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let object = object(arguments, 1)?;
    account(context, object.len())?;
    Ok(Value::set(object.keys().cloned().collect()))
}

/// The entries whose keys the second argument has, or has not.
fn select(context: &mut Context<'_>, arguments: &[Value], wanted: bool) -> Answer {
    let object = object(arguments, 1)?;
    let named: Cow<'_, Set> = match &arguments[1] {
        Value::Set(set) => Cow::Borrowed(set),
        Value::Array(items) => Cow::Owned(items.to_vec().into()),
        Value::Object(keys) => Cow::Owned(keys.keys().cloned().collect::<Vec<_>>().into()),
        other => return Err(wrong(2, "one of {object, set, array}", other)),
    };
    account(context, object.len() + named.len())?;
    let entries = object.iter().filter(|(key, _)| named.contains(key) == wanted).cloned().collect();
    Ok(Value::object(entries))
}

fn union(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (left, right) = (object(arguments, 1)?, object(arguments, 2)?);
    merge(context, &[left, right])
}

fn union_n(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let objects: Result<Vec<_>, _> = array(arguments, 1)?
        .iter()
        .map(|item| item.as_object().ok_or_else(|| wrong_element(arguments, 1, "object", item)))
        .collect();
    merge(context, &objects?)
}

/// Later objects win; values that are objects on all sides are merged in turn.
fn merge(context: &mut Context<'_>, objects: &[&Object]) -> Answer {
    let mut entries: Vec<&(Value, Value)> = objects.iter().copied().flatten().collect();
    account(context, entries.len())?;
    // Stable: of equal keys, those of earlier objects come first.
    entries.sort_by(|left, right| left.0.cmp(&right.0));
    let mut merged = Vec::with_capacity(entries.len());
    for same in entries.chunk_by(|left, right| left.0 == right.0) {
        let Some((key, last)) = same.last() else { continue };
        // What is not an object hides all that came before it.
        let mut parts: Vec<&Object> = same.iter().rev().map_while(|(_, value)| value.as_object()).collect();
        parts.reverse();
        let value = if parts.len() > 1 { merge(context, &parts)? } else { last.clone() };
        merged.push((key.clone(), value));
    }
    Ok(Value::Object(Arc::new(merged.into())))
}

/// Does the first argument have all that the second has? Arrays: as one run of elements.
fn subset(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    match (&arguments[0], &arguments[1]) {
        (Value::Array(whole), Value::Set(part)) => Ok(Value::Bool(has_elements(context, whole, part)?)),
        (whole, part) => match includes(context, whole, part)? {
            Some(holds) => Ok(Value::Bool(holds)),
            None => {
                let message = "both arguments object.subset must be of the same type or array and set";
                Err(Error::Type(message.to_owned()))
            }
        },
    }
}

/// Of two objects, two sets or two arrays: is the second part of the first?
fn includes(context: &mut Context<'_>, whole: &Value, part: &Value) -> Result<Option<bool>, Error> {
    let holds = match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            for (key, value) in &**part {
                context.work(1)?;
                let found = match whole.get(key) {
                    Some(own) if own == value => true,
                    Some(own) => includes(context, own, value)?.unwrap_or(false),
                    None => false,
                };
                if !found {
                    return Ok(Some(false));
                }
            }
            true
        }
        (Value::Set(whole), Value::Set(part)) => {
            context.work(part.len())?;
            part.iter().all(|item| whole.contains(item))
        }
        (Value::Array(whole), Value::Array(part)) => has_run(context, whole, part)?,
        _ => return Ok(None),
    };
    Ok(Some(holds))
}

/// Has `whole` as many elements of `part` as `part` has? Repeated ones count each time, as in OPA; an empty array has
/// not even the elements of the empty set.
fn has_elements(context: &mut Context<'_>, whole: &[Value], part: &Set) -> Result<bool, Error> {
    context.work(whole.len())?;
    let found = whole.iter().filter(|item| part.contains(item)).count();
    Ok(!whole.is_empty() && found >= part.len())
}

/// Does `part` stand in `whole`, element by element? (Knuth, Morris, Pratt: linear.)
fn has_run(context: &mut Context<'_>, whole: &[Value], part: &[Value]) -> Result<bool, Error> {
    if part.len() > whole.len() {
        return Ok(false);
    }
    // How much of the beginning of `part` ends at each of its elements.
    let mut borders = vec![0; part.len()];
    let mut length = 0;
    for at in 1..part.len() {
        context.work(2)?;
        while length > 0 && part[at] != part[length] {
            length = borders[length - 1];
        }
        length += usize::from(part[at] == part[length]);
        borders[at] = length;
    }
    let mut matched = 0;
    for item in whole {
        context.work(2)?;
        if matched == part.len() {
            break;
        }
        while matched > 0 && *item != part[matched] {
            matched = borders[matched - 1];
        }
        matched += usize::from(*item == part[matched]);
    }
    Ok(matched == part.len())
}

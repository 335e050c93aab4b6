//! `count`, `sum`, `product`, `max`, `min`, `sort`, `any`, `all`, and what `in` means.

use super::operands::{elements, wrong, wrong_element};
use super::{Answer, Context, Error, Function, arithmetic};
use crate::value::{Number, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("all", all),
    ("any", any),
    ("count", count),
    ("internal.member_2", member),
    ("internal.member_3", member_at),
    ("max", max),
    ("min", min),
    ("product", |context, arguments| arithmetic::product(context, &numbers(arguments)?)),
    ("sort", sort),
    ("sum", |context, arguments| arithmetic::sum(context, &numbers(arguments)?)),
];

/// The elements of the only argument, an array or a set.
fn items(arguments: &[Value]) -> Result<&[Value], Error> {
    elements(arguments, 1).map_err(|_| wrong(1, "one of {set, array}", &arguments[0]))
}

/// The elements of the only argument, all of them numbers.
fn numbers(arguments: &[Value]) -> Result<Vec<&Number>, Error> {
    let wrong = |item| wrong_element(arguments, 1, "number", item);
    items(arguments)?.iter().map(|item| item.as_number().ok_or_else(|| wrong(item))).collect()
}

/// Characters of a string, elements of everything else.
fn count(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let count = match &arguments[0] {
        Value::Array(items) => items.len(),
        Value::Object(object) => object.len(),
        Value::Set(set) => set.len(),
        Value::String(text) => {
            context.work(text.len() / 64)?;
            text.chars().count()
        }
        other => return Err(wrong(1, "one of {array, object, set, string}", other)),
    };
    Ok(Value::from(count))
}

/// Of equal elements the last.
fn max(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let items = items(arguments)?;
    context.work(items.len() / 8)?;
    items.iter().max().cloned().ok_or(Error::Undefined)
}

/// Of equal elements the last.
fn min(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let items = items(arguments)?;
    context.work(items.len() / 8)?;
    items.iter().rev().min().cloned().ok_or(Error::Undefined)
}

fn sort(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let mut items = items(arguments)?.to_vec();
    context.make(items.len() * size_of::<Value>())?;
    context.work(items.len())?;
    items.sort();
    Ok(Value::array(items))
}

fn all(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let items = elements(arguments, 1)?;
    context.work(items.len() / 8)?;
    Ok(Value::Bool(items.iter().all(|item| *item == Value::Bool(true))))
}

fn any(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let items = elements(arguments, 1)?;
    context.work(items.len() / 8)?;
    Ok(Value::Bool(items.contains(&Value::Bool(true))))
}

/// `value in collection`.
fn member(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let value = &arguments[0];
    let found = match &arguments[1] {
        Value::Set(set) => {
            context.work(1)?;
            set.contains(value)
        }
        Value::Array(items) => {
            context.work(1 + items.len() / 8)?;
            items.contains(value)
        }
        Value::Object(object) => {
            context.work(1 + object.len() / 8)?;
            object.values().any(|own| own == value)
        }
        _ => false,
    };
    Ok(Value::Bool(found))
}

/// `key, value in collection`; keys of a set are its elements.
fn member_at(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    context.work(1)?;
    let (key, value, collection) = (&arguments[0], &arguments[1], &arguments[2]);
    Ok(Value::Bool(collection.get(key).is_some_and(|own| own == value)))
}

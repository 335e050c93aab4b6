//! Members of values: `.name` and `[key]`.

use std::sync::Arc;

use super::{Budget, Error, Result};
use crate::value::{Kind, Number, Reason, Type, Unknown, Value};

/// `object.name`. The member keeps its place and gets the marks of the object.
///
/// # Errors
/// Values of this kind have no attributes, or not this one.
pub(super) fn attribute(object: &Value, name: &str) -> Result {
    let member = match &object.kind {
        Kind::Object(entries) => match entries.get(name) {
            Some(entry) => entry.value.clone(),
            None => return Err(Error::new(format!("This object does not have an attribute named \"{name}\"."))),
        },
        Kind::Map(entries) => match entries.get(name) {
            Some(entry) => entry.value.clone(),
            None => return Err(Error::new(format!("This map does not have an element with the key \"{name}\"."))),
        },
        Kind::Unknown(unknown) => match unknown.known.as_ref().and_then(|known| known.get(name)) {
            Some(entry) => entry.value.clone(),
            None => Value::unknown(attribute_type(&unknown.ty, name)?, member_reason(unknown, name)),
        },
        kind => return Err(no_attributes(kind, name)),
    };
    Ok(member.marked_as(object))
}

/// Why the attribute `name` of an unknown value is unknown: of a resource, the attribute itself.
fn member_reason(unknown: &Unknown, name: &str) -> Reason {
    match &unknown.reason {
        Reason::AfterApply(reference) if unknown.known.is_some() => {
            Reason::AfterApply(format!("{reference}.{name}").into())
        }
        reason => reason.clone(),
    }
}

fn no_attributes(kind: &Kind, name: &str) -> Error {
    let has_name = |items: &Arc<[Value]>| {
        items.iter().any(|item| item.entries().is_some_and(|entries| entries.contains_key(name)))
    };
    let structured = |items: &Arc<[Value]>| items.first().is_some_and(|item| matches!(item.kind, Kind::Object(_)));
    let message = match kind {
        Kind::Null => "This value is null, so it does not have any attributes.".to_owned(),
        Kind::List(items) if structured(items) => {
            let which = if has_name(items) { format!("attribute \"{name}\"") } else { "an attribute".to_owned() };
            format!(
                "Can't access attributes on a list of objects. Did you mean to access {which} for a specific element of \
                 the list, or across all elements of the list?"
            )
        }
        Kind::Set(items) if structured(items) => "Can't access attributes on a set of objects. Did you mean to access \
             an attribute across all elements of the set?"
            .to_owned(),
        Kind::Bool(_) => primitive("bool"),
        Kind::Number(_) => primitive("number"),
        Kind::String(_) => primitive("string"),
        _ => "This value does not have any attributes.".to_owned(),
    };
    Error::new(message)
}

fn primitive(ty: &str) -> String {
    format!("Can't access attributes on a primitive-typed value ({ty}).")
}

/// Type of the attribute `name` of an unknown value of type `ty`.
fn attribute_type(ty: &Type, name: &str) -> Result<Type> {
    match ty {
        Type::Dynamic => Ok(Type::Dynamic),
        Type::Object(fields) => match fields.get(name) {
            Some(field) => Ok(field.ty.clone()),
            None => Err(Error::new(format!("This object does not have an attribute named \"{name}\"."))),
        },
        Type::Map(element) => Ok(Type::clone(element)),
        Type::Bool => Err(Error::new(primitive("bool"))),
        Type::Number => Err(Error::new(primitive("number"))),
        Type::String => Err(Error::new(primitive("string"))),
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => Err(Error::new("This value does not have any attributes.")),
    }
}

/// `collection[key]`. The member keeps its place and gets the marks of the collection and of the key.
///
/// # Errors
/// Values of this kind are not indexed, the key is none for them, or nothing is there.
pub(super) fn index(collection: &Value, key: &Value, budget: &Budget) -> Result {
    if collection.is_null() {
        return Err(Error::new("This value is null, so it does not have any indices."));
    }
    if key.is_null() {
        return Err(Error::new("Can't use a null value as an indexing key."));
    }
    let member = match (&collection.kind, &key.kind) {
        (Kind::List(items) | Kind::Tuple(items), _) => element(items, key, budget)?,
        (Kind::Map(_) | Kind::Object(_), _) => entry(collection, key, budget)?,
        (Kind::Set(_), _) => return Err(set_index()),
        (Kind::Unknown(unknown), _) => unknown_member(unknown, key, budget)?,
        _ => return Err(Error::new("This value does not have any indices.")),
    };
    Ok(member.marked_as(collection).marked_as(key))
}

fn set_index() -> Error {
    Error::new(
        "Elements of a set are identified only by their value and don't have any separate index or key to select with, \
         so it's only possible to perform operations across all elements of the set.",
    )
}

/// The key as a value of type `ty`.
fn key_as(key: &Value, ty: &Type, budget: &Budget) -> Result {
    key.convert(ty, budget)
        .map_err(|error| if error.is_limit { error } else { no_element(&format!(": {}", error.message)) })
}

fn no_element(why: &str) -> Error {
    Error::new(format!("The given key does not identify an element in this collection value{why}."))
}

fn element(items: &Arc<[Value]>, key: &Value, budget: &Budget) -> Result {
    let key = key_as(key, &Type::Number, budget)?;
    let number = match &key.kind {
        Kind::Number(number) => number,
        Kind::Unknown(unknown) => return Ok(Value::unknown(Type::Dynamic, unknown.reason.clone())),
        _ => return Err(no_element("")),
    };
    if !number.is_integer() {
        let why = ": indexing a sequence requires a whole number, but the given index has a fractional part";
        return Err(no_element(why));
    }
    let position = position(number);
    if let Some(found) = position.and_then(|at| items.get(at)) {
        return Ok(found.clone());
    }
    Err(no_element(match position {
        _ if number.is_negative() => ": a negative number is not a valid index for a sequence",
        Some(0) => ": the collection has no elements",
        Some(at) if at == items.len() => ": the given index is greater than or equal to the length of the collection",
        _ => "",
    }))
}

/// A number as an index of a sequence.
fn position(number: &Number) -> Option<usize> {
    usize::try_from(number.to_u64()?).ok()
}

fn entry(collection: &Value, key: &Value, budget: &Budget) -> Result {
    let name = key_as(key, &Type::String, budget)?;
    match (&name.kind, collection.entries()) {
        (Kind::Unknown(unknown), _) => Ok(Value::unknown(Type::Dynamic, unknown.reason.clone())),
        (Kind::String(name), Some(entries)) => match entries.get(&name.text) {
            Some(entry) => Ok(entry.value.clone()),
            None if matches!((&collection.kind, &key.kind), (Kind::Object(_), Kind::Number(_))) => Err(Error::new(
                "The given key does not identify an element in this collection value. An object only supports looking \
                 up attributes by name, not by numeric index.",
            )),
            None => Err(no_element("")),
        },
        _ => Err(no_element("")),
    }
}

/// What an unknown collection has at `key`.
fn unknown_member(unknown: &Arc<Unknown>, key: &Value, budget: &Budget) -> Result {
    if let Some(known) = &unknown.known
        && let Some(entry) = key.as_str().and_then(|name| known.get(name))
    {
        return Ok(entry.value.clone());
    }
    let ty = match &unknown.ty {
        Type::Dynamic => Type::Dynamic,
        Type::List(element) => {
            key_as(key, &Type::Number, budget)?;
            Type::clone(element)
        }
        Type::Map(element) => {
            key_as(key, &Type::String, budget)?;
            Type::clone(element)
        }
        Type::Tuple(elements) => match &key_as(key, &Type::Number, budget)?.kind {
            Kind::Number(number) => match position(number).and_then(|at| elements.get(at)) {
                Some(ty) => ty.clone(),
                None => return Err(no_element("")),
            },
            _ => Type::Dynamic,
        },
        Type::Object(_) => match &key_as(key, &Type::String, budget)?.kind {
            Kind::String(name) => attribute_type(&unknown.ty, &name.text)?,
            _ => Type::Dynamic,
        },
        Type::Set(_) => return Err(set_index()),
        Type::Bool | Type::Number | Type::String => return Err(Error::new("This value does not have any indices.")),
    };
    Ok(Value::unknown(ty, unknown.reason.clone()))
}

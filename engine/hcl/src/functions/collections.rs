//! Functions of collections as a whole, of maps and of objects.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use super::arguments::{elements, entries, list, unknown, unknown_inside};
use super::{Call, Function, Parameter, Table, invalid};
use crate::eval::{Error, Result};
use crate::value::{Entries, Entry, Kind, Number, Type, Value, unify};

pub(super) fn table() -> Table {
    let any = |name| Parameter::new(name, Type::Dynamic);
    let bools = || [Parameter::new("list", Type::list(Type::Bool))];
    let lookup_in = any("inputMap").with_unknown().with_marks();
    let lookup_key = Parameter::new("key", Type::String).with_unknown().with_marks();
    let lookup_default = any("default").nullable().with_unknown().with_marks();
    let lists_by_key = Type::map(Type::list(Type::String));
    let keys = Parameter::new("keys", Type::list(Type::String));
    vec![
        ("alltrue", Function::new(bools(), Type::Bool, all_true)),
        ("anytrue", Function::new(bools(), Type::Bool, any_true)),
        ("coalesce", Function::new([], Type::Dynamic, coalesce).and(any("vals").nullable().with_unknown())),
        ("coalescelist", Function::new([], Type::Dynamic, coalesce_list).and(any("vals").nullable().with_unknown())),
        ("contains", Function::new([any("list"), any("value")], Type::Bool, contains)),
        ("index", Function::new([any("list"), any("value")], Type::Number, index)),
        ("keys", Function::new([any("inputMap").with_marks()], Type::Dynamic, keys_of)),
        ("length", Function::new([any("value").with_unknown().with_marks()], Type::Number, length)),
        (
            "list",
            Function::new([], Type::Dynamic, |_, _| removed("list", "tolist([ ... ])")).and(any("vals").nullable()),
        ),
        ("lookup", Function::new([lookup_in, lookup_key], Type::Dynamic, lookup).and(lookup_default)),
        ("map", Function::new([], Type::Dynamic, |_, _| removed("map", "tomap({ ... })")).and(any("vals").nullable())),
        ("merge", Function::new([], Type::Dynamic, merge).and(any("maps").nullable())),
        ("one", Function::new([any("list").with_marks()], Type::Dynamic, one)),
        ("transpose", Function::new([Parameter::new("values", lists_by_key.clone())], lists_by_key, transpose)),
        ("values", Function::new([any("mapping")], Type::Dynamic, values)),
        ("zipmap", Function::new([keys, any("values")], Type::Dynamic, zip)),
    ]
}

fn removed(name: &str, instead: &str) -> Result {
    Err(Error::new(format!(
        "the \"{name}\" function was deprecated in Terraform v0.12 and is no longer available; use {instead} syntax to \
         write a literal {name}"
    )))
}

fn all_true(_: &Call<'_>, arguments: &[Value]) -> Result {
    for item in elements(arguments, 0)? {
        match &item.kind {
            Kind::Unknown(reason) => return Ok(unknown(Type::Bool, reason)),
            Kind::Bool(true) => {}
            _ => return Ok(Value::bool(false)),
        }
    }
    Ok(Value::bool(true))
}

fn any_true(_: &Call<'_>, arguments: &[Value]) -> Result {
    let mut open = None;
    for item in elements(arguments, 0)? {
        match &item.kind {
            Kind::Unknown(reason) => _ = open.get_or_insert(reason),
            Kind::Bool(true) => return Ok(Value::bool(true)),
            _ => {}
        }
    }
    Ok(open.map_or_else(|| Value::bool(false), |reason| unknown(Type::Bool, reason)))
}

fn coalesce(call: &Call<'_>, arguments: &[Value]) -> Result {
    let types = arguments.iter().map(|argument| argument.type_of(call.budget)).collect::<Result<Vec<_>>>()?;
    let common = unify(&types, true).filter(|_| !types.is_empty());
    let common = common.ok_or_else(|| Error::new("all arguments must have the same type"))?;
    for value in arguments {
        if let Kind::Unknown(reason) = &value.kind {
            return Ok(unknown(common, reason));
        }
        if value.is_null() {
            continue;
        }
        let value = value.convert(&common, call.budget)?;
        if value.as_str() != Some("") {
            return Ok(value);
        }
    }
    Err(Error::new("no non-null, non-empty-string arguments"))
}

fn coalesce_list(_: &Call<'_>, arguments: &[Value]) -> Result {
    if arguments.is_empty() {
        return Err(Error::new("at least one argument is required"));
    }
    let is_list = |value: &Value| matches!(value.kind, Kind::List(_) | Kind::Tuple(_) | Kind::Null | Kind::Unknown(_));
    // What is unknown leaves open what stands behind it.
    let known = arguments.iter().take_while(|argument| argument.is_known());
    if !known.clone().all(is_list) {
        return Err(Error::new("coalescelist arguments must be lists or tuples"));
    }
    for value in arguments {
        match &value.kind {
            Kind::Unknown(reason) => return Ok(unknown(Type::Dynamic, reason)),
            Kind::List(items) | Kind::Tuple(items) if !items.is_empty() => return Ok(value.clone()),
            _ => {}
        }
    }
    Err(Error::new("no non-null arguments"))
}

fn contains(call: &Call<'_>, arguments: &[Value]) -> Result {
    let Some(items) = arguments[0].elements() else {
        return Err(Error::new("argument must be list, tuple, or set"));
    };
    let mut open = None;
    for item in items {
        match arguments[1].equals(item, call.budget)? {
            Some(true) => return Ok(Value::bool(true)),
            Some(false) => {}
            None => open = open.or(Some(item)),
        }
    }
    let Some(item) = open else { return Ok(Value::bool(false)) };
    let both = [item.clone(), arguments[1].clone()];
    Ok(unknown_inside(call, &both, &Type::Bool)?.unwrap_or_else(|| Value::bool(false)))
}

fn index(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (Kind::List(items) | Kind::Tuple(items)) = &arguments[0].kind else {
        return Err(Error::new("argument must be a list or tuple"));
    };
    if items.is_empty() {
        return Err(Error::new("cannot search an empty list"));
    }
    for (index, item) in items.iter().enumerate() {
        match item.equals(&arguments[1], call.budget)? {
            Some(true) => return Ok(count(index)),
            Some(false) => {}
            None => {
                let both = [item.clone(), arguments[1].clone()];
                return Ok(unknown_inside(call, &both, &Type::Number)?.unwrap_or_else(|| count(index)));
            }
        }
    }
    Err(Error::new("item not found"))
}

fn count(count: usize) -> Value {
    Value::number(Number::from(count as i64))
}

/// The keys stand where they are written.
fn keys_of(call: &Call<'_>, arguments: &[Value]) -> Result {
    let entries = entries(arguments, 0).map_err(|_| invalid("inputMap", "must have map or object type"))?;
    call.budget.take(entries.len() as u64)?;
    let keys = entries.iter().map(|(key, entry)| Value { span: entry.key_span, ..Value::string(Arc::clone(key)) });
    let keys: Vec<Value> = keys.collect();
    let keys = if matches!(arguments[0].kind, Kind::Map(_)) { list(keys) } else { Value::tuple(keys) };
    Ok(keys.marked_as(&arguments[0]))
}

fn length(call: &Call<'_>, arguments: &[Value]) -> Result {
    let value = &arguments[0];
    let length = match &value.kind {
        Kind::Unknown(reason) => match &reason.ty {
            Type::Tuple(elements) => count(elements.len()),
            Type::Object(fields) => count(fields.len()),
            Type::Bool | Type::Number => return Err(not_countable()),
            _ => unknown(Type::Number, reason),
        },
        Kind::String(string) => {
            call.budget.take(string.text.len() as u64 / 64)?;
            count(string.text.graphemes(true).count())
        }
        Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => count(items.len()),
        Kind::Map(entries) | Kind::Object(entries) => count(entries.len()),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => return Err(not_countable()),
    };
    Ok(length.marked_as(value))
}

fn not_countable() -> Error {
    Error::new("argument must be a string, a collection type, or a structural type")
}

fn lookup(call: &Call<'_>, arguments: &[Value]) -> Result {
    if arguments.len() > 3 {
        let message = format!("lookup() takes two or three arguments, got {}", arguments.len());
        return Err(Error::new(message));
    }
    let (map, key, default) = (&arguments[0], &arguments[1], arguments.get(2));
    let found = match (&map.kind, &key.kind) {
        (Kind::Unknown(reason), Kind::String(key)) => {
            // What is known of a resource in part tells what it knows.
            let known = reason.known.as_ref().and_then(|known| known.get(&*key.text));
            known.map_or_else(|| unknown(Type::Dynamic, reason), |entry| entry.value.clone())
        }
        (Kind::Unknown(reason), _) | (Kind::Map(_) | Kind::Object(_), Kind::Unknown(reason)) => {
            unknown(Type::Dynamic, reason)
        }
        (Kind::Map(entries) | Kind::Object(entries), Kind::String(name)) => match (entries.get(&*name.text), default) {
            (Some(entry), default) => {
                check_default(call, map, default)?;
                entry.value.clone()
            }
            (None, Some(default)) => check_default(call, map, Some(default))?.unwrap_or_else(Value::null),
            (None, None) => return Err(not_found(map, key, &name.text)),
        },
        _ => return Err(invalid("inputMap", "lookup() requires a map as the first argument")),
    };
    Ok(found.marked_as(map).marked_as(key))
}

fn not_found(map: &Value, key: &Value, name: &str) -> Error {
    let sensitive = key.is_sensitive();
    match map.kind {
        Kind::Object(_) => invalid("inputMap", &format!("the given object has no attribute \"{name}\"")),
        _ if sensitive => Error::new("lookup failed to find key (sensitive value)"),
        _ => Error::new(format!("lookup failed to find key \"{name}\"")),
    }
}

/// The default as it comes out of a map: converted to the type of the elements, which it must fit.
fn check_default(call: &Call<'_>, map: &Value, default: Option<&Value>) -> Result<Option<Value>> {
    let (Kind::Map(_), Some(default)) = (&map.kind, default) else { return Ok(default.cloned()) };
    let ty = map.type_of(call.budget)?;
    let element = ty.element().unwrap_or(&Type::Dynamic);
    let converted = default.convert(element, call.budget);
    let wrong = "the default value must have the same type as the map elements";
    converted.map(Some).map_err(|error| if error.is_limit { error } else { invalid("default", wrong) })
}

fn merge(call: &Call<'_>, arguments: &[Value]) -> Result {
    let mut merged = Entries::new();
    let mut ty: Option<Type> = None;
    let (mut has_map, mut is_map) = (false, true);
    for argument in arguments {
        let entries = match &argument.kind {
            Kind::Null => continue,
            Kind::Map(entries) => {
                let own = argument.type_of(call.budget)?;
                let empty = entries.is_empty();
                has_map = true;
                is_map &= empty || ty.as_ref().is_none_or(|ty| ty.is(&own));
                ty = if empty { ty } else { Some(own) };
                entries
            }
            Kind::Object(entries) => {
                is_map = false;
                entries
            }
            _ => {
                let given = argument.type_of(call.budget)?.friendly_name();
                return Err(Error::new(format!("arguments must be maps or objects, got \"{given}\"")));
            }
        };
        call.budget.take(entries.len() as u64)?;
        merged.extend(entries.iter().map(|(key, entry)| (Arc::clone(key), entry.clone())));
    }
    let merged = Arc::new(merged);
    Ok(Value::new(if has_map && is_map { Kind::Map(merged) } else { Kind::Object(merged) }))
}

fn one(_: &Call<'_>, arguments: &[Value]) -> Result {
    let one = match arguments[0].elements() {
        Some([]) => Value::null(),
        Some([one]) => one.clone(),
        _ => {
            return Err(invalid("list", "must be a list, set, or tuple value with either zero or one elements"));
        }
    };
    Ok(one.marked_as(&arguments[0]))
}

fn transpose(call: &Call<'_>, arguments: &[Value]) -> Result {
    let entries = entries(arguments, 0)?;
    if let Some(unknown) = unknown_inside(call, arguments, &Type::map(Type::list(Type::String)))? {
        return Ok(unknown);
    }
    let mut turned: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for (key, entry) in entries.iter() {
        let Some(items) = entry.value.elements() else {
            return Err(Error::new("input must not contain null list"));
        };
        for item in items {
            call.budget.take(1)?;
            let Kind::String(string) = &item.kind else {
                return Err(Error::new("input list must not contain null string"));
            };
            // By key already, as the entries are.
            let key = Value { span: entry.key_span, ..Value::string(Arc::clone(key)) };
            turned.entry(Arc::clone(&string.text)).or_default().push(key.marked_as(item).marked_as(&entry.value));
        }
    }
    let turned = turned.into_iter().map(|(key, keys)| (key, Entry { key_span: None, value: list(keys) }));
    Ok(Value::new(Kind::Map(Arc::new(turned.collect()))))
}

fn values(call: &Call<'_>, arguments: &[Value]) -> Result {
    let entries = entries(arguments, 0).map_err(|_| Error::new("values() requires a map as the first argument"))?;
    call.budget.take(entries.len() as u64)?;
    let values = entries.values().map(|entry| entry.value.clone()).collect();
    Ok(if matches!(arguments[0].kind, Kind::Map(_)) { list(values) } else { Value::tuple(values) })
}

fn zip(call: &Call<'_>, arguments: &[Value]) -> Result {
    let keys = elements(arguments, 0)?;
    let (items, is_map) = match &arguments[1].kind {
        Kind::List(items) => (items, true),
        Kind::Tuple(items) => (items, false),
        _ => return Err(Error::new("values argument must be a list or tuple value")),
    };
    if let Some(unknown) = unknown_inside(call, &arguments[..1], &Type::Dynamic)? {
        return Ok(unknown);
    }
    if keys.len() != items.len() {
        return Err(Error::new(format!(
            "number of keys ({}) does not match number of values ({})",
            keys.len(),
            items.len()
        )));
    }
    call.budget.take(keys.len() as u64)?;
    let mut zipped = Value::null();
    let mut entries = Entries::new();
    for (index, (key, value)) in keys.iter().zip(items.iter()).enumerate() {
        let Kind::String(name) = &key.kind else {
            return Err(Error::new(format!("keys list has null value at index {index}")));
        };
        zipped.mark(key.marks.as_ref());
        entries.insert(Arc::clone(&name.text), Entry { key_span: key.span, value: value.clone() });
    }
    let entries = Arc::new(entries);
    zipped.kind = if is_map { Kind::Map(entries) } else { Kind::Object(entries) };
    Ok(zipped)
}

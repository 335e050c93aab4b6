//! `index`, `len`, `call`: parts of strings, slices and maps. Go's `slice` is hidden by Sprig's.

use super::{Call, Function};
use crate::value::{Int, Kind, MapType, Methods, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("call", 1, call),
    Function::variadic("index", 1, index).keeping(),
    Function::of("len", 1, |_, arguments| length(&arguments[0])),
];

/// No value of a template is a function.
fn call(_: &Call<'_>, arguments: &[Value]) -> Result<Value> {
    Err(match &arguments[0].kind {
        Kind::Nil => Error::new("call of nil"),
        _ => Error::new(format!("non-function of type {}", arguments[0].type_name())),
    })
}

/// Items of what can be counted: strings by their bytes.
fn count(value: &Value) -> Option<usize> {
    Some(match &value.kind {
        Kind::String(text) => text.as_bytes().len(),
        Kind::Bytes(bytes) => bytes.len(),
        Kind::List(list) => list.items.len(),
        Kind::Map(map) => map.entries.borrow().len(),
        Kind::Struct(of) => match &of.methods {
            Methods::Files(files) => files.len(),
            Methods::ApiVersions(versions) => versions.len(),
            _ => return None,
        },
        _ => return None,
    })
}

fn length(value: &Value) -> Result<Value> {
    if let Some(count) = count(value) {
        return Ok(Value::int(i64::try_from(count).unwrap_or(i64::MAX)));
    }
    Err(match &value.kind {
        Kind::Nil => Error::new("len of nil pointer"),
        _ => Error::new(format!("len of type {}", value.type_name())),
    })
}

/// A whole number that is not beyond `limit`.
fn position(index: &Value, limit: usize) -> Result<usize> {
    let number = match &index.kind {
        Kind::Int(number, _) | Kind::Duration(number) => *number,
        Kind::Nil => return Err(Error::new("cannot index slice/array with nil")),
        _ => return Err(Error::new(format!("cannot index slice/array with type {}", index.type_name()))),
    };
    usize::try_from(number)
        .ok()
        .filter(|position| *position <= limit)
        .ok_or_else(|| Error::new(format!("index out of range: {number}")))
}

fn index(call: &Call<'_>, arguments: &[Value]) -> Result<Value> {
    let [item, indices @ ..] = arguments else { return Ok(Value::nil()) };
    if matches!(item.kind, Kind::Nil) {
        return Err(Error::new("index of untyped nil"));
    }
    let mut item = item.clone();
    for at in indices {
        let member = member(&item, at)?;
        item = Value { keys: call.traces.union(member.keys, at.keys), ..member };
    }
    Ok(item)
}

/// The member of a value; what is missing has the keys of what it was missing from.
fn member(item: &Value, at: &Value) -> Result<Value> {
    let byte = |byte: Option<&u8>| byte.map(|byte| Value::new(Kind::Int(i64::from(*byte), Int::Uint8)));
    let found = match &item.kind {
        Kind::Nil => return Err(Error::new("index of nil pointer")),
        Kind::String(text) => {
            byte(text.as_str().as_bytes().get(position(at, text.as_str().len())?)).map(|byte| byte.with_keys(item.keys))
        }
        Kind::Bytes(bytes) => byte(bytes.get(position(at, bytes.len())?)).map(|byte| byte.with_keys(item.keys)),
        Kind::List(list) => list.items.get(position(at, list.items.len())?).cloned(),
        Kind::Map(map) => {
            let found = map.get(key(at)?);
            let zero = if map.of == MapType::Strings { Value::from("") } else { Value::nil() };
            return Ok(found.unwrap_or_else(|| zero.with_keys(item.keys)));
        }
        Kind::Struct(of) => match &of.methods {
            Methods::Files(files) => {
                let bytes = files.get(key(at)?).cloned().unwrap_or_default();
                return Ok(Value::new(Kind::Bytes(bytes)).with_keys(item.keys));
            }
            Methods::ApiVersions(versions) => {
                let version = versions.get(position(at, versions.len())?);
                version.map(|version| Value::from(&**version).with_keys(item.keys))
            }
            _ => return Err(Error::new(format!("can't index item of type {}", item.type_name()))),
        },
        _ => return Err(Error::new(format!("can't index item of type {}", item.type_name()))),
    };
    found.ok_or_else(|| Error::new(out_of_range(item)))
}

/// An index of exactly the length is let through by the template and stopped by Go's reflection.
fn out_of_range(item: &Value) -> &'static str {
    match item.kind {
        Kind::String(_) => "reflect: string index out of range",
        _ => "reflect: slice index out of range",
    }
}

/// The key of a map that holds strings as keys.
fn key(at: &Value) -> Result<&str> {
    match &at.kind {
        Kind::String(text) => Ok(text.as_str()),
        Kind::Nil => Err(Error::new("value is nil; should be of type string")),
        _ => Err(Error::new(format!("value has type {}; should be string", at.type_name()))),
    }
}

//! Reading arguments that were converted to the types of their parameters, and making results.

use std::sync::Arc;

use super::{Call, Parameter, invalid, quote};
use crate::eval::{Error, Result};
use crate::value::{Entries, Kind, Number, NumberError, Type, Unknown, Value};

/// Parameters that are strings.
pub(super) fn strings(names: &[&'static str]) -> Vec<Parameter> {
    names.iter().map(|name| Parameter::new(name, Type::String)).collect()
}

/// Text of the argument at `index`, which is a string that is known.
pub(super) fn text(arguments: &[Value], index: usize) -> Result<&str> {
    arguments.get(index).and_then(Value::as_str).ok_or_else(|| Error::new("string required"))
}

/// A text as messages quote it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::new();
    quote(text, &mut out);
    out
}

/// The number at `index`.
pub(super) fn number(arguments: &[Value], index: usize) -> Result<&Number> {
    match arguments.get(index).map(|argument| &argument.kind) {
        Some(Kind::Number(number)) => Ok(number),
        _ => Err(Error::new("a number is required")),
    }
}

/// The number at `index`, which must be a whole one.
pub(super) fn integer(arguments: &[Value], index: usize) -> Result<i64> {
    let number = number(arguments, index)?;
    number
        .to_i64()
        .ok_or_else(|| Error::new(format!("value must be a whole number, between {} and {}", i64::MIN, i64::MAX)))
}

/// The elements of the list, set or tuple at `index`.
pub(super) fn elements(arguments: &[Value], index: usize) -> Result<&[Value]> {
    arguments.get(index).and_then(Value::elements).ok_or_else(|| Error::new("a list is required"))
}

/// The entries of the map or object at `index`.
pub(super) fn entries(arguments: &[Value], index: usize) -> Result<&Arc<Entries>> {
    match arguments.get(index).map(|argument| &argument.kind) {
        Some(Kind::Map(entries) | Kind::Object(entries)) => Ok(entries),
        _ => Err(Error::new("a map is required")),
    }
}

/// A value that is not known as `unknown` is not.
pub(super) fn unknown(ty: Type, unknown: &Unknown) -> Value {
    Value::unknown(ty, unknown.reason.clone())
}

/// A value of type `ty` that is not known, where some of `arguments` or inside them is not.
pub(super) fn unknown_inside(call: &Call<'_>, arguments: &[Value], ty: &Type) -> Result<Option<Value>> {
    for argument in arguments {
        if let Some(reason) = argument.first_unknown(call.budget)? {
            return Ok(Some(unknown(ty.clone(), reason)));
        }
    }
    Ok(None)
}

/// A list made here.
pub(super) fn list(items: Vec<Value>) -> Value {
    Value::new(Kind::List(items.into()))
}

/// A string made here, whose bytes are accounted for.
pub(super) fn string(call: &Call<'_>, text: String) -> Result {
    call.budget.take_bytes(text.len() as u64)?;
    Ok(Value::string(text))
}

/// Why a number cannot be: what is too large is a limit of ours.
pub(super) fn refused(error: NumberError) -> Error {
    match error {
        NumberError::TooLarge => Error::limit(error.to_string()),
        _ => Error::new(error.to_string()),
    }
}

/// The fault of an argument that is converted within a function.
pub(super) fn argument(name: &'static str) -> impl Fn(Error) -> Error {
    move |error| if error.is_limit { error } else { invalid(name, &error.message) }
}

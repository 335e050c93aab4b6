//! Arguments as the parameters of a Go function take them: of exactly its type, with Go's words for what is not.
//!
//! Text that is no value at all is refused as Go does for one that came through a pipeline (`invalid value`).

use crate::value::{Int, Kind, List, ListType, Map, MapType, Text, Value};
use crate::{Error, Result};

/// What a value is refused with where a parameter is of the type `expected`.
#[must_use]
pub fn refused(value: &Value, expected: &str) -> Error {
    match value.kind {
        Kind::Nil => Error::argument(format!("invalid value; expected {expected}")),
        _ => Error::argument(format!("wrong type for value; expected {expected}; got {}", value.type_name())),
    }
}

/// A `string`.
///
/// # Errors
/// When it is none.
pub fn string(value: &Value) -> Result<&Text> {
    match &value.kind {
        Kind::String(text) => Ok(text),
        _ => Err(refused(value, "string")),
    }
}

/// The text of a `string`.
///
/// # Errors
/// When it is none.
pub fn str(value: &Value) -> Result<&str> {
    string(value).map(Text::as_str)
}

/// An `int`, which other whole numbers are not.
///
/// # Errors
/// When it is none.
pub fn int(value: &Value) -> Result<i64> {
    match value.kind {
        Kind::Int(number, Int::Int) => Ok(number),
        _ => Err(refused(value, "int")),
    }
}

/// An `int64`.
///
/// # Errors
/// When it is none.
pub fn int64(value: &Value) -> Result<i64> {
    match value.kind {
        Kind::Int(number, Int::Int64) => Ok(number),
        _ => Err(refused(value, "int64")),
    }
}

/// A `bool`.
///
/// # Errors
/// When it is none.
pub fn bool(value: &Value) -> Result<bool> {
    match value.kind {
        Kind::Bool(value) => Ok(value),
        _ => Err(refused(value, "bool")),
    }
}

/// A `map[string]interface {}`; `chartutil.Values` can be assigned to it. None for no value, which is an empty map.
///
/// # Errors
/// When it is none.
pub fn dict(value: &Value) -> Result<Option<&Map>> {
    match &value.kind {
        Kind::Map(map) if map.of != MapType::Strings => Ok(Some(map)),
        Kind::Nil => Ok(None),
        _ => Err(refused(value, "map[string]interface {}")),
    }
}

/// A `[]interface {}`. None for no value, which is an empty slice.
///
/// # Errors
/// When it is none.
pub fn list(value: &Value) -> Result<Option<&List>> {
    match &value.kind {
        Kind::List(list) if matches!(list.of, ListType::Any | ListType::Nil) => Ok(Some(list)),
        Kind::Nil => Ok(None),
        _ => Err(refused(value, "[]interface {}")),
    }
}

//! Arguments of builtins, by type; what does not fit is OPA's operand error.

use std::sync::Arc;

use num_bigint::BigInt;

use super::Error;
use crate::value::{Number, Object, Set, TooBig, Value};

/// The error of argument `place`, counted from 1.
pub(super) fn wrong(place: usize, wanted: &str, got: &Value) -> Error {
    Error::Type(format!("operand {place} must be {wanted} but got {}", got.type_name()))
}

/// Argument `place`, counted from 1, as text.
pub(super) fn string(arguments: &[Value], place: usize) -> Result<&Arc<str>, Error> {
    match &arguments[place - 1] {
        Value::String(text) => Ok(text),
        other => Err(wrong(place, "string", other)),
    }
}

/// Argument `place` as a number.
pub(super) fn number(arguments: &[Value], place: usize) -> Result<&Number, Error> {
    match &arguments[place - 1] {
        Value::Number(number) => Ok(number),
        other => Err(wrong(place, "number", other)),
    }
}

/// Argument `place` as an integer of 64 bits. A text with an exponent is none, as in OPA.
pub(super) fn integer(arguments: &[Value], place: usize) -> Result<i64, Error> {
    let number = number(arguments, place)?;
    let message = || Error::Type(format!("operand {place} must be integer number but got floating-point number"));
    let exponent = number.text().is_some_and(|text| text.contains(['e', 'E']));
    if exponent { Err(message()) } else { number.as_i64().ok_or_else(message) }
}

/// Argument `place` as an array.
pub(super) fn array(arguments: &[Value], place: usize) -> Result<&[Value], Error> {
    match &arguments[place - 1] {
        Value::Array(items) => Ok(items),
        other => Err(wrong(place, "array", other)),
    }
}

/// Argument `place` as an object.
pub(super) fn object(arguments: &[Value], place: usize) -> Result<&Object, Error> {
    match &arguments[place - 1] {
        Value::Object(object) => Ok(object),
        other => Err(wrong(place, "object", other)),
    }
}

/// Argument `place` as a set.
pub(super) fn set(arguments: &[Value], place: usize) -> Result<&Set, Error> {
    match &arguments[place - 1] {
        Value::Set(set) => Ok(set),
        other => Err(wrong(place, "set", other)),
    }
}

/// The elements of argument `place`, an array or a set.
pub(super) fn elements(arguments: &[Value], place: usize) -> Result<&[Value], Error> {
    match &arguments[place - 1] {
        Value::Array(items) => Ok(items),
        Value::Set(set) => Ok(set.as_slice()),
        other => Err(wrong(place, "one of {array, set}", other)),
    }
}

/// Bits of the largest integer that is computed with; OPA reads numbers of up to 100,000.
pub(super) const MAX_BITS: u64 = 1_000_000;

/// The failure of numbers that are not computed with.
pub(super) fn too_big(error: TooBig) -> Error {
    Error::Failed(error.to_string())
}

/// An integer as one of any size.
pub(super) fn big_integer(number: &Number) -> Result<BigInt, Error> {
    number.as_integer().ok_or_else(|| too_big(TooBig))
}

/// Refuses integers that are too large to go on with.
pub(super) fn bounded(integer: &BigInt) -> Result<(), Error> {
    if integer.bits() > MAX_BITS { Err(too_big(TooBig)) } else { Ok(()) }
}

/// Argument `place` as an integer of any size.
pub(super) fn any_integer(arguments: &[Value], place: usize) -> Result<BigInt, Error> {
    let Value::Number(number) = &arguments[place - 1] else {
        return Err(wrong(place, "integer", &arguments[place - 1]));
    };
    if !number.is_integer() {
        return Err(Error::Type(format!("operand {place} must be integer number but got floating-point number")));
    }
    big_integer(number)
}

/// The error of an element of argument `place`, an array or a set.
pub(super) fn wrong_element(arguments: &[Value], place: usize, wanted: &str, got: &Value) -> Error {
    let composite = arguments[place - 1].type_name();
    let got = got.type_name();
    Error::Type(format!("operand {place} must be {composite} of {wanted}s but got {composite} containing {got}"))
}

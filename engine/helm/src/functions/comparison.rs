//! `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `not`: Go's comparisons of basic types.

use std::cmp::Ordering;

use bartizan_gofmt::Flags;

use super::{Call, Function};
use crate::value::{Form, Kind, Methods, TextBuilder, Value, print_as};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("eq", 1, |call, arguments| equals_any(call, arguments).map(Value::from)),
    Function::of("ne", 2, |call, arguments| equals_any(call, arguments).map(|equal| Value::from(!equal))),
    Function::of("lt", 2, |_, arguments| less(arguments).map(Value::from)),
    Function::of("le", 2, |call, arguments| less_or_equal(call, arguments).map(Value::from)),
    Function::of("gt", 2, |call, arguments| less_or_equal(call, arguments).map(|less| Value::from(!less))),
    Function::of("ge", 2, |_, arguments| less(arguments).map(|less| Value::from(!less))),
    Function::of("not", 1, |_, arguments| Ok(Value::from(!arguments[0].is_true()))),
];

/// What Go compares by: kinds of types.
#[derive(Clone, Copy, PartialEq)]
enum Basic<'a> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    String(&'a str),
}

impl<'a> Basic<'a> {
    fn of(value: &'a Value) -> Option<Self> {
        Some(match &value.kind {
            Kind::Bool(value) => Self::Bool(*value),
            Kind::Int(number, of) if of.is_unsigned() => Self::Uint(number.cast_unsigned()),
            Kind::Int(number, _) | Kind::Duration(number) => Self::Int(*number),
            Kind::Float(number) => Self::Float(*number),
            Kind::String(text) => Self::String(text.as_str()),
            _ => return None,
        })
    }
}

fn incompatible(left: &Value, right: &Value) -> Error {
    Error::new(format!("incompatible types for comparison: {} and {}", left.type_name(), right.type_name()))
}

/// Is the first argument equal to any of the others?
fn equals_any(call: &Call<'_>, arguments: &[Value]) -> Result<bool> {
    let [left, rest @ ..] = arguments else { return Ok(false) };
    if rest.is_empty() {
        return Err(Error::new("missing argument for comparison"));
    }
    for right in rest {
        if equal(call, left, right)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn equal(call: &Call<'_>, left: &Value, right: &Value) -> Result<bool> {
    use Basic::{Bool, Float, Int, String, Uint};
    match (Basic::of(left), Basic::of(right)) {
        (Some(Bool(left)), Some(Bool(right))) => Ok(left == right),
        (Some(Int(left)), Some(Int(right))) => Ok(left == right),
        (Some(Uint(left)), Some(Uint(right))) => Ok(left == right),
        (Some(Float(left)), Some(Float(right))) => Ok(left == right),
        (Some(String(left)), Some(String(right))) => Ok(left == right),
        (Some(Int(int)), Some(Uint(uint))) | (Some(Uint(uint)), Some(Int(int))) => {
            Ok(u64::try_from(int).is_ok_and(|int| int == uint))
        }
        (None, None) => other(call, left, right),
        _ if matches!(left.kind, Kind::Nil) || matches!(right.kind, Kind::Nil) => Ok(false),
        _ => Err(incompatible(left, right)),
    }
}

/// Values of types that are not basic: nil, or those that Go's `==` compares.
fn other(call: &Call<'_>, left: &Value, right: &Value) -> Result<bool> {
    let (none, other_none) = (matches!(left.kind, Kind::Nil), matches!(right.kind, Kind::Nil));
    if none || other_none {
        return Ok(none && other_none);
    }
    let text = |value: &Value, verb: char| {
        let mut out = TextBuilder::new();
        let form = Form { verb, flags: Flags::default() };
        print_as(&mut out, value, &form, call.budget).map(|()| out.into_parts().0)
    };
    if left.kind_name() != right.kind_name() {
        let (left_text, right_text) = (text(left, 's')?, text(right, 'v')?);
        return Err(Error::new(format!(
            "non-comparable types {left_text}: {}, {}: {right_text}",
            left.type_name(),
            right.type_name()
        )));
    }
    match (&left.kind, &right.kind) {
        (Kind::Time(left, zone), Kind::Time(right, other_zone)) => Ok(left == right && zone == other_zone),
        (Kind::Struct(left), Kind::Struct(right))
            if !matches!(left.methods, Methods::Files(_) | Methods::ApiVersions(_)) =>
        {
            Ok(std::rc::Rc::ptr_eq(left, right))
        }
        _ => Err(Error::new(format!("non-comparable type {}: {}", text(right, 's')?, right.type_name()))),
    }
}

fn less(arguments: &[Value]) -> Result<bool> {
    use Basic::{Bool, Float, Int, String, Uint};
    let [left, right] = arguments else { return Ok(false) };
    let invalid = || Error::new("invalid type for comparison");
    match (Basic::of(left).ok_or_else(invalid)?, Basic::of(right).ok_or_else(invalid)?) {
        (Bool(_), Bool(_)) => Err(invalid()),
        (Int(left), Int(right)) => Ok(left < right),
        (Uint(left), Uint(right)) => Ok(left < right),
        (Float(left), Float(right)) => Ok(left.partial_cmp(&right) == Some(Ordering::Less)),
        (String(left), String(right)) => Ok(left < right),
        (Int(int), Uint(uint)) => Ok(u64::try_from(int).map_or(true, |int| int < uint)),
        (Uint(uint), Int(int)) => Ok(u64::try_from(int).is_ok_and(|int| uint < int)),
        _ => Err(incompatible(left, right)),
    }
}

fn less_or_equal(call: &Call<'_>, arguments: &[Value]) -> Result<bool> {
    Ok(less(arguments)? || equals_any(call, arguments)?)
}

//! Equality as Go's reflection sees it, and copies.

use std::rc::Rc;

use crate::functions::Call;
use crate::value::{Kind, List, Map, Value};
use crate::{Error, Result};

/// Are both of one type and one value, members included?
pub(super) fn deep_equal(call: &Call<'_>, left: &Value, right: &Value) -> Result<bool> {
    equal(call, left, right, 0)
}

fn equal(call: &Call<'_>, left: &Value, right: &Value, depth: u32) -> Result<bool> {
    call.budget.take_steps(1)?;
    deep(call, depth)?;
    Ok(match (&left.kind, &right.kind) {
        (Kind::Nil, Kind::Nil) => true,
        (Kind::Bool(left), Kind::Bool(right)) => left == right,
        (Kind::Int(left, of), Kind::Int(right, other)) => of == other && left == right,
        (Kind::Float(left), Kind::Float(right)) => left == right,
        (Kind::String(left), Kind::String(right)) => left == right,
        (Kind::Bytes(left), Kind::Bytes(right)) => left == right,
        (Kind::List(left), Kind::List(right)) => {
            if left.of != right.of || left.items.len() != right.items.len() {
                return Ok(false);
            }
            if left.items.is_same(&right.items) {
                return Ok(true);
            }
            for (left, right) in left.items.iter().zip(&*right.items) {
                if !equal(call, left, right, depth + 1)? {
                    return Ok(false);
                }
            }
            true
        }
        (Kind::Map(left), Kind::Map(right)) => {
            if Rc::ptr_eq(&left.entries, &right.entries) {
                return Ok(left.of == right.of);
            }
            let (ours, theirs) = (left.entries.borrow(), right.entries.borrow());
            if left.of != right.of || ours.len() != theirs.len() {
                return Ok(false);
            }
            for ((key, left), (other, right)) in ours.iter().zip(theirs.iter()) {
                if key != other || !equal(call, left, right, depth + 1)? {
                    return Ok(false);
                }
            }
            true
        }
        (Kind::Struct(left), Kind::Struct(right)) => {
            if Rc::ptr_eq(left, right) {
                return Ok(true);
            }
            if left.type_name != right.type_name || left.fields.len() != right.fields.len() {
                return Ok(false);
            }
            for (left, right) in left.fields.iter().zip(&right.fields) {
                if !equal(call, &left.value, &right.value, depth + 1)? {
                    return Ok(false);
                }
            }
            true
        }
        (Kind::Time(left, zone), Kind::Time(right, other)) => left == right && zone == other,
        (Kind::Duration(left), Kind::Duration(right)) => left == right,
        _ => false,
    })
}

/// Refuses values inside of one another too deep: a map can hold itself.
pub(super) fn deep(call: &Call<'_>, depth: u32) -> Result<()> {
    if depth > call.budget.limits().nesting {
        return Err(Error::limit("values are too deep inside of one another"));
    }
    Ok(())
}

/// A copy that shares no map with the value.
pub(super) fn deep_copy(call: &Call<'_>, value: &Value, depth: u32) -> Result<Value> {
    call.budget.take_steps(1)?;
    deep(call, depth)?;
    let kind = match &value.kind {
        Kind::List(list) => {
            let items = list.items.iter().map(|item| deep_copy(call, item, depth + 1)).collect::<Result<Vec<_>>>()?;
            Kind::List(List { items: items.into(), of: list.of })
        }
        Kind::Map(map) => {
            let entries = map.entries.borrow();
            let copies = entries.iter().map(|(key, value)| Ok((key.clone(), deep_copy(call, value, depth + 1)?)));
            Kind::Map(Map::new(copies.collect::<Result<_>>()?, map.of))
        }
        other => other.clone(),
    };
    Ok(Value { kind, keys: value.keys })
}

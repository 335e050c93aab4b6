//! `array.*`.

use super::operands::{array, integer};
use super::{Answer, Context, Error, Function};
use crate::value::Value;

pub(super) const FUNCTIONS: &[(&str, Function)] =
    &[("array.concat", concat), ("array.flatten", flatten), ("array.reverse", reverse), ("array.slice", slice)];

/// An array of so many elements is going to be made.
fn account(context: &mut Context<'_>, items: usize) -> Result<(), Error> {
    context.make(items * size_of::<Value>())
}

fn concat(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (left, right) = (array(arguments, 1)?, array(arguments, 2)?);
    if left.is_empty() {
        return Ok(arguments[1].clone());
    }
    if right.is_empty() {
        return Ok(arguments[0].clone());
    }
    account(context, left.len() + right.len())?;
    Ok(Value::array([left, right].concat()))
}

/// The elements of arrays in place of these, one level deep.
fn flatten(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let items = array(arguments, 1)?;
    account(context, items.iter().map(|item| item.as_array().map_or(1, <[Value]>::len)).sum())?;
    let mut flat = Vec::new();
    for item in items {
        match item {
            Value::Array(inner) => flat.extend_from_slice(inner),
            other => flat.push(other.clone()),
        }
    }
    Ok(Value::array(flat))
}

fn reverse(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let items = array(arguments, 1)?;
    account(context, items.len())?;
    Ok(Value::array(items.iter().rev().cloned().collect()))
}

/// From the second argument up to before the third, both moved into the array.
fn slice(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let items = array(arguments, 1)?;
    let inside = |at: i64, end: usize| usize::try_from(at).unwrap_or(0).min(end);
    let (start, stop) = (integer(arguments, 2)?, integer(arguments, 3)?);
    let stop = inside(stop, items.len());
    let start = inside(start, stop);
    account(context, stop - start)?;
    Ok(Value::array(items[start..stop].to_vec()))
}

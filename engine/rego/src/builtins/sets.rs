//! Operations on sets: `&`, `|`, `intersection`, `union`, and what `-` means for sets.

use super::operands::{self, wrong};
use super::{Answer, Context, Error, Function};
use crate::value::{Set, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("and", and),
    ("intersection", intersection),
    ("or", or),
    ("set_diff", |context, arguments| difference(context, operands::set(arguments, 1)?, operands::set(arguments, 2)?)),
    ("union", union),
];

/// Steps of a merge of two sets, and what the result takes.
fn account(context: &mut Context<'_>, items: usize) -> Result<(), Error> {
    context.work(items / 2)?;
    context.make(items * size_of::<Value>())
}

/// The elements of `left` that `right` lacks.
pub(super) fn difference(context: &mut Context<'_>, left: &Set, right: &Set) -> Answer {
    account(context, left.len())?;
    Ok(Value::set(left.iter().filter(|item| !right.contains(item)).cloned().collect()))
}

fn and(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (left, right) = (operands::set(arguments, 1)?, operands::set(arguments, 2)?);
    let (small, large) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    account(context, small.len())?;
    Ok(Value::set(small.iter().filter(|item| large.contains(item)).cloned().collect()))
}

fn or(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (left, right) = (operands::set(arguments, 1)?, operands::set(arguments, 2)?);
    if left.is_empty() {
        return Ok(arguments[1].clone());
    }
    if right.is_empty() {
        return Ok(arguments[0].clone());
    }
    account(context, left.len() + right.len())?;
    Ok(Value::set(left.iter().chain(right).cloned().collect()))
}

/// The sets in a set.
fn sets(arguments: &[Value]) -> Result<Vec<&Set>, Error> {
    let sets = operands::set(arguments, 1)?.iter();
    sets.map(|item| item.as_set().ok_or_else(|| wrong(1, "set", item))).collect()
}

fn union(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let sets = sets(arguments)?;
    account(context, sets.iter().map(|set| set.len()).sum())?;
    Ok(Value::set(sets.into_iter().flatten().cloned().collect()))
}

fn intersection(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let sets = sets(arguments)?;
    let Some(smallest) = sets.iter().min_by_key(|set| set.len()) else {
        return Ok(Value::set(Vec::new()));
    };
    let mut common = Vec::new();
    for item in *smallest {
        account(context, sets.len())?;
        if sets.iter().all(|set| set.contains(item)) {
            common.push(item.clone());
        }
    }
    Ok(Value::set(common))
}

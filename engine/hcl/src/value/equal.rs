//! Equality of values, and the order of the elements of sets.

use std::cmp::Ordering;
use std::fmt::Write as _;

use super::{Entries, Kind, Type, Value, walk};
use crate::eval::{Budget, Result};

impl Value {
    /// Are they equal? None where that depends on what is not known.
    ///
    /// # Errors
    /// A limit is met.
    pub fn equals(&self, other: &Self, budget: &Budget) -> Result<Option<bool>> {
        equals(self, other, budget, 0)
    }
}

fn equals(left: &Value, right: &Value, budget: &Budget, depth: usize) -> Result<Option<bool>> {
    walk::step(budget, depth)?;
    let known = match (&left.kind, &right.kind) {
        (Kind::Unknown(unknown), known) | (known, Kind::Unknown(unknown)) => {
            let differ = match known {
                Kind::Bool(_) => !matches!(unknown.ty, Type::Bool | Type::Dynamic),
                Kind::Number(_) => !matches!(unknown.ty, Type::Number | Type::Dynamic),
                Kind::String(_) => !matches!(unknown.ty, Type::String | Type::Dynamic),
                Kind::Null | Kind::Unknown(_) => false,
                _ => unknown.ty.is_primitive(),
            };
            return Ok(differ.then_some(false));
        }
        (Kind::Null, Kind::Null) => true,
        (Kind::Bool(left), Kind::Bool(right)) => left == right,
        (Kind::Number(left), Kind::Number(right)) => left == right,
        (Kind::String(left), Kind::String(right)) => left.text == right.text,
        (Kind::List(left), Kind::List(right)) | (Kind::Tuple(left), Kind::Tuple(right)) => {
            return sequences(left, right, budget, depth);
        }
        (Kind::Set(left), Kind::Set(right)) => {
            if left.iter().chain(right.iter()).any(|item| !item.is_known()) {
                return Ok(None);
            }
            return sequences(left, right, budget, depth);
        }
        (Kind::Map(left), Kind::Map(right)) | (Kind::Object(left), Kind::Object(right)) => {
            return entries(left, right, budget, depth);
        }
        _ => false,
    };
    Ok(Some(known))
}

fn sequences(left: &[Value], right: &[Value], budget: &Budget, depth: usize) -> Result<Option<bool>> {
    if left.len() != right.len() {
        return Ok(Some(false));
    }
    for (left, right) in left.iter().zip(right) {
        match equals(left, right, budget, depth + 1)? {
            Some(true) => {}
            other => return Ok(other),
        }
    }
    Ok(Some(true))
}

fn entries(left: &Entries, right: &Entries, budget: &Budget, depth: usize) -> Result<Option<bool>> {
    if !left.keys().eq(right.keys()) {
        return Ok(Some(false));
    }
    for (left, right) in left.values().zip(right.values()) {
        match equals(&left.value, &right.value, budget, depth + 1)? {
            Some(true) => {}
            other => return Ok(other),
        }
    }
    Ok(Some(true))
}

/// A set of these: equal ones once (the first stays), in Terraform's order. What is not known is equal to nothing.
/// Marks of elements are marks of the set.
///
/// # Errors
/// A limit is met.
pub fn set_of(items: Vec<Value>, budget: &Budget) -> Result {
    let mut set = Value::null();
    for item in &items {
        set.mark(item.deep_marks(budget)?.as_ref());
    }
    let mut keyed =
        items.into_iter().map(|item| Ok((Rank::of(&item, budget)?, item))).collect::<Result<Vec<(Rank, Value)>>>()?;
    keyed.sort_by(|left, right| left.0.cmp(&right.0));
    keyed.dedup_by(|later, earlier| !matches!(later.0, Rank::Unknown) && later.0 == earlier.0);
    set.kind = Kind::Set(keyed.into_iter().map(|(_, item)| item).collect());
    Ok(set)
}

/// Where an element of a set stands among the others; equal for equal values, and for those that are not known.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Bool(bool),
    Number(super::Number),
    /// A string, or the notation by which cty orders what is neither.
    Text(String),
    Unknown,
    Null,
}

impl Rank {
    /// That of `value`.
    pub(crate) fn of(value: &Value, budget: &Budget) -> Result<Self> {
        Ok(match &value.kind {
            Kind::Null => Self::Null,
            Kind::Unknown(_) => Self::Unknown,
            Kind::Bool(value) => Self::Bool(*value),
            Kind::Number(number) => Self::Number(number.clone()),
            Kind::String(string) => Self::Text(string.text.to_string()),
            _ => {
                let mut text = String::new();
                notation(value, &mut text, budget, 0)?;
                Self::Text(text)
            }
        })
    }
}

/// The notation by which cty hashes and orders values that are not primitive.
fn notation(value: &Value, out: &mut String, budget: &Budget, depth: usize) -> Result<()> {
    walk::step(budget, depth)?;
    match &value.kind {
        Kind::Null => out.push('~'),
        Kind::Unknown(_) => out.push('?'),
        Kind::Bool(value) => out.push(if *value { 'T' } else { 'F' }),
        Kind::Number(number) => {
            budget.take(number.weight())?;
            // Ten digits order them; all digits follow, so that only equal numbers are equal.
            let sign = if number.is_negative() { "-" } else { "" };
            _ = write!(out, "{sign}{}", number.shortest().g(Some(10), 'e'));
            if out.len() > 10 {
                _ = write!(out, "\u{1}{number}");
            }
        }
        Kind::String(string) => {
            budget.take_bytes(string.text.len() as u64)?;
            crate::functions::quote(&string.text, out);
        }
        Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => {
            let (open, close) = if matches!(value.kind, Kind::Tuple(_)) { ('<', '>') } else { ('[', ']') };
            out.push(open);
            for item in items.iter() {
                notation(item, out, budget, depth + 1)?;
                out.push(';');
            }
            out.push(close);
        }
        Kind::Map(entries) => {
            out.push('{');
            for (key, entry) in entries.iter() {
                crate::functions::quote(key, out);
                out.push(':');
                notation(&entry.value, out, budget, depth + 1)?;
                out.push(';');
            }
            out.push('}');
        }
        Kind::Object(entries) => {
            out.push('<');
            for entry in entries.values() {
                notation(&entry.value, out, budget, depth + 1)?;
                out.push(';');
            }
            out.push('>');
        }
    }
    Ok(())
}

/// The order of two primitives of one kind as Terraform's sets have it; equal for others.
#[must_use]
pub fn order(left: &Value, right: &Value) -> Ordering {
    match (&left.kind, &right.kind) {
        (Kind::Number(left), Kind::Number(right)) => left.cmp(right),
        (Kind::String(left), Kind::String(right)) => left.text.cmp(&right.text),
        (Kind::Bool(left), Kind::Bool(right)) => left.cmp(right),
        _ => Ordering::Equal,
    }
}

//! Conversion of values to types, with the defaults of optional attributes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::unify::{self, unify};
use super::{Entries, Entry, Field, Kind, Number, NumberError, Type, Unknown, Value, equal, walk};
use crate::eval::{Budget, Error, Result};

impl Value {
    /// This value as one of type `ty`: at the same place, with the same marks, as are all values inside. Null stays
    /// null, an unknown value unknown for the same reason.
    ///
    /// # Errors
    /// What is wrong, as a clause: `attribute "port": a number is required`.
    pub fn convert(&self, ty: &Type, budget: &Budget) -> Result {
        convert(self, ty, budget, 0)
    }
}

/// The attributes of an object type.
type Fields = BTreeMap<Arc<str>, Field>;

fn convert(value: &Value, ty: &Type, budget: &Budget, depth: usize) -> Result {
    walk::step(budget, depth)?;
    let kind = match (&value.kind, ty) {
        (_, Type::Dynamic)
        | (Kind::Null, _)
        | (Kind::Bool(_), Type::Bool)
        | (Kind::Number(_), Type::Number)
        | (Kind::String(_), Type::String) => return Ok(value.clone()),
        (Kind::Unknown(unknown), _) => {
            if !unify::can_convert(&unknown.ty, ty, true) {
                return Err(required(ty));
            }
            let known = match (&unknown.known, ty) {
                (Some(known), Type::Object(fields)) => Some(Arc::new(kept(known, fields, budget, depth)?)),
                _ => None,
            };
            let document = unknown.document.clone().filter(|_| matches!(ty, Type::String));
            let (ty, reason) = (unify::resolve(&unknown.ty, ty), unknown.reason.clone());
            Kind::Unknown(Arc::new(Unknown { ty, reason, known, document, is_yaml: unknown.is_yaml }))
        }
        (_, Type::Bool | Type::Number | Type::String) => primitive(value, ty, budget)?,
        (Kind::List(items) | Kind::Set(items) | Kind::Tuple(items), Type::List(element)) => {
            Kind::List(sequence(value, items, element, "list", budget, depth)?.into())
        }
        (Kind::List(items) | Kind::Set(items) | Kind::Tuple(items), Type::Set(element)) => {
            let set = equal::set_of(sequence(value, items, element, "set", budget, depth)?, budget)?;
            let mut result = Value { kind: set.kind, span: value.span, marks: value.marks.clone() };
            result.mark(set.marks.as_ref());
            return Ok(result);
        }
        (Kind::Map(entries) | Kind::Object(entries), Type::Map(element)) => {
            Kind::Map(Arc::new(map(entries, element, budget, depth)?))
        }
        (Kind::Tuple(items), Type::Tuple(types)) if items.len() == types.len() => {
            let elements = items.iter().zip(types.iter()).enumerate();
            let converted = elements.map(|(index, (item, ty))| {
                convert(item, ty, budget, depth + 1).map_err(|error| inside(&format!("element {index}"), error))
            });
            Kind::Tuple(converted.collect::<Result<_>>()?)
        }
        (Kind::Object(entries) | Kind::Map(entries), Type::Object(fields)) => {
            let is_map = matches!(value.kind, Kind::Map(_));
            Kind::Object(Arc::new(object(entries, fields, is_map, budget, depth)?))
        }
        _ => return Err(required(ty)),
    };
    Ok(Value { kind, span: value.span, marks: value.marks.clone() })
}

fn required(ty: &Type) -> Error {
    Error::new(match ty {
        Type::Bool => "a bool is required".to_owned(),
        Type::Number => "a number is required".to_owned(),
        _ => format!("{} required", ty.friendly_constraint()),
    })
}

/// The fault of a part.
fn inside(part: &str, error: Error) -> Error {
    Error { message: format!("{part}: {}", error.message), ..error }
}

fn primitive(value: &Value, ty: &Type, budget: &Budget) -> Result<Kind> {
    let text = |text: String| Kind::String(super::Str { text: text.into(), made: None });
    Ok(match (&value.kind, ty) {
        (Kind::Bool(value), Type::String) => text(value.to_string()),
        (Kind::Number(number), Type::String) => {
            budget.take(number.weight())?;
            text(number.to_string())
        }
        (Kind::String(string), Type::Number) => Kind::Number(Number::read(&string.text).map_err(|error| {
            if error == NumberError::TooLarge { Error::limit(error.to_string()) } else { Error::new(error.to_string()) }
        })?),
        (Kind::String(string), Type::Bool) => Kind::Bool(match &*string.text {
            "true" | "1" => true,
            "false" | "0" => false,
            other => {
                let lower = other.to_lowercase();
                let hint = if lower == "true" || lower == "false" {
                    format!("; to convert from string, use lowercase \"{lower}\"")
                } else {
                    String::new()
                };
                return Err(Error::new(format!("a bool is required{hint}")));
            }
        }),
        (_, Type::Bool) => return Err(Error::new("bool required")),
        (_, Type::Number) => return Err(Error::new("number required")),
        _ => return Err(Error::new("string required")),
    })
}

/// Elements of one type: `element`, or one that they have in common where that is left open.
fn sequence(
    whole: &Value,
    items: &[Value],
    element: &Type,
    what: &str,
    budget: &Budget,
    depth: usize,
) -> Result<Vec<Value>> {
    let common = match common(items.iter(), element, budget, depth)? {
        Some(common) => common,
        None => return Err(Error::new(format!("all {what} elements must have the same type"))),
    };
    let converted = items.iter().enumerate().map(|(index, item)| {
        convert(item, &common, budget, depth + 1).map_err(|error| match whole.kind {
            Kind::Tuple(_) => inside(&format!("element {index}"), error),
            _ => inside(&format!("incorrect {what} element type"), error),
        })
    });
    converted.collect()
}

fn map(entries: &Entries, element: &Type, budget: &Budget, depth: usize) -> Result<Entries> {
    let Some(common) = common(entries.values().map(|entry| &entry.value), element, budget, depth)? else {
        return Err(Error::new("all map elements must have the same type"));
    };
    let converted = entries.iter().map(|(key, entry)| {
        let value = convert(&entry.value, &common, budget, depth + 1)
            .map_err(|error| inside(&format!("element \"{key}\""), error))?;
        Ok((Arc::clone(key), Entry { key_span: entry.key_span, value }))
    });
    converted.collect()
}

/// `element`, with what it leaves open filled in so that all items can be converted to it.
fn common<'a>(
    items: impl Iterator<Item = &'a Value>,
    element: &Type,
    budget: &Budget,
    depth: usize,
) -> Result<Option<Type>> {
    if !element.has_dynamic() {
        return Ok(Some(element.clone()));
    }
    if !matches!(element, Type::Dynamic) {
        // Each is converted first, then they are made equal: `list(map(any))`.
        let types = items
            .map(|item| convert(item, element, budget, depth + 1)?.type_at(budget, depth + 1))
            .collect::<Result<Vec<_>>>()?;
        return Ok(unify(&types, true));
    }
    let types = items.map(|item| item.type_at(budget, depth + 1)).collect::<Result<Vec<_>>>()?;
    Ok(unify(&types, true))
}

/// What is known of an object in part, as attributes of a type.
fn kept(known: &Entries, fields: &Fields, budget: &Budget, depth: usize) -> Result<Entries> {
    let kept = known.iter().filter_map(|(name, entry)| fields.get(name).map(|field| (name, entry, field)));
    let converted = kept.map(|(name, entry, field)| {
        let value = convert(&entry.value, &field.ty, budget, depth + 1)
            .map_err(|error| inside(&format!("attribute \"{name}\""), error))?;
        Ok((Arc::clone(name), Entry { key_span: entry.key_span, value }))
    });
    converted.collect()
}

fn object(entries: &Entries, fields: &Fields, is_map: bool, budget: &Budget, depth: usize) -> Result<Entries> {
    let missing: Vec<String> = fields
        .iter()
        .filter(|(name, field)| !field.optional && !entries.contains_key(*name))
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    match missing.as_slice() {
        [] => {}
        [only, ..] if is_map => {
            return Err(Error::new(format!("map has no element for required attribute {only}")));
        }
        [only] => return Err(Error::new(format!("attribute {only} is required"))),
        [one, other] => return Err(Error::new(format!("attributes {one} and {other} are required"))),
        [first @ .., last] => {
            return Err(Error::new(format!("attributes {}, and {last} are required", first.join(", "))));
        }
    }
    let mut converted = Entries::new();
    for (name, field) in fields {
        let entry = match entries.get(name) {
            Some(entry) if !entry.value.is_null() || field.default.is_none() => Entry {
                key_span: entry.key_span,
                value: convert(&entry.value, &field.ty, budget, depth + 1)
                    .map_err(|error| inside(&format!("attribute \"{name}\""), error))?,
            },
            _ => Entry { key_span: None, value: field.default.clone().unwrap_or_else(Value::null) },
        };
        converted.insert(Arc::clone(name), entry);
    }
    Ok(converted)
}

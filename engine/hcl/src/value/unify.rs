//! The type to which values of several types can be converted.
//!
//! As Terraform's, but that a part of type [`Type::Dynamic`] (null, unknown) never stands in the way: it becomes what the
//! others are.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Field, Type};

/// Can values of type `from` be converted to `to`, perhaps depending on the value? When not `lossy`, only in ways that
/// always succeed and lose nothing.
#[must_use]
pub fn can_convert(from: &Type, to: &Type, lossy: bool) -> bool {
    match (from, to) {
        (_, Type::Dynamic) | (Type::Dynamic, _) => true,
        (Type::Bool, Type::Bool) | (Type::Number, Type::Number) | (_, Type::String) if from.is_primitive() => true,
        (Type::String, Type::Bool | Type::Number) => lossy,
        (Type::List(from) | Type::Set(from), Type::List(to))
        | (Type::Set(from), Type::Set(to))
        | (Type::Map(from), Type::Map(to)) => can_convert(from, to, lossy),
        (Type::List(from), Type::Set(to)) => lossy && can_convert(from, to, lossy),
        (Type::Tuple(from), Type::List(to) | Type::Set(to)) => all_to(&from.iter().collect::<Vec<_>>(), to, lossy),
        (Type::Object(from), Type::Map(to)) => {
            all_to(&from.values().map(|field| &field.ty).collect::<Vec<_>>(), to, lossy)
        }
        (Type::Tuple(from), Type::Tuple(to)) => {
            from.len() == to.len() && from.iter().zip(to.iter()).all(|(from, to)| can_convert(from, to, lossy))
        }
        (Type::Object(from), Type::Object(to)) => to.iter().all(|(name, field)| match from.get(name) {
            Some(given) => can_convert(&given.ty, &field.ty, lossy),
            None => field.optional,
        }),
        (Type::Map(from), Type::Object(to)) => {
            lossy && to.values().all(|field| field.optional || can_convert(from, &field.ty, lossy))
        }
        _ => false,
    }
}

fn all_to(from: &[&Type], to: &Type, lossy: bool) -> bool {
    if matches!(to, Type::Dynamic) {
        return from.is_empty() || unify_refs(from, lossy).is_some();
    }
    from.iter().all(|from| can_convert(from, to, lossy))
}

/// The type to which all `types` convert; none where there is no such. [`Type::Dynamic`] for no types.
#[must_use]
pub fn unify(types: &[Type], lossy: bool) -> Option<Type> {
    unify_refs(&types.iter().collect::<Vec<_>>(), lossy)
}

/// What kinds of types there are.
#[derive(Default)]
struct Kinds {
    maps: usize,
    lists: usize,
    sets: usize,
    objects: usize,
    tuples: usize,
}

fn unify_refs(types: &[&Type], lossy: bool) -> Option<Type> {
    let mut known: Vec<&Type> = Vec::with_capacity(types.len().min(16));
    for ty in types {
        // Equal ones one after the other are the rule.
        if !matches!(ty, Type::Dynamic) && !known.last().is_some_and(|last| last.is(ty)) {
            known.push(ty);
        }
    }
    let (first, rest) = match known.as_slice() {
        [] => return Some(Type::Dynamic),
        [only] => return Some(Type::clone(only)),
        [first, rest @ ..] => (*first, rest),
    };
    if first.is_primitive() && rest.iter().all(|ty| ty.is_primitive()) {
        return primitives(&known, lossy);
    }
    let mut kinds = Kinds::default();
    for ty in &known {
        match ty {
            Type::Map(_) => kinds.maps += 1,
            Type::List(_) => kinds.lists += 1,
            Type::Set(_) => kinds.sets += 1,
            Type::Object(_) => kinds.objects += 1,
            Type::Tuple(_) => kinds.tuples += 1,
            _ => return None,
        }
    }
    let all = known.len();
    if kinds.maps > 0 && kinds.maps + kinds.objects == all {
        return elements(&known, lossy).map(Type::map);
    }
    if kinds.lists > 0 && kinds.lists + kinds.tuples == all {
        return elements(&known, lossy).map(Type::list);
    }
    if kinds.sets == all {
        return elements(&known, lossy).map(Type::set);
    }
    if kinds.objects == all {
        return objects(&known, lossy);
    }
    if kinds.tuples == all {
        return tuples(&known, lossy);
    }
    // Lists before sets: a set becomes a list without loss.
    let preferred = |ty: &&&Type| matches!(ty, Type::List(_));
    let candidates = known.iter().filter(preferred).chain(known.iter().filter(|ty| !preferred(ty)));
    candidates
        .copied()
        .find(|candidate| known.iter().all(|ty| ty.is(candidate) || can_convert(ty, candidate, lossy)))
        .cloned()
}

fn primitives(types: &[&Type], lossy: bool) -> Option<Type> {
    let convertible = |to: &Type| types.iter().all(|from| can_convert(from, to, lossy));
    // What is no string becomes one; there is no way between numbers and booleans but through strings among them.
    let candidates = [Type::String, Type::Number, Type::Bool];
    let given = |candidate: &Type| types.iter().any(|ty| ty.is(candidate));
    candidates.into_iter().find(|candidate| given(candidate) && convertible(candidate))
}

/// What the elements of lists, sets, maps, tuples and objects have in common.
fn elements(types: &[&Type], lossy: bool) -> Option<Type> {
    let mut inner: Vec<&Type> = Vec::new();
    for ty in types {
        match ty {
            Type::List(element) | Type::Set(element) | Type::Map(element) => inner.push(element),
            Type::Tuple(elements) => inner.extend(elements.iter()),
            Type::Object(fields) => inner.extend(fields.values().map(|field| &field.ty)),
            _ => return None,
        }
    }
    unify_refs(&inner, lossy)
}

/// An object where all have the same attributes, else a map.
fn objects(types: &[&Type], lossy: bool) -> Option<Type> {
    let mut all: Vec<&BTreeMap<Arc<str>, Field>> = Vec::with_capacity(types.len());
    for ty in types {
        if let Type::Object(fields) = ty {
            all.push(fields);
        }
    }
    let (first, rest) = all.split_first()?;
    if rest.iter().any(|fields| !fields.keys().eq(first.keys())) {
        return elements(types, lossy).map(Type::map);
    }
    let mut fields = BTreeMap::new();
    for name in first.keys() {
        let across: Vec<&Type> = all.iter().filter_map(|fields| fields.get(name)).map(|field| &field.ty).collect();
        fields.insert(Arc::clone(name), unify_refs(&across, lossy)?);
    }
    Some(Type::object(fields))
}

/// A tuple where all are as long, else a list.
fn tuples(types: &[&Type], lossy: bool) -> Option<Type> {
    let mut all: Vec<&[Type]> = Vec::with_capacity(types.len());
    for ty in types {
        if let Type::Tuple(elements) = ty {
            all.push(elements);
        }
    }
    let (first, rest) = all.split_first()?;
    if rest.iter().any(|tuple| tuple.len() != first.len()) {
        return elements(types, lossy).map(Type::list);
    }
    let mut unified = Vec::with_capacity(first.len());
    for index in 0..first.len() {
        let across: Vec<&Type> = all.iter().map(|elements| &elements[index]).collect();
        unified.push(unify_refs(&across, lossy)?);
    }
    Some(Type::Tuple(unified.into()))
}

/// `want`, where it leaves something open with what `have` says of it.
pub(super) fn resolve(have: &Type, want: &Type) -> Type {
    match (have, want) {
        (_, Type::Dynamic) => have.clone(),
        (Type::List(have) | Type::Set(have), Type::List(want)) => Type::list(resolve(have, want)),
        (Type::List(have) | Type::Set(have), Type::Set(want)) => Type::set(resolve(have, want)),
        (Type::Map(have), Type::Map(want)) => Type::map(resolve(have, want)),
        _ => want.clone(),
    }
}

//! Maps made, read and changed in place.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::equal::deep_copy;
use super::merge;
use super::texts::strval;
use crate::functions::arguments::{self, str, string};
use crate::functions::{Call, Function};
use crate::value::{Kind, Map, MapType, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("dict", 0, dict),
    Function::of("get", 2, get).keeping(),
    Function::of("set", 3, set).keeping(),
    Function::of("unset", 2, unset).keeping(),
    Function::of("hasKey", 2, |_, args| {
        let key = string(&args[1])?;
        Ok(map(&args[0])?.entries.borrow().contains_key(key.as_str()).into())
    }),
    Function::variadic("pluck", 1, pluck),
    Function::variadic("keys", 0, keys),
    Function::of("values", 1, values),
    Function::variadic("pick", 1, pick),
    Function::variadic("omit", 1, omit),
    Function::variadic("merge", 1, merge::merge),
    Function::variadic("mustMerge", 1, merge::merge),
    Function::variadic("mergeOverwrite", 1, merge::merge_overwrite),
    Function::variadic("mustMergeOverwrite", 1, merge::merge_overwrite),
    Function::of("deepCopy", 1, copy).keeping(),
    Function::of("mustDeepCopy", 1, copy).keeping(),
    Function::variadic("dig", 0, dig).keeping(),
];

/// A `map[string]interface {}`; an empty one for nil.
pub(super) fn map(value: &Value) -> Result<Cow<'_, Map>> {
    Ok(match arguments::dict(value)? {
        Some(map) => Cow::Borrowed(map),
        None => Cow::Owned(Map::new(BTreeMap::new(), MapType::Nil)),
    })
}

fn dict(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    call.budget.take_steps(args.len() as u64)?;
    let mut entries = BTreeMap::new();
    for pair in args.chunks(2) {
        let key = strval(call, &pair[0])?.shared();
        entries.insert(key, pair.get(1).cloned().unwrap_or_else(|| "".into()));
    }
    Ok(Value::map(entries))
}

fn get(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let key = string(&args[1])?;
    Ok(map(&args[0])?.get(key.as_str()).unwrap_or_else(|| Value::from("").with_keys(args[0].keys)))
}

/// A map that was handed in, as the type that functions return it as.
fn returned(value: &Value, of: &Map) -> Value {
    let map = Map { entries: Rc::clone(&of.entries), of: MapType::Any };
    Value { kind: Kind::Map(map), keys: value.keys }
}

fn set(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (key, target) = (string(&args[1])?.shared(), map(&args[0])?);
    call.budget.take_steps(1)?;
    if target.of == MapType::Nil {
        return Err(Error::new("assignment to entry in nil map"));
    }
    insert(call, &target, key, args[2].clone())?;
    Ok(returned(&args[0], &target))
}

/// Puts a value into a map, which may come to hold itself by that.
pub(super) fn insert(call: &Call<'_>, target: &Map, key: Rc<str>, value: Value) -> Result<()> {
    /// Bytes of an entry, about.
    const ENTRY: u64 = 128;
    call.budget.take_steps(1)?;
    if matches!(value.kind, Kind::List(_) | Kind::Map(_)) {
        target.entries.tie();
    }
    if target.entries.borrow_mut().insert(key, value).is_none() {
        call.budget.take_bytes(ENTRY)?;
    }
    Ok(())
}

fn unset(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (key, target) = (string(&args[1])?, map(&args[0])?);
    target.entries.borrow_mut().remove(key.as_str());
    Ok(returned(&args[0], &target))
}

fn pluck(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let key = str(&args[0])?;
    let mut found = Vec::new();
    for value in &args[1..] {
        found.extend(map(value)?.get(key));
    }
    super::lists::made(call, found)
}

/// The keys of all maps, in order; Go has them in none.
fn keys(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let mut all = Vec::new();
    for value in args {
        let map = map(value)?;
        let entries = map.entries.borrow();
        call.budget.take_steps(entries.len() as u64)?;
        all.extend(entries.keys().map(|key| Value::from(&**key).with_keys(value.keys)));
    }
    super::lists::strings(call, all)
}

/// The members in the order of their keys; Go has them in none.
fn values(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let all = map(&args[0])?.entries.borrow().values().cloned().collect();
    super::lists::made(call, all)
}

/// A map of those entries that `keep` wants.
fn filtered(call: &Call<'_>, args: &[Value], listed: bool) -> Result<Value> {
    let map = map(&args[0])?;
    let source = map.entries.borrow();
    let names = args[1..].iter().map(|name| str(name)).collect::<Result<Vec<_>>>()?;
    call.budget.take_steps((source.len() + names.len()) as u64)?;
    let kept: BTreeMap<Rc<str>, Value> = if listed {
        names
            .iter()
            .filter_map(|name| source.get_key_value(*name))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    } else {
        let names: std::collections::BTreeSet<&str> = names.into_iter().collect();
        let rest = source.iter().filter(|(key, _)| !names.contains(&***key));
        rest.map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    Ok(Value::map(kept))
}

fn pick(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    filtered(call, args, true)
}

fn omit(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    filtered(call, args, false)
}

fn copy(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    if matches!(args[0].kind, Kind::Nil) {
        return Err(Error::new("reflect: call of reflect.Value.Type on zero Value"));
    }
    deep_copy(call, &args[0], 0)
}

/// The map that `dig` looks into: only the plainest type will do.
fn dug(value: &Value) -> Result<&Map> {
    let wanted = "map[string]interface {}";
    match &value.kind {
        Kind::Map(map) if map.of == MapType::Any => Ok(map),
        Kind::Nil => Err(Error::new(format!("interface conversion: interface {{}} is nil, not {wanted}"))),
        _ => Err(Error::new(format!("interface conversion: interface {{}} is {}, not {wanted}", value.type_name()))),
    }
}

fn dig(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let [path @ .., default, root] = args else { return Err(Error::new("dig needs at least three arguments")) };
    if path.is_empty() {
        return Err(Error::new("dig needs at least three arguments"));
    }
    dug(root)?;
    let mut path = path
        .iter()
        .map(|key| match &key.kind {
            Kind::String(key) => Ok(key.as_str()),
            Kind::Nil => Err(Error::new("interface conversion: interface {} is nil, not string")),
            _ => Err(Error::new(format!("interface conversion: interface {{}} is {}, not string", key.type_name()))),
        })
        .collect::<Result<Vec<_>>>()?
        .into_iter();
    let mut value = root.clone();
    for key in path.by_ref() {
        let Some(next) = dug(&value)?.get(key) else {
            return Ok(default.clone().with_keys(call.traces.union(default.keys, value.keys)));
        };
        value = next;
    }
    Ok(value)
}

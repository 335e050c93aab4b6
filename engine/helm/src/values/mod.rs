//! The values of charts: read from files and from `--set`, laid over one another, passed on to the charts below.

mod bounds;
mod coalesce;
mod dependencies;
mod instance;
mod overrides;
mod read;
mod schema;
mod set;
#[cfg(test)]
mod tests;

pub use overrides::{Overrides, PlacedSet, ReadFile, SetKind, UNKNOWN, ValuesFile};

pub(crate) use coalesce::coalesce_values;
pub(crate) use dependencies::process;
pub(crate) use instance::{Instance, Requirement};
pub(crate) use schema::validate;

use std::rc::Rc;

use crate::value::{Kind, Map, MapType, Value};

/// The key under which charts share values.
pub(crate) const GLOBAL: &str = "global";

/// The map, when it is one.
pub(crate) fn table(value: &Value) -> Option<&Map> {
    match &value.kind {
        Kind::Map(map) => Some(map),
        _ => None,
    }
}

/// An empty map of values.
pub(crate) fn empty() -> Map {
    Map::new(std::collections::BTreeMap::new(), MapType::Any)
}

/// The value with maps of its own, so that changes of one do not reach the other.
pub(crate) fn deep_copy(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::Map(map) => Kind::Map(deep_copy_map(map)),
        Kind::List(list) if list.items.iter().any(|item| matches!(item.kind, Kind::Map(_) | Kind::List(_))) => {
            let mut list = list.clone();
            list.items = list.items.iter().map(deep_copy).collect();
            Kind::List(list)
        }
        other => other.clone(),
    };
    Value { kind, keys: value.keys }
}

/// A map of its own.
pub(crate) fn deep_copy_map(map: &Map) -> Map {
    let entries = map.entries.borrow().iter().map(|(key, value)| (key.clone(), deep_copy(value))).collect();
    Map::new(entries, map.of)
}

/// The table at a path of keys joined by dots.
pub(crate) fn table_at(map: &Map, path: &str) -> Option<Map> {
    path.split('.').try_fold(map.clone(), |map, key| match map.get(key)?.kind {
        Kind::Map(inner) => Some(inner),
        _ => None,
    })
}

/// The value at a path of keys joined by dots; none when it is a table or there is none.
pub(crate) fn value_at(map: &Map, path: &str) -> Option<Value> {
    let (map, key) = match path.rsplit_once('.') {
        Some((tables, key)) => (table_at(map, tables)?, key),
        None => (map.clone(), path),
    };
    map.get(key).filter(|value| table(value).is_none())
}

/// Sets an entry.
pub(crate) fn set(map: &Map, key: &str, value: Value) {
    map.entries.borrow_mut().insert(Rc::from(key), value);
}

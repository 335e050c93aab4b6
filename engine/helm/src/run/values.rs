//! Methods of `chartutil.Values`, the type of `.Values` and of what templates of files are executed with.

use crate::functions::Method;
use crate::functions::{Call, arguments, function};
use crate::template::quote;
use crate::value::{Kind, Map, MapType, TextBuilder, Value};
use crate::{Error, Result};

/// All but `Encode`, which takes what no template has.
pub(super) static METHODS: &[Method] = &[
    Method { name: "AsMap", arity: 0, run: |_, values, _| Ok(typed(values, MapType::Any)) },
    Method { name: "PathValue", arity: 1, run: path_value },
    Method { name: "Table", arity: 1, run: |_, values, given| table(values, arguments::str(&given[0])?) },
    Method { name: "YAML", arity: 0, run: yaml },
];

/// The same map, of a type.
fn typed(values: &Value, of: MapType) -> Value {
    match &values.kind {
        Kind::Map(map) => {
            let map = Map { entries: map.entries.clone(), of };
            Value { kind: Kind::Map(map), keys: values.keys }
        }
        _ => values.clone(),
    }
}

/// The map at the end of a path.
fn table(values: &Value, path: &str) -> Result<Value> {
    let mut table = values.clone();
    for name in path.split('.') {
        let member = match &table.kind {
            Kind::Map(map) => map.get(name),
            _ => None,
        };
        table = member
            .filter(|member| matches!(&member.kind, Kind::Map(map) if map.of != MapType::Strings))
            .ok_or_else(|| Error::new(format!("{} is not a table", quote(name))))?;
    }
    Ok(typed(&table, MapType::Values))
}

/// What is at the end of a path and no map.
fn path_value(_: &Call<'_>, values: &Value, given: &[Value]) -> Result<Value> {
    let path = arguments::str(&given[0])?;
    if path.is_empty() {
        return Err(Error::new("YAML path cannot be empty"));
    }
    let (around, name) = path.rsplit_once('.').unwrap_or(("", path));
    let missing = || Error::new(format!("{} is not a value", quote(name)));
    let around = if around.is_empty() { values.clone() } else { table(values, around).map_err(|_| missing())? };
    let member = match &around.kind {
        Kind::Map(map) => map.get(name),
        _ => None,
    };
    member.filter(|member| !matches!(member.kind, Kind::Map(_))).ok_or_else(missing)
}

fn yaml(call: &Call<'_>, values: &Value, _: &[Value]) -> Result<Value> {
    let Some(to_yaml) = function("toYaml") else { return Ok(Value::nil()) };
    let made = (to_yaml.run)(call, std::slice::from_ref(values))?;
    let mut text = TextBuilder::new();
    if let Kind::String(yaml) = &made.kind {
        text.push_text(yaml, made.keys);
    }
    text.push("\n", crate::trace::Origin::made(made.keys));
    Ok(Value::from(text.finish()).with_keys(made.keys))
}

//! Maps merged in place, as library mergo does it.

use std::rc::Rc;

use super::dicts::{insert, map};
use super::equal::deep;
use crate::Result;
use crate::functions::Call;
use crate::value::{Kind, Map, MapType, Value};

/// `merge`: what is in the first map wins, unless it is empty.
pub(super) fn merge(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    merged(call, args, false)
}

/// `mergeOverwrite`: what is in the last map wins.
pub(super) fn merge_overwrite(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    merged(call, args, true)
}

fn merged(call: &Call<'_>, args: &[Value], overwrite: bool) -> Result<Value> {
    let [target, sources @ ..] = args else { return Ok(Value::nil()) };
    let target = map(target)?;
    for source in sources {
        into(call, &target, &*map(source)?, overwrite, 0)?;
    }
    Ok(Value::new(Kind::Map(Map { entries: Rc::clone(&target.entries), of: MapType::Any })))
}

/// Steps that merging an entry takes.
const STEPS: u64 = 3;

/// Merges a map into another. Maps that the target does not have are shared with the source from then on.
fn into(call: &Call<'_>, target: &Map, source: &Map, overwrite: bool, depth: u32) -> Result<()> {
    deep(call, depth)?;
    let entries: Vec<(Rc<str>, Value)> =
        source.entries.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    call.budget.take_steps(STEPS * entries.len() as u64)?;
    for (key, value) in entries {
        let own = target.get(&key);
        let set = |value: Value| insert(call, target, key.clone(), value);
        if matches!(value.kind, Kind::Nil) {
            if overwrite {
                set(value)?;
            }
            continue;
        }
        let own_map = own.as_ref().and_then(as_map);
        if let (Some(own), Some(theirs)) = (own_map, as_map(&value)) {
            into(call, own, theirs, overwrite, depth + 1)?;
        }
        // A map that was empty before it was merged into is not any more.
        match &own {
            Some(own) if own.is_true() || matches!(own.kind, Kind::Time(..)) => {
                let both_maps = own_map.is_some() && as_map(&value).is_some();
                if overwrite && !both_maps {
                    set(value)?;
                }
            }
            _ => set(value)?,
        }
    }
    Ok(())
}

fn as_map(value: &Value) -> Option<&Map> {
    match &value.kind {
        Kind::Map(map) => Some(map),
        _ => None,
    }
}

//! Documents merged: objects into each other; anything else that two of them say is a conflict.

use bartizan_rego::syntax::data_path;
use bartizan_rego::value::Value;

/// Both documents in one; or the path at which they disagree.
pub(super) fn merge(left: &Value, right: &Value) -> Result<Value, Vec<Value>> {
    let (Some(below), Some(above)) = (left.as_object(), right.as_object()) else { return Err(Vec::new()) };
    let mut entries: Vec<(Value, Value)> = below.iter().cloned().collect();
    for (key, value) in above {
        let value = match below.get(key) {
            Some(other) => merge(other, value).map_err(|mut path| {
                path.insert(0, key.clone());
                path
            })?,
            None => value.clone(),
        };
        entries.push((key.clone(), value));
    }
    Ok(Value::object(entries))
}

/// `data.a["b-c"]`.
pub(super) fn name(path: &[Value]) -> String {
    let steps: Vec<String> =
        path.iter().map(|step| step.as_str().map_or_else(|| step.to_json(), str::to_owned)).collect();
    data_path(steps.iter().map(|step| &**step))
}

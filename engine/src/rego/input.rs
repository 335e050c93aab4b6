//! Resources as the policies' `input`: values only, no positions.

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_rego::value::Value;

use crate::resource::{Path, PathElement, Platform, Resource};
use crate::source::{self, Node};

/// The value of `node`; strings are shared, numbers exact.
pub(crate) fn value(node: &Node) -> Value {
    match &node.value {
        source::Value::Null => Value::Null,
        source::Value::Bool(value) => Value::from(*value),
        source::Value::Number(text) => number(text),
        source::Value::String(text) => Value::String(Arc::clone(text)),
        source::Value::Sequence(items) => Value::from(items.iter().map(value).collect::<Vec<_>>()),
        source::Value::Mapping(mapping) => {
            let entries = mapping.entries().iter();
            object(entries.map(|entry| (Value::String(Arc::clone(&entry.key)), value(&entry.value))))
        }
    }
}

/// A number in JSON's notation. One that the evaluator cannot hold stays the text that was written.
fn number(text: &Arc<str>) -> Value {
    text.parse().map_or_else(|_| Value::String(Arc::clone(text)), Value::Number)
}

/// What policies see of a resource: all of `input` in scope resource, one of `input.resources` in the others.
pub(super) fn resource(resource: &Resource) -> Value {
    object(fields(resource))
}

/// The input of policies of scope resource.
pub(super) fn of_resource(resource: &Value, parameters: &Value, complete: bool) -> Value {
    let fields = resource.as_object().into_iter().flat_map(|fields| fields.iter());
    let fields = fields.map(|(key, value)| (key.clone(), value.clone()));
    let more = [("parameters", parameters.clone()), ("complete", Value::from(complete))];
    object(fields.chain(more.map(|(key, value)| (Value::from(key), value))))
}

/// The input of policies of scope unit and fleet.
pub(super) fn of_set(
    platform: Platform,
    environment: Option<&str>,
    resources: &Value,
    parameters: &Value,
    complete: bool,
) -> Value {
    let fields = [
        ("platform", Value::from(platform.as_str())),
        ("environment", text(environment)),
        ("resources", resources.clone()),
        ("parameters", parameters.clone()),
        ("complete", Value::from(complete)),
    ];
    object(fields.into_iter().map(|(key, value)| (Value::from(key), value)))
}

/// The `input` of policies of scope resource, as JSON: what `opa eval --input` takes. Nothing is masked.
///
/// # Errors
///
/// A value that JSON cannot express.
pub fn resource_input(
    resource: &Resource,
    parameters: &BTreeMap<String, serde_json::Value>,
    complete: bool,
) -> Result<serde_json::Value, serde_json::Error> {
    let parameters = parameters.iter().map(|(name, value)| (Value::from(name.as_str()), json(value)));
    serde_json::to_value(of_resource(&self::resource(resource), &object(parameters), complete))
}

/// The `input` of policies of scope unit and fleet, as JSON. `resources` are those of the policy's kinds. Nothing is
/// masked.
///
/// # Errors
///
/// A value that JSON cannot express.
pub fn set_input(
    platform: Platform,
    environment: Option<&str>,
    resources: &[&Resource],
    parameters: &BTreeMap<String, serde_json::Value>,
    complete: bool,
) -> Result<serde_json::Value, serde_json::Error> {
    let parameters = parameters.iter().map(|(name, value)| (Value::from(name.as_str()), json(value)));
    let resources = Value::from(resources.iter().map(|resource| self::resource(resource)).collect::<Vec<_>>());
    serde_json::to_value(of_set(platform, environment, &resources, &object(parameters), complete))
}

/// Values of JSON, such as parameters.
pub(crate) fn json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::from(*value),
        serde_json::Value::Number(value) => number(&value.to_string().into()),
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => Value::from(items.iter().map(self::json).collect::<Vec<_>>()),
        serde_json::Value::Object(entries) => {
            object(entries.iter().map(|(key, value)| (Value::from(key.as_str()), self::json(value))))
        }
    }
}

/// An object of `fields`.
pub(super) fn object(fields: impl Iterator<Item = (Value, Value)>) -> Value {
    Value::object(fields.collect())
}

fn fields(resource: &Resource) -> impl Iterator<Item = (Value, Value)> + '_ {
    let pair = |first: &str, value: Value, path: &Path| {
        object([(Value::from(first), value), (Value::from("path"), self::path(path))].into_iter())
    };
    let unknown = resource.unknown.iter().map(|entry| pair("reason", Value::from(entry.reason.as_str()), &entry.path));
    let references =
        resource.references.iter().map(|entry| pair("address", Value::from(entry.address.as_str()), &entry.path));
    let fields = [
        ("platform", Value::from(resource.platform.as_str())),
        ("kind", Value::from(resource.kind.as_str())),
        ("group", text(resource.group.as_deref())),
        ("api_version", text(resource.api_version.as_deref())),
        ("name", Value::from(resource.name.as_str())),
        ("namespace", text(resource.namespace.as_deref())),
        ("address", Value::from(resource.address.as_str())),
        ("values", value(&resource.values)),
        ("unknown", Value::from(unknown.collect::<Vec<_>>())),
        ("sensitive", Value::from(resource.sensitive.iter().map(path).collect::<Vec<_>>())),
        (
            "actions",
            Value::from(resource.actions.iter().map(|action| Value::from(action.as_str())).collect::<Vec<_>>()),
        ),
        ("version", text(resource.version.as_deref())),
        ("environment", text(resource.environment.as_deref())),
        ("references", Value::from(references.collect::<Vec<_>>())),
        ("literals", Value::from(resource.literals.iter().map(path).collect::<Vec<_>>())),
    ];
    fields.into_iter().map(|(key, value)| (Value::from(key), value))
}

fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}

fn path(path: &Path) -> Value {
    let elements = path.iter().map(|element| match element {
        PathElement::Index(index) => Value::from(*index),
        PathElement::Key(key) => Value::from(key.as_str()),
    });
    Value::from(elements.collect::<Vec<_>>())
}

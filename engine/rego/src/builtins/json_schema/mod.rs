//! `json.match_schema`, `json.verify_schema`, in the words of OPA: JSON Schema of drafts 4, 6 and 7.
//!
//! Reference: <https://json-schema.org/draft-07/json-schema-validation>. Nothing is fetched: references stay in the schema.

mod check;
mod formats;
mod numbers;
mod verify;

use super::json::account;
use super::{Answer, Context, Error, Function};
use crate::value::Value;
use check::Check;

pub(super) const FUNCTIONS: &[(&str, Function)] =
    &[("json.match_schema", match_schema), ("json.verify_schema", verify_schema)];

/// Levels that schemas may refer to each other.
const MAX_DEPTH: usize = 200;

/// Which keywords a schema has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Draft {
    Four,
    Six,
    Seven,
    /// All of them, where the schema does not say.
    Any,
}

impl Draft {
    fn of(schema: &Value) -> Self {
        let name = schema.field("$schema").and_then(Value::as_str).unwrap_or_default();
        let name = name.trim_end_matches('#').trim_start_matches("http://").trim_start_matches("https://");
        match name {
            "json-schema.org/draft-04/schema" => Self::Four,
            "json-schema.org/draft-06/schema" => Self::Six,
            "json-schema.org/draft-07/schema" => Self::Seven,
            _ => Self::Any,
        }
    }
}

/// A document or a schema: JSON text, an object or an array.
fn load(value: &Value) -> Answer {
    match value {
        Value::String(text) => Value::from_json(text).map_err(|_| Error::failed("invalid JSON string")),
        // As JSON: sets are arrays.
        Value::Object(_) | Value::Array(_) => {
            Value::from_json(&value.to_json()).map_err(|error| Error::failed(error.to_string()))
        }
        _ => Err(Error::failed("wrong type, expected string or object")),
    }
}

/// A schema, once it is known to be one.
fn load_schema(context: &mut Context<'_>, value: &Value) -> Answer {
    let schema = load(value)?;
    verify::verify(context, &schema, Draft::of(&schema))?;
    Ok(schema)
}

fn verify_schema(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    account(context, &arguments[0], 0)?;
    match load_schema(context, &arguments[0]) {
        Ok(_) => Ok(Value::array(vec![Value::Bool(true), Value::Null])),
        Err(Error::Failed(message)) => {
            Ok(Value::array(vec![Value::Bool(false), Value::from(format!("jsonschema: {message}"))]))
        }
        Err(other) => Err(other),
    }
}

fn match_schema(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    account(context, &arguments[0], 0)?;
    account(context, &arguments[1], 0)?;
    let document = load(&arguments[0])?;
    let schema = load_schema(context, &arguments[1])?;
    let mut check = Check { context, root: &schema, draft: Draft::of(&schema) };
    let errors = check.schema(&schema, &document, "(Root)", 0)?.errors;
    Ok(Value::array(vec![Value::Bool(errors.is_empty()), Value::array(errors)]))
}

/// What a reference within the schema names: a path, or the identifier of one of its schemas.
fn resolve<'a>(root: &'a Value, reference: &str) -> Result<&'a Value, Error> {
    let missing = || Error::failed(format!("the reference {reference} leads nowhere within the schema"));
    let own = ["$id", "id"].iter().find_map(|name| root.field(name)?.as_str()).unwrap_or_default();
    let (place, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if !place.is_empty() && place != own.trim_end_matches('#') {
        return named(root, place).ok_or_else(missing);
    }
    if !fragment.is_empty() && !fragment.starts_with('/') {
        return named(root, &format!("#{fragment}")).ok_or_else(missing);
    }
    let text = percent_decoded(fragment);
    text.split('/').skip(1).try_fold(root, |value, part| {
        let part = part.replace("~1", "/").replace("~0", "~");
        match value {
            Value::Array(items) => part.parse::<usize>().ok().and_then(|at| items.get(at)),
            Value::Object(object) => {
                let found = object.field(&part);
                return found.ok_or_else(|| Error::failed(format!("Object has no key '{part}'")));
            }
            _ => None,
        }
        .ok_or_else(missing)
    })
}

/// The schema, somewhere within another, that has an identifier.
fn named<'a>(schema: &'a Value, id: &str) -> Option<&'a Value> {
    if ["$id", "id"].iter().any(|name| schema.field(name).and_then(Value::as_str) == Some(id)) {
        return Some(schema);
    }
    match schema {
        Value::Object(object) => object.values().find_map(|value| named(value, id)),
        Value::Array(items) => items.iter().find_map(|value| named(value, id)),
        _ => None,
    }
}

fn percent_decoded(text: &str) -> String {
    let decoded = super::uri::unescape(text, |_| true, |_| true);
    decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use crate::value::Value;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("../rows/json_schema.jsonl"));
    }

    #[test]
    fn references_that_go_round_fail() {
        let schema = Value::from(r##"{"allOf": [{"$ref": "#"}]}"##);
        let answer = testing::call("json.match_schema", &["1".into(), schema]);
        assert_eq!(testing::said(&answer), "failed: nests too deep");
    }

    #[test]
    fn nothing_is_fetched() {
        let schema = Value::from(r#"{"$ref": "https://example.org/schema.json"}"#);
        let answer = testing::call("json.match_schema", &["1".into(), schema]);
        let message = "failed: the reference https://example.org/schema.json leads nowhere within the schema";
        assert_eq!(testing::said(&answer), message);
    }
}

//! `json.match_schema`, `json.verify_schema`, in the words of OPA. Nothing is fetched: references stay in the schema.
//!
//! Schemas with keywords that are not known here fail rather than pass unseen.

use super::json::account;
use super::{Answer, Context, Error, Function};
use crate::value::{Object, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] =
    &[("json.match_schema", match_schema), ("json.verify_schema", verify_schema)];

/// Levels that schemas may refer to each other.
const MAX_DEPTH: usize = 200;

const TYPES: [&str; 7] = ["array", "boolean", "integer", "number", "null", "object", "string"];

/// Keywords that say nothing about validity here.
const NOTES: [&str; 12] = [
    "$schema",
    "$id",
    "id",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "definitions",
    "$defs",
    "readOnly",
    "writeOnly",
];

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

fn verify_schema(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    account(context, &arguments[0], 0)?;
    let checked = load(&arguments[0]).and_then(|schema| verify(context, &schema, 0));
    match checked {
        Ok(()) => Ok(Value::array(vec![Value::Bool(true), Value::Null])),
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
    let schema = load(&arguments[1])?;
    verify(context, &schema, 0)?;
    let mut check = Check { context, root: &schema, errors: Vec::new() };
    check.schema(&schema, &document, "(Root)", 0)?;
    let errors = check.errors;
    Ok(Value::array(vec![Value::Bool(errors.is_empty()), Value::array(errors)]))
}

/// Refuses schemas that are none or that have keywords not known here.
fn verify(context: &mut Context<'_>, schema: &Value, depth: usize) -> Result<(), Error> {
    context.work(1)?;
    let object = match schema {
        Value::Bool(_) => return Ok(()),
        Value::Object(object) if depth <= MAX_DEPTH => object,
        Value::Object(_) => return Err(Error::failed("nests too deep")),
        _ => return Err(Error::failed("Expected: valid schema, given: Invalid JSON")),
    };
    for (key, value) in &**object {
        let key = key.as_str().unwrap_or_default();
        match (key, value) {
            ("type", Value::String(name)) => verify_type(name)?,
            ("type", Value::Array(names)) => {
                names.iter().try_for_each(|name| verify_type(name.as_str().unwrap_or_default()))?;
            }
            ("type", _) => return Err(Error::failed("type must be of type string/array of strings")),
            ("properties", Value::Object(properties)) => {
                properties.values().try_for_each(|schema| verify(context, schema, depth + 1))?;
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => {
                schemas.iter().try_for_each(|schema| verify(context, schema, depth + 1))?;
            }
            ("items" | "additionalProperties" | "not", Value::Object(_) | Value::Bool(_)) => {
                verify(context, value, depth + 1)?;
            }
            ("enum" | "required", Value::Array(_)) | ("$ref", Value::String(_)) | ("const", _) => {}
            ("uniqueItems", Value::Bool(_)) => {}
            ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", Value::Number(_)) => {}
            (
                "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties",
                Value::Number(number),
            ) if number.as_usize().is_some() => {}
            _ if NOTES.contains(&key) => {}
            _ => return Err(Error::failed(format!("{key} is not a keyword known here, or has a wrong value"))),
        }
    }
    Ok(())
}

fn verify_type(name: &str) -> Result<(), Error> {
    if TYPES.contains(&name) {
        return Ok(());
    }
    let valid = "[array boolean integer number null object string]";
    let message =
        format!("has a primitive type that is NOT VALID -- given: /{name}/ Expected valid values are:{valid}");
    Err(Error::failed(message))
}

struct Check<'a, 'b> {
    context: &'a mut Context<'b>,
    root: &'a Value,
    errors: Vec<Value>,
}

impl Check<'_, '_> {
    fn error(&mut self, kind: &str, field: &str, description: String) {
        self.errors.push(Value::record([
            ("error", Value::from(format!("{field}: {description}"))),
            ("type", Value::from(kind)),
            ("field", Value::from(field)),
            ("desc", Value::from(description)),
        ]));
    }

    /// The errors of a value against a schema, taken apart from the others.
    fn apart(&mut self, schema: &Value, value: &Value, field: &str, depth: usize) -> Result<Vec<Value>, Error> {
        let before = std::mem::take(&mut self.errors);
        let outcome = self.schema(schema, value, field, depth);
        let found = std::mem::replace(&mut self.errors, before);
        outcome.map(|()| found)
    }

    fn schema(&mut self, schema: &Value, value: &Value, field: &str, depth: usize) -> Result<(), Error> {
        self.context.make(64)?;
        if depth > MAX_DEPTH {
            return Err(Error::failed("nests too deep"));
        }
        let Value::Object(rules) = schema else {
            if *schema == Value::Bool(false) {
                self.error("false", field, "False always fails validation".to_owned());
            }
            return Ok(());
        };
        if let Some(Value::String(reference)) = rules.field("$ref") {
            let target = resolve(self.root, reference)?.clone();
            verify(self.context, &target, 0)?;
            return self.schema(&target, value, field, depth + 1);
        }
        if !self.of_type(rules, value, field) {
            return Ok(());
        }
        self.combined(rules, value, field, depth)?;
        self.constant(rules, value, field);
        match value {
            Value::Array(items) => self.array(rules, items, field, depth),
            Value::Object(object) => self.object(rules, object, field, depth),
            Value::String(text) => {
                let length = text.chars().count();
                self.limits(rules, length, field, &STRING);
                Ok(())
            }
            Value::Number(_) => {
                self.number(rules, value, field);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn of_type(&mut self, rules: &Object, value: &Value, field: &str) -> bool {
        let names: Vec<&str> = match rules.field("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => return true,
        };
        let integer = value.as_number().is_some_and(|number| number.is_integer());
        let given = if integer { "integer" } else { value.type_name() };
        let fits = names.iter().any(|name| *name == given || *name == "number" && integer);
        if !fits {
            let expected = names.join(",");
            let expected = if names.len() > 1 { format!("[{expected}]") } else { expected };
            self.error("invalid_type", field, format!("Invalid type. Expected: {expected}, given: {given}"));
        }
        fits
    }

    fn combined(&mut self, rules: &Object, value: &Value, field: &str, depth: usize) -> Result<(), Error> {
        let list = |name: &str| rules.field(name).and_then(Value::as_array).unwrap_or_default();
        let outcomes = |check: &mut Self, name: &str| -> Result<Vec<Vec<Value>>, Error> {
            list(name).iter().map(|schema| check.apart(schema, value, field, depth + 1)).collect()
        };
        let fewest = |found: Vec<Vec<Value>>| found.into_iter().min_by_key(Vec::len).unwrap_or_default();
        let any = outcomes(self, "anyOf")?;
        if !any.is_empty() && any.iter().all(|errors| !errors.is_empty()) {
            self.error("number_any_of", field, "Must validate at least one schema (anyOf)".to_owned());
            self.errors.extend(fewest(any));
        }
        let one = outcomes(self, "oneOf")?;
        if !one.is_empty() && one.iter().filter(|errors| errors.is_empty()).count() != 1 {
            self.error("number_one_of", field, "Must validate one and only one schema (oneOf)".to_owned());
            self.errors.extend(fewest(one));
        }
        let all = outcomes(self, "allOf")?;
        if all.iter().any(|errors| !errors.is_empty()) {
            self.errors.extend(all.into_iter().flatten());
            self.error("number_all_of", field, "Must validate all the schemas (allOf)".to_owned());
        }
        if let Some(schema) = rules.field("not")
            && self.apart(schema, value, field, depth + 1)?.is_empty()
        {
            self.error("number_not", field, "Must not validate the schema (not)".to_owned());
        }
        Ok(())
    }

    fn constant(&mut self, rules: &Object, value: &Value, field: &str) {
        if let Some(allowed) = rules.field("const").filter(|allowed| *allowed != value) {
            self.error("const", field, format!("{field} does not match: {}", allowed.to_json()));
        }
        if let Some(Value::Array(allowed)) = rules.field("enum")
            && !allowed.contains(value)
        {
            let allowed: Vec<_> = allowed.iter().map(Value::to_json).collect();
            self.error("enum", field, format!("{field} must be one of the following: {}", allowed.join(", ")));
        }
    }

    fn limits(&mut self, rules: &Object, count: usize, field: &str, words: &Words) {
        let limit = |name: &str| rules.field(name).and_then(Value::as_number).and_then(|number| number.as_usize());
        for ((name, kind, before, after), below) in [(&words.0, true), (&words.1, false)] {
            if let Some(limit) = limit(name).filter(|limit| if below { count < *limit } else { count > *limit }) {
                self.error(kind, field, format!("{before}{limit}{after}"));
            }
        }
    }

    fn array(&mut self, rules: &Object, items: &[Value], field: &str, depth: usize) -> Result<(), Error> {
        if let Some(schema) = rules.field("items") {
            for (at, item) in items.iter().enumerate() {
                self.schema(schema, item, &join(field, &at.to_string()), depth + 1)?;
            }
        }
        self.limits(rules, items.len(), field, &ARRAY);
        if rules.field("uniqueItems") == Some(&Value::Bool(true)) {
            let mut seen = std::collections::BTreeMap::new();
            for (at, item) in items.iter().enumerate() {
                self.context.work(1)?;
                if let Some(first) = seen.insert(item, at) {
                    self.error("unique", field, format!("array items[{first},{at}] must be unique"));
                }
            }
        }
        Ok(())
    }

    fn object(&mut self, rules: &Object, object: &Object, field: &str, depth: usize) -> Result<(), Error> {
        self.limits(rules, object.len(), field, &OBJECT);
        for name in rules.field("required").and_then(Value::as_array).unwrap_or_default() {
            if object.get(name).is_none() {
                let name = name.as_str().unwrap_or_default();
                self.error("required", field, format!("{name} is required"));
            }
        }
        let properties = rules.field("properties").and_then(Value::as_object);
        let additional = rules.field("additionalProperties");
        for (key, value) in object {
            let name = key.as_str().unwrap_or_default();
            if let Some(schema) = properties.and_then(|properties| properties.get(key)) {
                self.schema(schema, value, &join(field, name), depth + 1)?;
            } else if additional == Some(&Value::Bool(false)) {
                let message = format!("Additional property {name} is not allowed");
                self.error("additional_property_not_allowed", field, message);
            } else if let Some(schema) = additional {
                self.schema(schema, value, &join(field, name), depth + 1)?;
            }
        }
        Ok(())
    }

    fn number(&mut self, rules: &Object, value: &Value, field: &str) {
        let limit = |name: &str| rules.field(name).filter(|limit| limit.as_number().is_some());
        let cases = [
            ("maximum", "number_lte", "less than or equal to", limit("maximum").is_some_and(|limit| value > limit)),
            (
                "exclusiveMaximum",
                "number_lt",
                "less than",
                limit("exclusiveMaximum").is_some_and(|limit| value >= limit),
            ),
            ("minimum", "number_gte", "greater than or equal to", limit("minimum").is_some_and(|limit| value < limit)),
            (
                "exclusiveMinimum",
                "number_gt",
                "greater than",
                limit("exclusiveMinimum").is_some_and(|limit| value <= limit),
            ),
        ];
        for (name, kind, words, wrong) in cases {
            if let Some(limit) = limit(name).filter(|_| wrong) {
                self.error(kind, field, format!("Must be {words} {limit}"));
            }
        }
    }
}

/// Of a lower and an upper limit: the keyword, the type of the error, and what stands around the limit.
type Words = (
    (&'static str, &'static str, &'static str, &'static str),
    (&'static str, &'static str, &'static str, &'static str),
);

const STRING: Words = (
    ("minLength", "string_gte", "String length must be greater than or equal to ", ""),
    ("maxLength", "string_lte", "String length must be less than or equal to ", ""),
);

const ARRAY: Words = (
    ("minItems", "array_min_items", "Array must have at least ", " items"),
    ("maxItems", "array_max_items", "Array must have at most ", " items"),
);

const OBJECT: Words = (
    ("minProperties", "array_min_properties", "Must have at least ", " properties"),
    ("maxProperties", "array_max_properties", "Must have at most ", " properties"),
);

/// A field below another.
fn join(field: &str, name: &str) -> String {
    if field == "(Root)" { name.to_owned() } else { format!("{field}.{name}") }
}

/// What a reference within the schema names.
fn resolve<'a>(root: &'a Value, reference: &str) -> Result<&'a Value, Error> {
    let missing = || Error::failed(format!("the reference {reference} leads nowhere"));
    let path = reference.strip_prefix('#').ok_or_else(missing)?;
    path.split('/')
        .skip(1)
        .try_fold(root, |value, part| value.field(&part.replace("~1", "/").replace("~0", "~")).ok_or_else(missing))
}

//! Does a value match a schema, and if not, why not? The order of errors and what is said of alternatives are OPA's.

use std::collections::BTreeMap;

use super::{Draft, MAX_DEPTH, formats, numbers, resolve};
use crate::builtins::{Context, Error, bytes, function};
use crate::value::{Number, Object, Value};

/// What is wrong with a value.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) errors: Vec<Value>,
    /// How much of the schema fits. Of alternatives that all fail, the errors of the best one are told.
    pub(super) score: i64,
}

impl Outcome {
    pub(super) fn error(&mut self, kind: &str, field: &str, description: impl Into<String>) {
        let description = description.into();
        self.score -= 2;
        self.errors.push(Value::record([
            ("error", Value::from(format!("{field}: {description}"))),
            ("type", Value::from(kind)),
            ("field", Value::from(field)),
            ("desc", Value::from(description)),
        ]));
    }

    fn take(&mut self, other: Self) {
        self.errors.extend(other.errors);
        self.score += other.score;
    }

    fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}

/// The better one of two outcomes; the first where they are alike.
fn better(best: Option<Outcome>, other: Outcome) -> Option<Outcome> {
    match best {
        Some(best) if best.score >= other.score => Some(best),
        _ => Some(other),
    }
}

/// The matching of one document.
pub(super) struct Check<'a, 'b> {
    pub(super) context: &'a mut Context<'b>,
    pub(super) root: &'a Value,
    pub(super) draft: Draft,
}

/// A value at its place.
#[derive(Clone, Copy)]
struct At<'a> {
    value: &'a Value,
    field: &'a str,
    depth: usize,
}

impl Check<'_, '_> {
    /// Matches a value at a place in the document.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] for references that go round, [`Error::Halt`].
    pub(super) fn schema(
        &mut self,
        schema: &Value,
        value: &Value,
        field: &str,
        depth: usize,
    ) -> Result<Outcome, Error> {
        self.context.make(64)?;
        if depth > MAX_DEPTH {
            return Err(Error::failed("nests too deep"));
        }
        let mut outcome = Outcome::default();
        let Value::Object(rules) = schema else {
            if *schema == Value::Bool(false) {
                outcome.error("false", field, "False always fails validation");
            }
            return Ok(outcome);
        };
        if let Some(Value::String(reference)) = rules.field("$ref") {
            let target = resolve(self.root, reference)?.clone();
            return self.schema(&target, value, field, depth + 1);
        }
        if !of_type(&mut outcome, rules, value, field) {
            return Ok(outcome);
        }
        let at = At { value, field, depth: depth + 1 };
        self.combined(&mut outcome, rules, at)?;
        self.conditions(&mut outcome, rules, at)?;
        match value {
            Value::Array(items) => self.array(&mut outcome, rules, items, at)?,
            Value::Object(object) => self.object(&mut outcome, rules, object, at)?,
            Value::Number(number) => numbers::check(&mut outcome, rules, number, field)?,
            _ => {}
        }
        self.common(&mut outcome, rules, at)?;
        match value {
            Value::String(text) => self.string(&mut outcome, rules, text, field)?,
            Value::Object(object) => {
                let properties = rules.field("properties").and_then(Value::as_object);
                for (name, schema) in properties.into_iter().flatten() {
                    if let Some(value) = object.get(name) {
                        let found = self.schema(schema, value, &join(field, text_of(name)), depth + 1)?;
                        outcome.take(found);
                    }
                }
            }
            _ => {}
        }
        outcome.score += 1;
        Ok(outcome)
    }

    fn here(&mut self, schema: &Value, at: At<'_>) -> Result<Outcome, Error> {
        self.schema(schema, at.value, at.field, at.depth)
    }

    fn combined(&mut self, outcome: &mut Outcome, rules: &Object, at: At<'_>) -> Result<(), Error> {
        let list = |name: &str| rules.field(name).and_then(Value::as_array).unwrap_or_default();
        let mut best = None;
        let mut valid = list("anyOf").is_empty();
        for schema in list("anyOf") {
            let found = self.here(schema, at)?;
            if found.is_valid() {
                valid = true;
                break;
            }
            best = better(best, found);
        }
        if !valid {
            outcome.error("number_any_of", at.field, "Must validate at least one schema (anyOf)");
            outcome.take(best.unwrap_or_default());
        }
        let (mut best, mut valid) = (None, 0);
        for schema in list("oneOf") {
            let found = self.here(schema, at)?;
            if found.is_valid() {
                valid += 1;
            } else if valid == 0 {
                best = better(best, found);
            }
        }
        if !list("oneOf").is_empty() && valid != 1 {
            outcome.error("number_one_of", at.field, "Must validate one and only one schema (oneOf)");
            if valid == 0 {
                outcome.take(best.unwrap_or_default());
            }
        }
        let mut valid = true;
        for schema in list("allOf") {
            let found = self.here(schema, at)?;
            valid &= found.is_valid();
            outcome.take(found);
        }
        if !valid {
            outcome.error("number_all_of", at.field, "Must validate all the schemas (allOf)");
        }
        if let Some(schema) = rules.field("not")
            && self.here(schema, at)?.is_valid()
        {
            outcome.error("number_not", at.field, "Must not validate the schema (not)");
        }
        Ok(())
    }

    /// `dependencies`, and `if` with what follows from it.
    fn conditions(&mut self, outcome: &mut Outcome, rules: &Object, at: At<'_>) -> Result<(), Error> {
        if let (Some(Value::Object(dependencies)), Value::Object(object)) = (rules.field("dependencies"), at.value) {
            for (_, needed) in dependencies.iter().filter(|(name, _)| object.get(name).is_some()) {
                let Value::Array(names) = needed else {
                    let found = self.here(needed, at)?;
                    outcome.take(found);
                    continue;
                };
                for name in names.iter().filter(|name| object.get(name).is_none()) {
                    let message = format!("Has a dependency on {}", text_of(name));
                    outcome.error("missing_dependency", at.field, message);
                }
            }
        }
        if let Some(condition) = rules.field("if").filter(|_| self.draft >= Draft::Seven) {
            let (name, kind, words) = if self.here(condition, at)?.is_valid() {
                ("then", "condition_then", "Must validate \"then\" as \"if\" was valid")
            } else {
                ("else", "condition_else", "Must validate \"else\" as \"if\" was not valid")
            };
            if let Some(schema) = rules.field(name) {
                let found = self.here(schema, at)?;
                if !found.is_valid() {
                    outcome.error(kind, at.field, words);
                    outcome.take(found);
                }
            }
        }
        outcome.score += 1;
        Ok(())
    }

    /// `const`, `enum`, `format`.
    fn common(&mut self, outcome: &mut Outcome, rules: &Object, at: At<'_>) -> Result<(), Error> {
        let field = at.field;
        let allowed = rules.field("const").filter(|_| self.draft >= Draft::Six);
        if let Some(allowed) = allowed.filter(|allowed| *allowed != at.value) {
            outcome.error("const", field, format!("{field} does not match: {}", shown(allowed)));
        }
        if let Some(Value::Array(allowed)) = rules.field("enum")
            && !allowed.contains(at.value)
        {
            let allowed: Vec<_> = allowed.iter().map(shown).collect();
            outcome.error("enum", field, format!("{field} must be one of the following: {}", allowed.join(", ")));
        }
        if let (Some(Value::String(format)), Value::String(text)) = (rules.field("format"), at.value)
            && !formats::fits(self.context, format, text)?
        {
            outcome.error("format", field, format!("Does not match format '{format}'"));
        }
        outcome.score += 1;
        Ok(())
    }

    fn matches(&mut self, pattern: &Value, text: &str) -> Result<bool, Error> {
        let answer = function("regex.match").map(|code| code(self.context, &[pattern.clone(), text.into()]));
        Ok(answer.transpose()? == Some(Value::Bool(true)))
    }

    fn string(&mut self, outcome: &mut Outcome, rules: &Object, text: &str, field: &str) -> Result<(), Error> {
        limits(outcome, rules, text.chars().count(), field, &STRING);
        if let Some(pattern) = rules.field("pattern")
            && !self.matches(pattern, text)?
        {
            outcome.error("pattern", field, format!("Does not match pattern '{}'", text_of(pattern)));
        }
        outcome.score += 1;
        Ok(())
    }

    fn array(
        &mut self,
        outcome: &mut Outcome,
        rules: &Object,
        items: &[Value],
        At { field, depth, .. }: At<'_>,
    ) -> Result<(), Error> {
        let element = |at: usize| join(field, &at.to_string());
        let schemas = match rules.field("items") {
            Some(Value::Array(schemas)) => Some(schemas),
            _ => None,
        };
        for (at, item) in items.iter().enumerate() {
            let schema = match (schemas, rules.field("items")) {
                (Some(schemas), _) if schemas.is_empty() => None,
                (Some(schemas), _) => schemas.get(at).or_else(|| rules.field("additionalItems")),
                (None, schema) => schema,
            };
            let beyond = schemas.is_some_and(|schemas| at >= schemas.len());
            match schema {
                Some(Value::Bool(false)) if beyond => {
                    outcome.error("array_no_additional_items", field, "No additional items allowed on array");
                    break;
                }
                Some(schema) => {
                    let found = self.schema(schema, item, &element(at), depth)?;
                    outcome.take(found);
                }
                None => {}
            }
        }
        limits(outcome, rules, items.len(), field, &ARRAY);
        if rules.field("uniqueItems") == Some(&Value::Bool(true)) {
            let mut seen = BTreeMap::new();
            for (at, item) in items.iter().enumerate() {
                self.context.work(1)?;
                if let Some(first) = seen.insert(item, at) {
                    outcome.error("unique", field, format!("array items[{first},{at}] must be unique"));
                }
            }
        }
        if let Some(schema) = rules.field("contains").filter(|_| self.draft >= Draft::Six) {
            let (mut best, mut valid) = (None, false);
            for (at, item) in items.iter().enumerate() {
                let found = self.schema(schema, item, &element(at), depth)?;
                valid = found.is_valid();
                if valid {
                    break;
                }
                best = better(best, found);
            }
            if !valid {
                outcome.error("contains", field, "At least one of the items must match");
                outcome.take(best.unwrap_or_default());
            }
        }
        outcome.score += 1;
        Ok(())
    }

    fn object(&mut self, outcome: &mut Outcome, rules: &Object, object: &Object, at: At<'_>) -> Result<(), Error> {
        let field = at.field;
        limits(outcome, rules, object.len(), field, &OBJECT);
        for name in rules.field("required").and_then(Value::as_array).unwrap_or_default() {
            if object.get(name).is_some() {
                outcome.score += 1;
            } else {
                outcome.error("required", field, format!("{} is required", text_of(name)));
            }
        }
        let properties = rules.field("properties").and_then(Value::as_object);
        let patterns = rules.field("patternProperties").and_then(Value::as_object);
        let additional = rules.field("additionalProperties");
        for (key, value) in object {
            let name = text_of(key);
            let mut described = properties.is_some_and(|properties| properties.get(key).is_some());
            let mut matched = false;
            for (pattern, schema) in patterns.into_iter().flatten() {
                if self.matches(pattern, name)? {
                    matched = true;
                    let found = self.schema(schema, value, &join(field, name), at.depth)?;
                    outcome.take(found);
                }
            }
            outcome.score += i64::from(matched);
            described |= matched;
            match additional.filter(|_| !described) {
                Some(Value::Bool(false)) => {
                    let message = format!("Additional property {name} is not allowed");
                    outcome.error("additional_property_not_allowed", field, message);
                }
                Some(schema) => {
                    let found = self.schema(schema, value, &join(field, name), at.depth)?;
                    outcome.take(found);
                }
                None => {}
            }
        }
        if let Some(schema) = rules.field("propertyNames").filter(|_| self.draft >= Draft::Six) {
            for key in object.keys() {
                let found = self.schema(schema, key, field, at.depth)?;
                if !found.is_valid() {
                    let message = format!("Property name of \"{}\" does not match", text_of(key));
                    outcome.error("invalid_property_name", field, message);
                    outcome.take(found);
                }
            }
        }
        outcome.score += 1;
        Ok(())
    }
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A field below another.
fn join(field: &str, name: &str) -> String {
    if field == "(Root)" { name.to_owned() } else { format!("{field}.{name}") }
}

/// JSON, its numbers as Go writes floats.
fn shown(value: &Value) -> String {
    fn plain(value: &Value) -> Value {
        match value {
            Value::Number(number) => {
                let float = number.to_f64();
                let text = if float == 0.0 || (1e-6..1e21).contains(&float.abs()) {
                    format!("{float}")
                } else {
                    format!("{float:e}").replace('e', "e+").replace("e+-", "e-")
                };
                text.parse().map_or_else(|_| value.clone(), Value::Number)
            }
            Value::Array(items) => Value::array(items.iter().map(plain).collect()),
            Value::Object(object) => {
                Value::object(object.iter().map(|(key, item)| (key.clone(), plain(item))).collect())
            }
            other => other.clone(),
        }
    }
    bytes::go_json(&plain(value))
}

fn of_type(outcome: &mut Outcome, rules: &Object, value: &Value, field: &str) -> bool {
    let names: Vec<&str> = match rules.field("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => return true,
    };
    let integer = value.as_number().is_some_and(Number::is_integer);
    let given = if integer { "integer" } else { value.type_name() };
    let fits = names.is_empty() || names.iter().any(|name| *name == given || *name == "number" && integer);
    if !fits {
        let expected = names.join(",");
        let expected = if names.len() > 1 { format!("[{expected}]") } else { expected };
        outcome.error("invalid_type", field, format!("Invalid type. Expected: {expected}, given: {given}"));
    }
    fits
}

/// Of a lower and an upper limit: the keyword, the type of the error, and what stands around the limit.
type Words = [(&'static str, &'static str, &'static str, &'static str); 2];

const STRING: Words = [
    ("minLength", "string_gte", "String length must be greater than or equal to ", ""),
    ("maxLength", "string_lte", "String length must be less than or equal to ", ""),
];

const ARRAY: Words = [
    ("minItems", "array_min_items", "Array must have at least ", " items"),
    ("maxItems", "array_max_items", "Array must have at most ", " items"),
];

const OBJECT: Words = [
    ("minProperties", "array_min_properties", "Must have at least ", " properties"),
    ("maxProperties", "array_max_properties", "Must have at most ", " properties"),
];

fn limits(outcome: &mut Outcome, rules: &Object, count: usize, field: &str, words: &Words) {
    for (place, (name, kind, before, after)) in words.iter().enumerate() {
        let limit = rules.field(name).and_then(Value::as_number).and_then(Number::as_usize);
        if let Some(limit) = limit.filter(|limit| if place == 0 { count < *limit } else { count > *limit }) {
            outcome.error(kind, field, format!("{before}{limit}{after}"));
        }
    }
}

//! Is a schema one? Keywords are looked at in the order of OPA, so that its first complaint is ours.

use std::collections::BTreeSet;

use super::{Draft, MAX_DEPTH, resolve};
use crate::builtins::{Context, Error, function};
use crate::value::{Object, Value};

const TYPES: [&str; 7] = ["array", "boolean", "integer", "number", "null", "object", "string"];

type Verified = Result<(), Error>;

fn fail(message: impl Into<String>) -> Verified {
    Err(Error::Failed(message.into()))
}

fn invalid(expected: &str, given: &str) -> Verified {
    fail(format!("Invalid type. Expected: {expected}, given: {given}"))
}

/// Verifies a schema and those it refers to.
///
/// # Errors
///
/// [`Error::Failed`] with what is wrong.
pub(super) fn verify(context: &mut Context<'_>, root: &Value, draft: Draft) -> Verified {
    match root {
        Value::Object(rules) if rules.field("$schema").is_some_and(|name| name.as_str().is_none()) => {
            return fail("$schema must be of type string");
        }
        Value::Object(_) | Value::Bool(_) => {}
        _ => return fail("schema is invalid"),
    }
    Verifier { context, root, draft, followed: BTreeSet::new() }.schema(root, 0)
}

struct Verifier<'a, 'b> {
    context: &'a mut Context<'b>,
    root: &'a Value,
    draft: Draft,
    /// References that need no second look.
    followed: BTreeSet<String>,
}

impl Verifier<'_, '_> {
    fn schema(&mut self, schema: &Value, depth: usize) -> Verified {
        self.context.work(1)?;
        let rules = match schema {
            Value::Bool(_) => return Ok(()),
            Value::Object(_) if depth > MAX_DEPTH => return fail("nests too deep"),
            Value::Object(rules) => rules,
            _ => return fail("Expected: Valid Schema, given: Invalid JSON"),
        };
        let id = if self.draft == Draft::Four || self.draft == Draft::Any && rules.field("id").is_some() {
            "id"
        } else {
            "$id"
        };
        text(rules, id)?;
        self.definitions(rules, depth)?;
        text(rules, "title")?;
        text(rules, "description")?;
        if let Some(reference) = text(rules, "$ref")? {
            let target = resolve(self.root, reference)?;
            if !matches!(target, Value::Bool(_) | Value::Object(_)) {
                return fail("Valid Schema must be of type object");
            }
            return if self.followed.insert(reference.to_owned()) { self.schema(target, depth + 1) } else { Ok(()) };
        }
        types(rules)?;
        self.of_objects(rules, depth)?;
        self.of_arrays(rules, depth)?;
        self.numbers(rules)?;
        self.limits(rules)?;
        self.contains_and_values(rules, depth)?;
        for name in ["oneOf", "anyOf", "allOf"] {
            for schema in list(rules, name)? {
                self.schema(schema, depth + 1)?;
            }
        }
        let conditions: &[&str] = if self.draft >= Draft::Seven { &["not", "if", "then", "else"] } else { &["not"] };
        for name in conditions {
            match rules.field(name) {
                None => {}
                Some(schema @ (Value::Bool(_) | Value::Object(_))) => self.schema(schema, depth + 1)?,
                Some(_) => return fail(format!("{name} must be of an object")),
            }
        }
        Ok(())
    }

    fn definitions(&mut self, rules: &Object, depth: usize) -> Verified {
        let Some(definitions) = rules.field("definitions") else { return Ok(()) };
        let Value::Object(definitions) = definitions else { return invalid("Array Of Schemas", "definitions") };
        for schema in definitions.values() {
            if !matches!(schema, Value::Bool(_) | Value::Object(_)) {
                return invalid("Array Of Schemas", "definitions");
            }
            self.schema(schema, depth + 1)?;
        }
        Ok(())
    }

    fn of_objects(&mut self, rules: &Object, depth: usize) -> Verified {
        match rules.field("properties") {
            None => {}
            Some(Value::Object(properties)) => {
                properties.values().try_for_each(|schema| self.schema(schema, depth + 1))?;
            }
            Some(_) => return fail("Properties must be of type object"),
        }
        self.schema_or_flag(rules, "additionalProperties", depth)?;
        match rules.field("patternProperties") {
            None => {}
            Some(Value::Object(patterns)) => {
                for (pattern, schema) in &**patterns {
                    if !is_pattern(self.context, pattern)? {
                        let pattern = pattern.as_str().unwrap_or_default();
                        return fail(format!("Invalid regex pattern '{pattern}'"));
                    }
                    self.schema(schema, depth + 1)?;
                }
            }
            Some(_) => return invalid("Valid Schema", "patternProperties"),
        }
        if let Some(schema) = rules.field("propertyNames").filter(|_| self.draft >= Draft::Six) {
            if !matches!(schema, Value::Bool(_) | Value::Object(_)) {
                return invalid("Valid Schema", "patternProperties");
            }
            self.schema(schema, depth + 1)?;
        }
        match rules.field("dependencies") {
            None => Ok(()),
            Some(Value::Object(dependencies)) => dependencies.values().try_for_each(|needed| match needed {
                Value::Array(names) if names.iter().all(|name| name.as_str().is_some()) => Ok(()),
                Value::Bool(_) | Value::Object(_) => self.schema(needed, depth + 1),
                _ => fail("Dependency must be of type Schema Or Array Of Strings"),
            }),
            Some(_) => fail("dependencies must be of type object"),
        }
    }

    fn of_arrays(&mut self, rules: &Object, depth: usize) -> Verified {
        match rules.field("items") {
            None => {}
            Some(schema @ (Value::Bool(_) | Value::Object(_))) => self.schema(schema, depth + 1)?,
            Some(Value::Array(schemas)) => {
                for schema in &**schemas {
                    if !matches!(schema, Value::Bool(_) | Value::Object(_)) {
                        return invalid("Valid Schema/Array Of Schemas", "items");
                    }
                    self.schema(schema, depth + 1)?;
                }
            }
            Some(_) => return invalid("Valid Schema/Array Of Schemas", "items"),
        }
        self.schema_or_flag(rules, "additionalItems", depth)
    }

    fn schema_or_flag(&mut self, rules: &Object, name: &str, depth: usize) -> Verified {
        match rules.field(name) {
            None | Some(Value::Bool(_)) => Ok(()),
            Some(schema @ Value::Object(_)) => self.schema(schema, depth + 1),
            Some(_) => invalid("boolean/Valid Schema", name),
        }
    }

    fn numbers(&self, rules: &Object) -> Verified {
        match rules.field("multipleOf") {
            None => {}
            Some(Value::Number(number)) if number.sign().is_gt() => {}
            Some(Value::Number(_)) => return fail("multipleOf must be strictly greater than 0"),
            Some(_) => return invalid("Number", "multipleOf"),
        }
        for (name, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            let limit = rules.field(name);
            if limit.is_some_and(|limit| limit.as_number().is_none()) {
                return fail(format!("{name} must be of a Number"));
            }
            match (rules.field(exclusive), self.draft) {
                (None, _) | (Some(Value::Number(_)), Draft::Any | Draft::Six | Draft::Seven) => {}
                (Some(Value::Bool(_)), Draft::Any | Draft::Four) if limit.is_some() => {}
                (Some(Value::Bool(_)), Draft::Any | Draft::Four) => {
                    return fail(format!("{exclusive} cannot be used without {name}"));
                }
                (Some(_), Draft::Any) => return invalid("boolean/number", exclusive),
                (Some(_), Draft::Four) => return invalid("boolean", exclusive),
                (Some(_), _) => return invalid("number", exclusive),
            }
        }
        Ok(())
    }

    fn limits(&mut self, rules: &Object) -> Verified {
        pair(rules, "minLength", "maxLength")?;
        if let Some(pattern) = text(rules, "pattern")?
            && !is_pattern(self.context, &pattern.into())?
        {
            return fail("pattern must be a valid regex");
        }
        text(rules, "format")?;
        pair(rules, "minProperties", "maxProperties")?;
        let mut seen = BTreeSet::new();
        for name in list(rules, "required")? {
            if name.as_str().is_none() {
                return invalid("string", "required");
            }
            if !seen.insert(name) {
                return fail("required items must be unique");
            }
        }
        // OPA does not compare these two.
        bound(rules, "minItems")?;
        bound(rules, "maxItems")?;
        match rules.field("uniqueItems") {
            None | Some(Value::Bool(_)) => Ok(()),
            Some(_) => fail("uniqueItems must be of a boolean"),
        }
    }

    fn contains_and_values(&mut self, rules: &Object, depth: usize) -> Verified {
        if let Some(schema) = rules.field("contains").filter(|_| self.draft >= Draft::Six) {
            self.schema(schema, depth + 1)?;
        }
        let mut seen = BTreeSet::new();
        if list(rules, "enum")?.iter().all(|value| seen.insert(value)) {
            Ok(())
        } else {
            fail("enum items must be unique")
        }
    }
}

fn is_pattern(context: &mut Context<'_>, pattern: &Value) -> Result<bool, Error> {
    let answer = function("regex.is_valid").map(|is_valid| is_valid(context, std::slice::from_ref(pattern)));
    Ok(answer.transpose()? == Some(Value::Bool(true)))
}

fn types(rules: &Object) -> Verified {
    let wrong = || invalid("type", "string/Array Of Strings");
    let names: Vec<&str> = match rules.field("type") {
        None => return Ok(()),
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) if names.iter().all(|name| name.as_str().is_some()) => {
            names.iter().filter_map(Value::as_str).collect()
        }
        Some(_) => return wrong(),
    };
    for (at, name) in names.iter().enumerate() {
        if !TYPES.contains(name) {
            let valid = TYPES.join(" ");
            return fail(format!(
                "has a primitive type that is NOT VALID -- given: /{name}/ Expected valid values are:[{valid}]"
            ));
        }
        if names[..at].contains(name) {
            return fail(format!("{name} type is duplicated"));
        }
    }
    Ok(())
}

fn text<'a>(rules: &'a Object, name: &str) -> Result<Option<&'a str>, Error> {
    match rules.field(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => invalid("string", name).map(|()| None),
    }
}

fn list<'a>(rules: &'a Object, name: &str) -> Result<&'a [Value], Error> {
    match rules.field(name) {
        None => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(Error::Failed(format!("{name} must be of an array"))),
    }
}

/// Two limits, the lower of which must not be above the upper.
fn pair(rules: &Object, lower: &str, upper: &str) -> Verified {
    match (bound(rules, lower)?, bound(rules, upper)?) {
        (Some(least), Some(most)) if least > most => fail(format!("{lower} cannot be greater than {upper}")),
        _ => Ok(()),
    }
}

/// A limit of a length or a count.
fn bound(rules: &Object, name: &str) -> Result<Option<i64>, Error> {
    let Some(value) = rules.field(name) else { return Ok(None) };
    let number = value.as_number().and_then(|number| number.to_string().parse::<i64>().ok());
    match number {
        None => Err(Error::Failed(format!("{name} must be of an integer"))),
        Some(..0) => Err(Error::Failed(format!("{name} must be greater than or equal to 0"))),
        limit => Ok(limit),
    }
}

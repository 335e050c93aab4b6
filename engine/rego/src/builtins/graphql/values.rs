//! The rules of validation about values.

use std::collections::HashSet;

use super::schema::Definition;
use super::schema_check::is_required;
use super::suggestions::did_you_mean;
use super::tree::{is, is_compatible, kind, kind_of, list, name, named, text, type_text, value_text};
use super::walk::{Expected, Walk};
use crate::value::Value;

impl<'a> Walk<'a, '_, '_> {
    pub(super) fn on_value(&mut self, value: &'a Value, expected: Expected<'a>) {
        let variable = self.operation.filter(|_| kind_of(value) == kind::VARIABLE);
        let defined = self.variable(text(value, "Raw"));
        if let (Some(operation), None) = (variable, defined) {
            let by = match name(operation) {
                "" => String::new(),
                own => format!(" by operation \"{own}\""),
            };
            self.tell(value, format!("Variable \"{}\" is not defined{by}.", value_text(value)));
        }
        if kind_of(value) == kind::OBJECT {
            let mut seen = HashSet::new();
            for field in list(value, "Children").iter().filter(|field| !seen.insert(name(field))) {
                self.tell(field, format!("There can be only one input field named \"{}\".", name(field)));
            }
        }
        if let (Some(definition), Some(wanted)) = (expected.definition, expected.kind) {
            self.check_value(value, definition, wanted);
        }
        if let (Some(_), Some(defined), Some(wanted)) = (variable, defined, expected.kind) {
            self.check_position(value, defined, wanted, expected.has_default);
        }
        if let Some(definition) = expected.definition.filter(|_| kind_of(value) == kind::OBJECT)
            && named(&definition.directives, "oneOf").is_some()
        {
            self.check_one_of(value, definition);
        }
    }

    /// A variable for the one field of an input object must have a value.
    fn check_one_of(&mut self, value: &'a Value, definition: &Definition) {
        let given = list(value, "Children").iter().filter_map(|child| child.field("Value"));
        for given in given.filter(|given| kind_of(given) == kind::VARIABLE) {
            let Some(defined) = self.variable(text(given, "Raw")) else { continue };
            let kind = defined.field("Type").unwrap_or(&Value::Null);
            if is(kind, "NonNull") {
                continue;
            }
            let (shown, kind, own) = (value_text(given), type_text(kind), &definition.name);
            let message = format!(
                "Variable \"{shown}\" is of type \"{kind}\" but must be non-nullable to be used for OneOf Input Object \
                 \"{own}\"."
            );
            self.tell(defined, message);
        }
    }

    /// Does the value have the type that is asked for?
    fn check_value(&mut self, value: &'a Value, definition: &'a Definition, wanted: &'a Value) {
        let (shown, asked) = (value_text(value), type_text(wanted));
        let found = kind_of(value);
        let is_one_of = |names: &[&str]| names.contains(&definition.name.as_str());
        if found == kind::NULL && is(wanted, "NonNull") {
            self.tell(value, format!("Expected value of type \"{asked}\", found {shown}."));
        }
        if definition.kind == "SCALAR" && !is_one_of(&["Int", "Float", "String", "Boolean", "ID"]) {
            return;
        }
        let raw = text(value, "Raw");
        let unreadable = match found {
            kind::INT => raw.parse::<i64>().is_err(),
            kind::FLOAT => raw.parse::<f64>().is_ok_and(f64::is_infinite),
            _ => false,
        };
        if unreadable {
            self.tell(value, unexpected(value, definition, wanted));
        }
        let enums = || definition.enum_values.iter().map(name);
        let fits = match found {
            kind::LIST => wanted.field("Elem").is_some(),
            kind::INT => is_one_of(&["Int", "Float", "ID"]),
            kind::FLOAT => is_one_of(&["Float"]),
            kind::BOOLEAN => is_one_of(&["Boolean"]),
            kind::STRING | kind::BLOCK if definition.kind == "ENUM" => {
                let meant = did_you_mean("Did you mean the enum value", raw, enums());
                self.tell(value, format!("Enum \"{asked}\" cannot represent non-enum value: {shown}.{meant}"));
                true
            }
            kind::STRING | kind::BLOCK => is_one_of(&["String", "ID"]),
            kind::ENUM if definition.kind == "ENUM" => {
                if named(&definition.enum_values, raw).is_none() {
                    let meant = did_you_mean("Did you mean the enum value", raw, enums());
                    self.tell(value, format!("Value \"{shown}\" does not exist in \"{asked}\" enum.{meant}"));
                }
                true
            }
            kind::ENUM => false,
            kind::OBJECT => {
                self.check_object(value, definition);
                true
            }
            _ => true,
        };
        if !fits {
            self.tell(value, unexpected(value, definition, wanted));
        }
    }

    fn check_object(&mut self, value: &'a Value, definition: &'a Definition) {
        let (own, children) = (&definition.name, list(value, "Children"));
        for field in
            definition.fields.iter().filter(|field| is_required(field) && named(children, name(field)).is_none())
        {
            let kind = field.field("Type").map(type_text).unwrap_or_default();
            self.tell(value, format!("Field \"{own}.{}\" of required type \"{kind}\" was not provided.", name(field)));
        }
        if named(&definition.directives, "oneOf").is_some() {
            let inner = |child: &'a Value| child.field("Value");
            match children {
                [only] if inner(only).is_none_or(|inner| kind_of(inner) == kind::NULL) => {
                    let field = definition.fields.first().map(name).unwrap_or_default();
                    let place = inner(only).unwrap_or(only);
                    self.tell(place, format!("Field \"{own}.{field}\" must be non-null."));
                }
                [_] => {}
                _ => self.tell(value, format!("OneOf Input Object \"{own}\" must specify exactly one key.")),
            }
        }
        for field in children.iter().filter(|field| definition.field(name(field)).is_none()) {
            let meant = did_you_mean("Did you mean", name(field), definition.fields.iter().map(name));
            self.tell(field, format!("Field \"{}\" is not defined by type \"{own}\".{meant}", name(field)));
        }
    }

    /// May the variable stand where this type is asked for?
    fn check_position(&mut self, value: &'a Value, defined: &'a Value, wanted: &'a Value, has_default: bool) {
        let own_default = defined.field("DefaultValue").is_some_and(|default| kind_of(default) != kind::NULL);
        let given = defined.field("Type").unwrap_or(&Value::Null);
        let mut needed = wanted.clone();
        if (own_default || has_default)
            && let Value::Object(fields) = &mut needed
        {
            std::sync::Arc::make_mut(fields).insert(Value::from("NonNull"), Value::Bool(false));
        }
        if !is_compatible(given, &needed) {
            let (shown, given, wanted) = (value_text(value), type_text(given), type_text(wanted));
            let message =
                format!("Variable \"{shown}\" of type \"{given}\" used in position expecting type \"{wanted}\".");
            self.tell(value, message);
        }
    }
}

/// The message for a value of another type.
fn unexpected(value: &Value, definition: &Definition, wanted: &Value) -> String {
    let (shown, asked) = (value_text(value), type_text(wanted));
    match asked.as_str() {
        "Int" | "Int!" => {
            let raw = text(value, "Raw");
            let digits = raw.strip_prefix('-').unwrap_or(raw);
            let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let kind = if whole && raw.parse::<i32>().is_err() { "non 32-bit signed integer" } else { "non-integer" };
            format!("Int cannot represent {kind} value: {shown}")
        }
        "String" | "String!" | "[String]" => format!("String cannot represent a non string value: {shown}"),
        "Boolean" | "Boolean!" => format!("Boolean cannot represent a non boolean value: {shown}"),
        "Float" | "Float!" => format!("Float cannot represent non numeric value: {shown}"),
        "ID" | "ID!" => format!("ID cannot represent a non-string and non-integer value: {shown}"),
        _ if definition.kind == "ENUM" => format!("Enum \"{asked}\" cannot represent non-enum value: {shown}."),
        _ => format!("Expected value of type \"{asked}\", found {shown}."),
    }
}

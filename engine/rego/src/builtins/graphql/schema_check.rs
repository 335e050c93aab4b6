//! What a schema must be: <https://spec.graphql.org/October2021/#sec-Schema>, as far as gqlparser asks for it.

use std::collections::HashSet;

use super::schema::{Definition, Fault, Schema, fault, is_built_in};
use super::tree::{base_type, is, is_compatible, kind, kind_of, list, name, named, text, type_text};
use crate::value::Value;

type Checked = Result<(), Fault>;

impl Schema {
    /// Checks everything that can be checked once all types are known.
    pub(super) fn check_all(&mut self, document: &Value) -> Checked {
        let schemas = list(document, "Schema");
        if let [_, second, ..] = schemas {
            let message = "Cannot have multiple schema entry points, consider schema extensions instead.";
            return Err(fault(second, message.to_owned()));
        }
        for node in schemas.iter().chain(list(document, "SchemaExtension")) {
            self.read_roots(node)?;
            self.check_directives(list(node, "Directives"), "SCHEMA", None, true)?;
        }
        self.types.values().try_for_each(|definition| self.check_definition(definition))?;
        self.check_cycles()?;
        for directive in self.directives.values() {
            check_name(directive, name(directive))?;
            self.check_arguments(list(directive, "Arguments"), Some(name(directive)))?;
        }
        Ok(())
    }

    fn check_definition(&self, definition: &Definition) -> Checked {
        let Definition { node, name: own, kind, .. } = definition;
        let location = if kind == "INPUT_OBJECT" { "INPUT_FIELD_DEFINITION" } else { "FIELD_DEFINITION" };
        for field in &definition.fields {
            check_name(field, name(field))?;
            self.check_type(field)?;
            self.check_arguments(list(field, "Arguments"), None)?;
            self.check_directives(list(field, "Directives"), location, None, true)?;
        }
        for member in &definition.types {
            let Some(member_type) = self.types.get(member) else {
                return Err(fault(node, format!("Undefined type \"{member}\".")));
            };
            if member_type.kind != "OBJECT" {
                return Err(fault(node, format!("{kind} type \"{member}\" must be OBJECT.")));
            }
        }
        definition.interfaces.iter().try_for_each(|interface| self.check_implements(definition, interface))?;
        self.check_content(definition)?;
        let mut seen = HashSet::new();
        if let Some(field) = definition.fields.iter().find(|field| !seen.insert(name(field))) {
            return Err(fault(field, format!("Field {own}.{} can only be defined once.", name(field))));
        }
        let mut seen = HashSet::new();
        if let Some(value) = definition.enum_values.iter().find(|value| !seen.insert(name(value))) {
            return Err(fault(value, format!("Enum value {own}.{} can only be defined once.", name(value))));
        }
        let mut seen = HashSet::new();
        if let Some(member) = definition.types.iter().find(|member| !seen.insert(*member)) {
            return Err(fault(node, format!("Union type {own} can only include type {member} once.")));
        }
        if !is_built_in(definition) {
            check_name(node, own)?;
        }
        self.check_directives(&definition.directives, kind, None, false)
    }

    /// Checks that there are fields or values, and of which types they are.
    fn check_content(&self, definition: &Definition) -> Checked {
        let Definition { node, name: own, kind, fields, .. } = definition;
        let (needed, input) = match kind.as_str() {
            "OBJECT" | "INTERFACE" => ("fields", false),
            "INPUT_OBJECT" => ("input fields", true),
            "ENUM" => return self.check_enum(definition),
            _ => return Ok(()),
        };
        if fields.is_empty() {
            return Err(fault(node, format!("{kind} {own}: must define one or more {needed}.")));
        }
        for field in fields {
            let Some(of) = field.field("Type").and_then(|of| self.type_of(of)) else { continue };
            if input && !of.is_input() {
                let message = format!("{} {}: field must be one of SCALAR, ENUM, INPUT_OBJECT.", of.kind, name(field));
                return Err(fault(field, message));
            }
            if !input && of.kind == "INPUT_OBJECT" {
                let kinds = "SCALAR, OBJECT, INTERFACE, UNION, ENUM";
                return Err(fault(field, format!("{kind} {own}: field must be one of {kinds}.")));
            }
        }
        Ok(())
    }

    fn check_enum(&self, definition: &Definition) -> Checked {
        let Definition { node, name: own, kind, enum_values, .. } = definition;
        if enum_values.is_empty() {
            return Err(fault(node, format!("{kind} {own}: must define one or more unique enum values.")));
        }
        for value in enum_values {
            if matches!(name(value), "true" | "false" | "null") {
                return Err(fault(node, format!("{kind} {own}: non-enum value {}.", name(value))));
            }
            self.check_directives(list(value, "Directives"), "ENUM_VALUE", None, true)?;
        }
        Ok(())
    }

    /// Is the type of a node known?
    fn check_type(&self, node: &Value) -> Checked {
        let of = node.field("Type").unwrap_or(&Value::Null);
        match self.type_of(of) {
            Some(_) => Ok(()),
            None => Err(fault(of, format!("Undefined type {}.", base_type(of)))),
        }
    }

    fn check_arguments(&self, arguments: &[Value], directive: Option<&str>) -> Checked {
        for argument in arguments {
            check_name(argument, name(argument))?;
            self.check_type(argument)?;
            let of = argument.field("Type").unwrap_or(&Value::Null);
            if let Some(definition) = self.type_of(of).filter(|definition| !definition.is_input()) {
                let (of, name, kind) = (type_text(of), name(argument), &definition.kind);
                let message = format!("cannot use {of} as argument {name} because {kind} is not a valid input type");
                return Err(fault(argument, message));
            }
            self.check_directives(list(argument, "Directives"), "ARGUMENT_DEFINITION", directive, true)?;
        }
        Ok(())
    }

    /// Checks directives at a location; `within` is the directive that is being defined, `once` whether each may stand
    /// there once only.
    fn check_directives(&self, directives: &[Value], location: &str, within: Option<&str>, once: bool) -> Checked {
        let mut seen = HashSet::new();
        for directive in directives {
            let own = name(directive);
            check_name(directive, own)?;
            if within == Some(own) {
                return Err(fault(directive, format!("Directive {own} cannot refer to itself.")));
            }
            let Some(definition) = self.directives.get(own) else {
                return Err(fault(directive, format!("Undefined directive {own}.")));
            };
            if once && !seen.insert(own) && !is(definition, "IsRepeatable") {
                let message = format!("The directive {own} can only be used once at this location.");
                return Err(fault(directive, message));
            }
            if !list(definition, "Locations").iter().any(|allowed| allowed.as_str() == Some(location)) {
                return Err(fault(directive, format!("Directive {own} is not applicable on {location}.")));
            }
            let (arguments, declared) = (list(directive, "Arguments"), list(definition, "Arguments"));
            if let Some(argument) = arguments.iter().find(|argument| named(declared, name(argument)).is_none()) {
                let message = format!("Undefined argument {} for directive {own}.", name(argument));
                return Err(fault(argument, message));
            }
            for argument in declared.iter().filter(|argument| is_required(argument)) {
                let given = named(arguments, name(argument)).and_then(|given| given.field("Value"));
                if given.is_none_or(|given| kind_of(given) == kind::NULL) {
                    let message = format!("Argument {} for directive {own} cannot be null.", name(argument));
                    return Err(fault(directive, message));
                }
            }
        }
        Ok(())
    }

    fn check_implements(&self, definition: &Definition, interface_name: &str) -> Checked {
        let Definition { node, name: own, .. } = definition;
        let Some(interface) = self.types.get(interface_name) else {
            return Err(fault(node, format!("Undefined type \"{interface_name}\".")));
        };
        if interface.kind != "INTERFACE" {
            let message = format!("\"{interface_name}\" is a non interface type {}.", interface.kind);
            return Err(fault(node, message));
        }
        let within = format!("For {own} to implement {interface_name}");
        for required in &interface.fields {
            let field_name = name(required);
            let Some(field) = definition.field(field_name) else {
                return Err(fault(node, format!("{within} it must have a field called {field_name}.")));
            };
            let of = |node: &Value| node.field("Type").cloned().unwrap_or(Value::Null);
            if !self.is_covariant(&of(required), &of(field)) {
                let wanted = type_text(&of(required));
                return Err(fault(field, format!("{within} the field {field_name} must have type {wanted}.")));
            }
            let same = format!("{within} the field {field_name} must have the same arguments but");
            let (wanted, given) = (list(required, "Arguments"), list(field, "Arguments"));
            for argument in wanted {
                let Some(found) = named(given, name(argument)) else {
                    return Err(fault(field, format!("{same} it is missing {}.", name(argument))));
                };
                if !is_compatible(&of(argument), &of(found)) {
                    return Err(fault(found, format!("{same} {} has the wrong type.", name(argument))));
                }
            }
            let surplus =
                given.iter().find(|argument| named(wanted, name(argument)).is_none() && is_required(argument));
            if let Some(argument) = surplus {
                let argument_name = name(argument);
                let message = format!(
                    "{within} any additional arguments on {field_name} must be optional or have a default value but \
                     {argument_name} is required."
                );
                return Err(fault(argument, message));
            }
        }
        let missing = interface.interfaces.iter().find(|above| !definition.interfaces.contains(above));
        match missing {
            Some(above) if above == own => {
                let message = format!(
                    "Type {own} cannot implement {interface_name} because it would create a circular reference."
                );
                Err(fault(node, message))
            }
            Some(above) => {
                let message =
                    format!("Type {own} must implement {above} because it is implemented by {interface_name}.");
                Err(fault(node, message))
            }
            None => Ok(()),
        }
    }

    /// May a field of type `actual` stand for one of type `required`?
    fn is_covariant(&self, required: &Value, actual: &Value) -> bool {
        if is(required, "NonNull") && !is(actual, "NonNull") {
            return false;
        }
        let (wanted, given) = (text(required, "NamedType"), text(actual, "NamedType"));
        if !wanted.is_empty() {
            return wanted == given || self.possible(wanted).iter().any(|possible| possible == given);
        }
        match (required.field("Elem"), actual.field("Elem")) {
            (Some(required), Some(actual)) => self.is_covariant(required, actual),
            _ => false,
        }
    }

    /// Refuses input objects that need themselves.
    fn check_cycles(&self) -> Checked {
        let mut visited = HashSet::new();
        for start in self.types.values().filter(|definition| definition.kind == "INPUT_OBJECT") {
            // The path so far: types, and in each the place among its fields.
            let mut path: Vec<(&Definition, usize)> = Vec::new();
            if visited.insert(start.name.as_str()) {
                path.push((start, 0));
            }
            while let Some((definition, at)) = path.last_mut() {
                let Some(field) = definition.fields.get(*at) else {
                    path.pop();
                    continue;
                };
                *at += 1;
                let of = field.field("Type").unwrap_or(&Value::Null);
                let next = Some(text(of, "NamedType")).filter(|_| is(of, "NonNull"));
                let next = next.and_then(|next| self.types.get(next)).filter(|next| next.kind == "INPUT_OBJECT");
                let Some(next) = next else { continue };
                if let Some(begin) = path.iter().position(|(definition, _)| definition.name == next.name) {
                    let fields: Vec<&Value> = path[begin..].iter().map(|(on, at)| &on.fields[at - 1]).collect();
                    let names: Vec<&str> = fields.iter().map(|field| name(field)).collect();
                    let message = format!(
                        "Cannot reference Input Object \"{}\" within itself through a series of non-null fields: \"{}\".",
                        next.name,
                        names.join(".")
                    );
                    return Err(fault(fields[0], message));
                }
                if visited.insert(next.name.as_str()) {
                    path.push((next, 0));
                }
            }
        }
        Ok(())
    }
}

/// Must an argument be given?
pub(super) fn is_required(argument: &Value) -> bool {
    argument.field("Type").is_some_and(|of| is(of, "NonNull")) && argument.field("DefaultValue").is_none()
}

fn check_name(node: &Value, name: &str) -> Checked {
    if !name.starts_with("__") {
        return Ok(());
    }
    let message = format!("Name \"{name}\" must not begin with \"__\", which is reserved by GraphQL introspection.");
    Err(fault(node, message))
}

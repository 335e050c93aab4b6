//! The rules of validation, <https://spec.graphql.org/October2021/#sec-Validation>, in the order and the words of
//! gqlparser: those of operations, fields, fragments and directives.

use std::collections::HashSet;

use super::schema::Definition;
use super::schema_check::is_required;
use super::suggestions::{did_you_mean, or_list};
use super::tree::{base_type, list, name, named, text, type_text};
use super::walk::{Selection, Walk, is_repeatable, selection};
use crate::builtins::Error;
use crate::value::Value;

/// Lists of introspection that may stand one within the other, less one.
const MAX_INTROSPECTION: usize = 3;

impl<'a> Walk<'a, '_, '_> {
    pub(super) fn on_variable(&mut self, variable: &'a Value) {
        let kind = variable.field("Type").map(base_type).unwrap_or_default();
        if !self.schema.types.contains_key(kind) {
            self.tell(variable, format!("Unknown type \"{kind}\"."));
        }
    }

    pub(super) fn on_operation(&mut self, operation: &'a Value) -> Result<(), Error> {
        let (word, own) = (text(operation, "Operation"), name(operation));
        let variables = list(operation, "VariableDefinitions");
        let all = list(self.document, "Operations");
        if self.schema.root(if word.is_empty() { "query" } else { word }).is_none() {
            self.tell(operation, format!("Schema does not support operation type \"{word}\""));
        }
        if own.is_empty() && all.len() > 1 {
            self.tell(operation, "This anonymous operation must be the only defined operation.".to_owned());
        }
        for variable in
            variables.iter().filter(|variable| !self.used.contains(text(variable, "Variable"))).collect::<Vec<_>>()
        {
            let within = if own.is_empty() { String::new() } else { format!(" in operation \"{own}\"") };
            self.tell(variable, format!("Variable \"${}\" is never used{within}.", text(variable, "Variable")));
        }
        self.check_overlaps(
            self.schema.root(if word.is_empty() { "query" } else { word }),
            list(operation, "SelectionSet"),
        )?;
        self.check_subscription(operation);
        if all.iter().take_while(|other| !std::ptr::eq(*other, operation)).any(|other| name(other) == own) {
            self.tell(operation, format!("There can be only one operation named \"{own}\"."));
        }
        let mut seen = HashSet::new();
        for variable in variables.iter().filter(|variable| !seen.insert(text(variable, "Variable"))) {
            self.tell(variable, format!("There can be only one variable named \"${}\".", text(variable, "Variable")));
        }
        for variable in variables {
            let kind = variable.field("Type").unwrap_or(&Value::Null);
            if self.schema.type_of(kind).is_some_and(|definition| !definition.is_input()) {
                let (variable_name, kind) = (text(variable, "Variable"), type_text(kind));
                self.tell(variable, format!("Variable \"${variable_name}\" cannot be non-input type \"{kind}\"."));
            }
        }
        Ok(())
    }

    fn check_subscription(&mut self, operation: &'a Value) {
        if text(operation, "Operation") != "subscription" || self.schema.root("subscription").is_none() {
            return;
        }
        let mut fields: Vec<&Value> = Vec::new();
        let mut entered = HashSet::new();
        let mut open = vec![list(operation, "SelectionSet").iter()];
        while let Some(nodes) = open.last_mut() {
            let Some(node) = nodes.next() else {
                open.pop();
                continue;
            };
            match selection(node) {
                Selection::Field => fields.push(node),
                Selection::Inline => open.push(list(node, "SelectionSet").iter()),
                Selection::Spread => match self.fragments.get(name(node)) {
                    Some(fragment) if entered.insert(name(node)) => open.push(list(fragment, "SelectionSet").iter()),
                    _ => {}
                },
            }
        }
        let mut seen = HashSet::new();
        fields.retain(|field| seen.insert(name(field)));
        let own = match name(operation) {
            "" => "Anonymous Subscription".to_owned(),
            own => format!("Subscription \"{own}\""),
        };
        if let Some(second) = fields.get(1) {
            self.tell(second, format!("{own} must select only one top level field."));
        }
        for field in fields.iter().filter(|field| name(field).starts_with("__")) {
            self.tell(field, format!("{own} must not select an introspection top level field."));
        }
    }

    pub(super) fn on_field(
        &mut self,
        parent: Option<&'a Definition>,
        node: &'a Value,
        field: Option<&'a Value>,
    ) -> Result<(), Error> {
        let own = name(node);
        let arguments = list(node, "Arguments");
        if let (Some(parent), None) = (parent, field) {
            let suggested = self.suggested_fields(parent, own);
            self.tell(node, format!("Cannot query field \"{own}\" on type \"{}\".{suggested}", parent.name));
        }
        // What every type has takes no arguments.
        let declared = field.filter(|_| own != "__typename").map(|field| list(field, "Arguments")).unwrap_or_default();
        if let (Some(parent), Some(_)) = (parent, field) {
            let on = format!("field \"{}.{own}\"", parent.name);
            self.check_known_arguments(node, declared, &on);
        }
        if matches!(own, "__schema" | "__type") && self.nests_introspection(node, &mut HashSet::new(), 0) {
            self.tell(node, "Maximum introspection depth exceeded".to_owned());
        }
        let within = field.and_then(|field| self.schema.type_of(field.field("Type")?));
        if self.operation.is_some() {
            self.check_overlaps(within, list(node, "SelectionSet"))?;
        }
        if let Some(field) = field {
            self.check_required_arguments(node, declared, &format!("Field \"{own}\""));
            let selections = list(node, "SelectionSet");
            if let Some(within) = within {
                if within.is_leaf() && !selections.is_empty() {
                    let kind = &within.name;
                    let message =
                        format!("Field \"{own}\" must not have a selection since type \"{kind}\" has no subfields.");
                    self.tell(node, message);
                }
                if !within.is_leaf() && selections.is_empty() {
                    let kind = field.field("Type").map(type_text).unwrap_or_default();
                    let meant = format!("Did you mean \"{own} {{ ... }}\"?");
                    let message =
                        format!("Field \"{own}\" of type \"{kind}\" must have a selection of subfields. {meant}");
                    self.tell(node, message);
                }
            }
        }
        self.check_unique_arguments(arguments);
        Ok(())
    }

    /// What somebody may have meant who asked for a field that a type has not.
    fn suggested_fields(&self, parent: &Definition, wanted: &str) -> String {
        if matches!(parent.kind.as_str(), "INTERFACE" | "UNION") {
            let has = |kind: &&String| self.schema.types.get(*kind).is_some_and(|kind| kind.field(wanted).is_some());
            let objects: Vec<&String> = self.schema.possible(&parent.name).iter().filter(has).collect();
            let mut counted: Vec<(usize, &String)> = objects.iter().map(|object| (0, *object)).collect();
            for object in objects.iter().filter_map(|object| self.schema.types.get(*object)) {
                for interface in object.interfaces.iter().filter(has) {
                    match counted.iter_mut().find(|(count, known)| *count > 0 && *known == interface) {
                        Some((count, _)) => *count += 1,
                        None => counted.push((1, interface)),
                    }
                }
            }
            counted.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(right.1)));
            let names: Vec<String> = counted.iter().map(|(_, kind)| format!("\"{kind}\"")).collect();
            return format!(" Did you mean to use an inline fragment on {}?", or_list(&names));
        }
        if parent.kind != "OBJECT" {
            return String::new();
        }
        did_you_mean("Did you mean", wanted, parent.fields.iter().map(name))
    }

    fn nests_introspection(&self, node: &'a Value, entered: &mut HashSet<&'a str>, depth: usize) -> bool {
        let lists = matches!(name(node), "fields" | "interfaces" | "possibleTypes" | "inputFields");
        let is_field = selection(node) == Selection::Field;
        let depth = depth + usize::from(lists && is_field);
        if depth >= MAX_INTROSPECTION {
            return true;
        }
        if selection(node) != Selection::Spread {
            return list(node, "SelectionSet").iter().any(|node| self.nests_introspection(node, entered, depth));
        }
        let Some(fragment) = self.fragments.get(name(node)).filter(|_| entered.insert(name(node))) else {
            return false;
        };
        let nests = list(fragment, "SelectionSet").iter().any(|node| self.nests_introspection(node, entered, depth));
        entered.remove(name(node));
        nests
    }

    fn check_known_arguments(&mut self, node: &'a Value, declared: &'a [Value], on: &str) {
        for argument in list(node, "Arguments").iter().map(name).filter(|argument| named(declared, argument).is_none())
        {
            let meant = did_you_mean("Did you mean", argument, declared.iter().map(name));
            self.tell(node, format!("Unknown argument \"{argument}\" on {on}.{meant}"));
        }
    }

    fn check_required_arguments(&mut self, node: &'a Value, declared: &'a [Value], what: &str) {
        let given = list(node, "Arguments");
        for argument in
            declared.iter().filter(|argument| is_required(argument) && named(given, name(argument)).is_none())
        {
            let kind = argument.field("Type").map(type_text).unwrap_or_default();
            let argument = name(argument);
            let message =
                format!("{what} argument \"{argument}\" of type \"{kind}\" is required, but it was not provided.");
            self.tell(node, message);
        }
    }

    fn check_unique_arguments(&mut self, arguments: &'a [Value]) {
        let mut count = std::collections::HashMap::new();
        for argument in arguments {
            let count = count.entry(name(argument)).or_insert(0_usize);
            *count += 1;
            if *count == 2 {
                self.tell(argument, format!("There can be only one argument named \"{}\".", name(argument)));
            }
        }
    }

    pub(super) fn on_directive(&mut self, node: &'a Value, definition: Option<&'a Value>, location: &'static str) {
        let own = name(node);
        let declared = definition.map(|definition| list(definition, "Arguments")).unwrap_or_default();
        if definition.is_some() {
            self.check_known_arguments(node, declared, &format!("directive \"@{own}\""));
        }
        match definition {
            None => self.tell(node, format!("Unknown directive \"@{own}\".")),
            Some(definition) => {
                let allowed = list(definition, "Locations").iter().any(|allowed| allowed.as_str() == Some(location));
                if !allowed && self.misplaced.insert((own, super::tree::place(node))) {
                    self.tell(node, format!("Directive \"@{own}\" may not be used on {location}."));
                }
            }
        }
        self.check_required_arguments(node, declared, &format!("Directive \"@{own}\""));
        self.check_unique_arguments(list(node, "Arguments"));
    }

    pub(super) fn on_directives(&mut self, directives: &'a [Value]) {
        let mut seen = HashSet::new();
        for directive in directives {
            let definition = self.schema.directives.get(name(directive));
            if !seen.insert(name(directive)) && !is_repeatable(definition) {
                let own = name(directive);
                self.tell(directive, format!("The directive \"@{own}\" can only be used once at this location."));
            }
        }
    }

    pub(super) fn on_inline(&mut self, parent: Option<&'a Definition>, node: &'a Value) -> Result<(), Error> {
        let condition = text(node, "TypeCondition");
        let definition = self.schema.types.get(condition);
        if definition.is_some_and(|definition| !definition.is_composite()) {
            self.tell(node, format!("Fragment cannot condition on non composite type \"{condition}\"."));
        }
        if !condition.is_empty() && definition.is_none() {
            self.tell(node, format!("Unknown type \"{condition}\"."));
        }
        let within = if condition.is_empty() { parent } else { definition };
        self.check_overlaps(within, list(node, "SelectionSet"))?;
        if let Some(parent) = parent.filter(|parent| !self.may_be(parent, condition)) {
            let parent = &parent.name;
            self.tell(
                node,
                format!("Fragment cannot be spread here as objects of type \"{parent}\" can never be of type \"{condition}\"."),
            );
        }
        Ok(())
    }

    pub(super) fn on_spread(&mut self, parent: Option<&'a Definition>, node: &'a Value, fragment: Option<&'a Value>) {
        let own = name(node);
        if self.operation.is_some() || self.fragments_pending() {
            self.spread.insert(own);
        }
        let Some(fragment) = fragment else { return self.tell(node, format!("Unknown fragment \"{own}\".")) };
        let condition = text(fragment, "TypeCondition");
        if let Some(parent) = parent.filter(|parent| !self.may_be(parent, condition)) {
            let parent = &parent.name;
            self.tell(
                node,
                format!(
                    "Fragment \"{own}\" cannot be spread here as objects of type \"{parent}\" can never be of type \
                     \"{condition}\"."
                ),
            );
        }
    }

    /// Is the walk still before the end of the first fragment? Until then a spread is a use.
    fn fragments_pending(&self) -> bool {
        self.visited.is_empty()
    }

    /// May an object of type `parent` be of type `condition`? Yes where that makes no sense to ask.
    fn may_be(&self, parent: &Definition, condition: &str) -> bool {
        let own = [parent.name.clone()];
        let parents = match parent.kind.as_str() {
            "OBJECT" => &own,
            "INTERFACE" | "UNION" => self.schema.possible(&parent.name),
            _ => return true,
        };
        let asked = self.schema.types.get(condition).is_some_and(Definition::is_composite);
        !asked || self.schema.possible(condition).iter().any(|possible| parents.contains(possible))
    }

    pub(super) fn on_fragment(&mut self, node: &'a Value, definition: Option<&'a Definition>) -> Result<(), Error> {
        let (own, condition) = (name(node), text(node, "TypeCondition"));
        if definition.is_some_and(|definition| !definition.is_composite()) && !condition.is_empty() {
            self.tell(node, format!("Fragment \"{own}\" cannot condition on non composite type \"{condition}\"."));
        }
        if definition.is_none() {
            let meant = did_you_mean("Did you mean", condition, self.schema.types.keys().map(String::as_str));
            self.tell(node, format!("Unknown type \"{condition}\".{meant}"));
        }
        self.check_cycles(node)?;
        if !self.spread.contains(own) {
            self.tell(node, format!("Fragment \"{own}\" is never used."));
        }
        self.check_overlaps(definition, list(node, "SelectionSet"))?;
        let all = list(self.document, "Fragments");
        if all.iter().take_while(|other| !std::ptr::eq(*other, node)).any(|other| name(other) == own) {
            self.tell(node, format!("There can be only one fragment named \"{own}\"."));
        }
        Ok(())
    }

    /// Refuses fragments that spread themselves, directly or by way of others.
    fn check_cycles(&mut self, start: &'a Value) -> Result<(), Error> {
        // Fragments that are being looked at, each with its spreads that are left, and the spreads that led here.
        let mut open: Vec<(&'a str, std::vec::IntoIter<&'a Value>)> = Vec::new();
        let mut path: Vec<&'a Value> = Vec::new();
        if self.visited.insert(name(start)) {
            open.push((name(start), spreads(start).into_iter()));
        }
        while let Some((_, left)) = open.last_mut() {
            self.context.work(1)?;
            let Some(node) = left.next() else {
                open.pop();
                path.pop();
                continue;
            };
            let own = name(node);
            if let Some(begin) = open.iter().position(|(fragment, _)| *fragment == own) {
                let via: Vec<String> = path[begin..].iter().map(|node| format!("\"{}\"", name(node))).collect();
                let via = if via.is_empty() { String::new() } else { format!(" via {}", via.join(", ")) };
                self.tell(node, format!("Cannot spread fragment \"{own}\" within itself{via}."));
                continue;
            }
            let fragment = self.fragments.get(own).copied();
            if let Some(fragment) = fragment.filter(|_| self.visited.insert(own)) {
                path.push(node);
                open.push((own, spreads(fragment).into_iter()));
            }
        }
        Ok(())
    }
}

/// The spreads of a fragment at any depth.
fn spreads(fragment: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut open = vec![list(fragment, "SelectionSet")];
    while let Some(nodes) = open.pop() {
        for node in nodes {
            match selection(node) {
                Selection::Spread => found.push(node),
                _ => open.push(list(node, "SelectionSet")),
            }
        }
    }
    found
}

//! The walk over a query: what every node means in a schema, and the rules asked about it.

use std::collections::{HashMap, HashSet};

use super::parser::{MAX_DEPTH, located};
use super::schema::{Definition, Fault, Schema};
use super::tree::{base_type, is, kind, kind_of, list, name, named, place, text};
use crate::builtins::{Context, Error};
use crate::value::Value;

/// Fragments that may spread one another, and fields that may nest, one within the other.
const MAX_NESTING: usize = 4 * MAX_DEPTH;

/// What kind of selection a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Selection {
    Field,
    Spread,
    Inline,
}

/// The kind of a selection. In trees that policies hand over all are fields for OPA, see [`super::query`].
pub(super) fn selection(node: &Value) -> Selection {
    if node.field("Alias").is_some() {
        Selection::Field
    } else if node.field("TypeCondition").is_some() {
        Selection::Inline
    } else {
        Selection::Spread
    }
}

/// A value where it stands.
#[derive(Clone, Copy)]
pub(super) struct Expected<'a> {
    /// The type that is asked for.
    pub(super) kind: Option<&'a Value>,
    pub(super) definition: Option<&'a Definition>,
    /// Has what asks for it a default that is not null?
    pub(super) has_default: bool,
}

impl<'a> Expected<'a> {
    const NOTHING: Self = Self { kind: None, definition: None, has_default: false };

    /// As an argument or a field asks for it.
    fn by(schema: &'a Schema, declared: Option<&'a Value>) -> Self {
        let Some(declared) = declared else { return Self::NOTHING };
        let kind = declared.field("Type");
        let default = declared.field("DefaultValue");
        Self {
            kind,
            definition: kind.and_then(|kind| schema.type_of(kind)),
            has_default: default.is_some_and(|default| kind_of(default) != kind::NULL),
        }
    }
}

/// A walk and what it has found.
pub(super) struct Walk<'a, 'c, 'o> {
    pub(super) context: &'c mut Context<'o>,
    pub(super) schema: &'a Schema,
    pub(super) document: &'a Value,
    pub(super) fragments: HashMap<&'a str, &'a Value>,
    /// The operation that the walk is in.
    pub(super) operation: Option<&'a Value>,
    /// Variables of the operation that are used.
    pub(super) used: HashSet<&'a str>,
    /// Fragments that operations spread.
    pub(super) spread: HashSet<&'a str>,
    /// Fragments whose spreads were looked at for cycles.
    pub(super) visited: HashSet<&'a str>,
    /// Directives at wrong places that were told.
    pub(super) misplaced: HashSet<(&'a str, Option<(usize, usize)>)>,
    /// Pairs of fragments that were compared, and whether they exclude each other.
    pub(super) compared: HashMap<(&'a str, &'a str), bool>,
    pub(super) faults: Vec<Fault>,
    walked: HashSet<&'a str>,
    depth: usize,
}

/// Holds a query against a schema.
///
/// # Errors
///
/// [`Error::Failed`] with all faults, in the order in which OPA finds them; [`Error::Halt`] at a limit.
pub(super) fn validate(context: &mut Context<'_>, schema: &Schema, document: &Value) -> Result<(), Error> {
    let mut fragments = HashMap::new();
    for fragment in list(document, "Fragments") {
        fragments.entry(name(fragment)).or_insert(fragment);
    }
    let mut walk = Walk {
        context,
        schema,
        document,
        fragments,
        operation: None,
        used: HashSet::new(),
        spread: HashSet::new(),
        visited: HashSet::new(),
        misplaced: HashSet::new(),
        compared: HashMap::new(),
        faults: Vec::new(),
        walked: HashSet::new(),
        depth: 0,
    };
    walk.all()?;
    let Some(first) = walk.faults.first() else { return Ok(()) };
    // The further ones follow as lines of their own.
    let line = |fault: &Fault| match fault.place {
        Some((line, column)) => format!("input:{line}:{column}: {}", fault.message),
        None => format!("input: {}", fault.message),
    };
    let others: String = walk.faults[1..].iter().map(|fault| format!("\n{}", line(fault))).collect();
    let message = format!("{}{others}\n", first.message);
    let message = if first.place.is_some() { message.strip_suffix(".\n").unwrap_or(&message) } else { &message };
    Err(located(message, first.place))
}

impl<'a> Walk<'a, '_, '_> {
    /// Tells a fault of a node.
    pub(super) fn tell(&mut self, node: &Value, message: String) {
        self.faults.push(Fault { message, place: place(node) });
    }

    fn all(&mut self) -> Result<(), Error> {
        let document = self.document;
        for operation in list(document, "Operations") {
            self.walked.clear();
            self.used.clear();
            self.operation = Some(operation);
            self.walk_operation(operation)?;
            self.operation = None;
        }
        for fragment in list(document, "Fragments") {
            self.walked.clear();
            let definition = self.schema.types.get(text(fragment, "TypeCondition"));
            self.walk_directives(list(fragment, "Directives"), "FRAGMENT_DEFINITION")?;
            self.walk_selections(definition, list(fragment, "SelectionSet"))?;
            self.on_fragment(fragment, definition)?;
        }
        Ok(())
    }

    fn walk_operation(&mut self, operation: &'a Value) -> Result<(), Error> {
        let (word, location) = match text(operation, "Operation") {
            "mutation" => ("mutation", "MUTATION"),
            "subscription" => ("subscription", "SUBSCRIPTION"),
            _ => ("query", "QUERY"),
        };
        let variables = list(operation, "VariableDefinitions");
        for variable in variables {
            self.on_variable(variable);
        }
        for variable in variables {
            if let Some(default) = variable.field("DefaultValue") {
                let kind = variable.field("Type");
                let definition = kind.and_then(|kind| self.schema.type_of(kind));
                self.walk_value(default, Expected { kind, definition, has_default: false })?;
            }
            self.walk_directives(list(variable, "Directives"), "VARIABLE_DEFINITION")?;
        }
        self.walk_directives(list(operation, "Directives"), location)?;
        self.walk_selections(self.schema.root(word), list(operation, "SelectionSet"))?;
        self.on_operation(operation)
    }

    fn walk_directives(&mut self, directives: &'a [Value], location: &'static str) -> Result<(), Error> {
        for directive in directives {
            let definition = self.schema.directives.get(name(directive));
            self.walk_arguments(definition, list(directive, "Arguments"))?;
            self.on_directive(directive, definition, location);
        }
        self.on_directives(directives);
        Ok(())
    }

    /// Walks arguments of what is declared by a node, a field or a directive.
    fn walk_arguments(&mut self, declared: Option<&'a Value>, arguments: &'a [Value]) -> Result<(), Error> {
        let declared = declared.map(|declared| list(declared, "Arguments")).unwrap_or_default();
        for argument in arguments {
            let expected = Expected::by(self.schema, named(declared, name(argument)));
            if let Some(value) = argument.field("Value") {
                self.walk_value(value, expected)?;
            }
        }
        Ok(())
    }

    fn walk_value(&mut self, value: &'a Value, expected: Expected<'a>) -> Result<(), Error> {
        self.context.work(1)?;
        let children = list(value, "Children");
        match kind_of(value) {
            kind::VARIABLE => {
                if let Some(variable) = self.variable(text(value, "Raw")) {
                    self.used.insert(text(variable, "Variable"));
                }
            }
            kind::OBJECT => {
                for child in children {
                    let field = expected.definition.and_then(|definition| definition.field(name(child)));
                    if let Some(value) = child.field("Value") {
                        self.walk_value(value, Expected::by(self.schema, field))?;
                    }
                }
            }
            kind::LIST => {
                let inner = expected.kind.and_then(|kind| kind.field("Elem"));
                let definition = expected.definition.filter(|_| inner.is_some());
                for value in children.iter().filter_map(|child| child.field("Value")) {
                    self.walk_value(value, Expected { kind: inner, definition, has_default: false })?;
                }
            }
            _ => {}
        }
        self.on_value(value, expected);
        Ok(())
    }

    /// The definition of a variable of this operation.
    pub(super) fn variable(&self, wanted: &str) -> Option<&'a Value> {
        list(self.operation?, "VariableDefinitions").iter().find(|variable| text(variable, "Variable") == wanted)
    }

    /// What a field of a type is.
    pub(super) fn field_of(&self, parent: Option<&'a Definition>, field: &Value) -> Option<&'a Value> {
        if name(field) == "__typename" {
            return self.schema.types.get("__Type").and_then(|kind| kind.field("name"));
        }
        parent?.field(name(field))
    }

    fn walk_selections(&mut self, parent: Option<&'a Definition>, selections: &'a [Value]) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            let message = format!("GraphQL parse error: fields and fragments nest more than {MAX_NESTING} levels");
            return Err(Error::Failed(message));
        }
        for node in selections {
            self.context.work(1)?;
            match selection(node) {
                Selection::Field => self.walk_field(parent, node)?,
                Selection::Inline => {
                    let condition = text(node, "TypeCondition");
                    let within = if condition.is_empty() { parent } else { self.schema.types.get(condition) };
                    self.walk_directives(list(node, "Directives"), "INLINE_FRAGMENT")?;
                    self.walk_selections(within, list(node, "SelectionSet"))?;
                    self.on_inline(parent, node)?;
                }
                Selection::Spread => {
                    let fragment = self.fragments.get(name(node)).copied();
                    self.walk_directives(list(node, "Directives"), "FRAGMENT_SPREAD")?;
                    if let Some(fragment) = fragment.filter(|fragment| self.walked.insert(name(fragment))) {
                        let within = self.schema.types.get(text(fragment, "TypeCondition"));
                        self.walk_directives(list(fragment, "Directives"), "FRAGMENT_DEFINITION")?;
                        self.walk_selections(within, list(fragment, "SelectionSet"))?;
                    }
                    self.on_spread(parent, node, fragment);
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn walk_field(&mut self, parent: Option<&'a Definition>, node: &'a Value) -> Result<(), Error> {
        let field = self.field_of(parent, node);
        let within = field.and_then(|field| self.schema.types.get(base_type(field.field("Type")?)));
        self.walk_arguments(field.filter(|_| name(node) != "__typename"), list(node, "Arguments"))?;
        self.walk_directives(list(node, "Directives"), "FIELD")?;
        self.walk_selections(within, list(node, "SelectionSet"))?;
        self.on_field(parent, node, field)
    }
}

/// May a directive stand more than once at a place?
pub(super) fn is_repeatable(definition: Option<&Value>) -> bool {
    definition.is_some_and(|definition| is(definition, "IsRepeatable"))
}

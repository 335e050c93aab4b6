//! Schemas: types by name, out of a document of definitions.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use super::parser::Parser;
use super::tree::{base_type, is, list, name, named, place, text};
use crate::builtins::{Context, Error};
use crate::value::Value;

/// What is wrong, and where.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) place: Option<(usize, usize)>,
}

/// The fault of a node.
pub(super) fn fault(node: &Value, message: String) -> Fault {
    Fault { message, place: place(node) }
}

/// A type with all its extensions.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    /// The node that began it.
    pub(super) node: Value,
    pub(super) name: String,
    /// `OBJECT`, `SCALAR` and so on.
    pub(super) kind: String,
    pub(super) fields: Vec<Value>,
    pub(super) interfaces: Vec<String>,
    /// Members of a union.
    pub(super) types: Vec<String>,
    pub(super) enum_values: Vec<Value>,
    pub(super) directives: Vec<Value>,
}

impl Definition {
    fn new(node: &Value) -> Self {
        let mut definition = Self {
            node: node.clone(),
            name: name(node).to_owned(),
            kind: text(node, "Kind").to_owned(),
            fields: Vec::new(),
            interfaces: Vec::new(),
            types: Vec::new(),
            enum_values: Vec::new(),
            directives: Vec::new(),
        };
        definition.extend(node);
        definition
    }

    fn extend(&mut self, node: &Value) {
        let names = |field: &str| list(node, field).iter().filter_map(Value::as_str).map(str::to_owned);
        self.fields.extend_from_slice(list(node, "Fields"));
        self.interfaces.extend(names("Interfaces"));
        self.types.extend(names("Types"));
        self.enum_values.extend_from_slice(list(node, "EnumValues"));
        self.directives.extend_from_slice(list(node, "Directives"));
    }

    pub(super) fn is_leaf(&self) -> bool {
        matches!(self.kind.as_str(), "ENUM" | "SCALAR")
    }

    pub(super) fn is_composite(&self) -> bool {
        matches!(self.kind.as_str(), "OBJECT" | "INTERFACE" | "UNION")
    }

    pub(super) fn is_input(&self) -> bool {
        matches!(self.kind.as_str(), "SCALAR" | "ENUM" | "INPUT_OBJECT")
    }

    pub(super) fn field(&self, wanted: &str) -> Option<&Value> {
        named(&self.fields, wanted)
    }
}

/// A schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Schema {
    pub(super) types: BTreeMap<String, Definition>,
    pub(super) directives: BTreeMap<String, Value>,
    /// Objects that a type may be, by its name.
    pub(super) possible: BTreeMap<String, Vec<String>>,
    /// The root types by operation.
    pub(super) roots: BTreeMap<&'static str, String>,
}

/// Directives that a schema may declare although it has them.
const BUILT_IN: [&str; 6] = ["include", "skip", "deprecated", "specifiedBy", "defer", "oneOf"];

/// The definitions that every schema has.
static PRELUDE: LazyLock<Value> =
    LazyLock::new(|| Parser::of(include_str!("prelude.graphql")).schema_document().unwrap_or(Value::Null));

impl Schema {
    /// The schema that a document defines.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] with the first fault.
    pub(super) fn build(context: &mut Context<'_>, document: &Value) -> Result<Self, Error> {
        let nodes: usize =
            ["Definitions", "Extensions", "Directives"].iter().map(|name| list(document, name).len()).sum();
        context.make(512 * (nodes + 64))?;
        Self::try_build(context, document)?.map_err(|Fault { message, place }| {
            let place = place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
            let what = "Error in gqlparser SchemaDocument to Schema conversion";
            Error::failed(format!("{what}: input{place}: {message}"))
        })
    }

    fn try_build(context: &mut Context<'_>, document: &Value) -> Result<Result<Self, Fault>, Error> {
        let collected = Self::collect(document);
        let mut schema = match collected {
            Ok(schema) => schema,
            Err(fault) => return Ok(Err(fault)),
        };
        for definition in schema.types.values() {
            let (fields, values) = (definition.fields.len(), definition.enum_values.len());
            context.work(fields.saturating_mul(fields) / 8 + values)?;
        }
        if let Err(fault) = schema.check_all(document) {
            return Ok(Err(fault));
        }
        if list(document, "Schema").is_empty() {
            for (operation, kind) in [("query", "Query"), ("mutation", "Mutation"), ("subscription", "Subscription")] {
                if schema.types.contains_key(kind) {
                    schema.roots.entry(operation).or_insert_with(|| kind.to_owned());
                }
            }
        }
        let query = schema.roots.get("query").cloned();
        if let Some(query) = query.and_then(|query| schema.types.get_mut(&query)) {
            query.fields.extend(introspection());
        }
        Ok(Ok(schema))
    }

    /// Collects what the document defines and extends.
    fn collect(document: &Value) -> Result<Self, Fault> {
        let mut schema = Self::default();
        let mut order: Vec<String> = Vec::new();
        let prelude: HashSet<&str> = list(&PRELUDE, "Definitions").iter().map(name).collect();
        for (own, node) in [(false, &*PRELUDE), (true, document)]
            .into_iter()
            .flat_map(|(own, document)| list(document, "Definitions").iter().map(move |node| (own, node)))
        {
            if own && prelude.contains(name(node)) || schema.types.contains_key(name(node)) {
                return Err(fault(node, format!("Cannot redeclare type {}.", name(node))));
            }
            let mut definition = Definition::new(node);
            if !own && let Value::Object(fields) = &mut definition.node {
                std::sync::Arc::make_mut(fields).insert(Value::from("BuiltIn"), Value::Bool(true));
            }
            schema.types.insert(definition.name.clone(), definition);
            order.push(name(node).to_owned());
        }
        for node in list(document, "Extensions") {
            let extended = name(node).to_owned();
            let Some(definition) = schema.types.get_mut(&extended) else {
                schema.types.insert(extended.clone(), Definition::new(node));
                order.push(extended);
                continue;
            };
            let kind = text(node, "Kind");
            if definition.kind != kind {
                let base = &definition.kind;
                let message = format!("Cannot extend type {extended} because the base type is a {base}, not {kind}.");
                return Err(fault(node, message));
            }
            definition.extend(node);
        }
        for name in &order {
            let Some(definition) = schema.types.get(name) else { continue };
            for member in &definition.types {
                schema.possible.entry(name.clone()).or_default().push(member.clone());
            }
            for interface in &definition.interfaces {
                schema.possible.entry(interface.clone()).or_default().push(name.clone());
            }
            if matches!(definition.kind.as_str(), "OBJECT" | "INPUT_OBJECT") {
                schema.possible.entry(name.clone()).or_default().push(name.clone());
            }
        }
        for node in list(&PRELUDE, "Directives").iter().chain(list(document, "Directives")) {
            let name = name(node);
            if schema.directives.contains_key(name) && !BUILT_IN.contains(&name) {
                return Err(fault(node, format!("Cannot redeclare directive {name}.")));
            }
            schema.directives.insert(name.to_owned(), node.clone());
        }
        Ok(schema)
    }

    /// Reads the root types of a definition of the schema, or of an extension.
    pub(super) fn read_roots(&mut self, node: &Value) -> Result<(), Fault> {
        for entry in list(node, "OperationTypes") {
            let (operation, kind) = (text(entry, "Operation"), text(entry, "Type"));
            if !self.types.contains_key(kind) {
                let message = format!("Schema root {operation} refers to a type {kind} that does not exist.");
                return Err(fault(entry, message));
            }
            let known = ["query", "mutation", "subscription"].into_iter().find(|known| *known == operation);
            if let Some(operation) = known {
                self.roots.insert(operation, kind.to_owned());
            }
        }
        Ok(())
    }

    /// The type of a root.
    pub(super) fn root(&self, operation: &str) -> Option<&Definition> {
        self.types.get(self.roots.get(operation)?)
    }

    /// The innermost type of a type.
    pub(super) fn type_of(&self, kind: &Value) -> Option<&Definition> {
        self.types.get(base_type(kind))
    }

    /// Objects that a type may be.
    pub(super) fn possible(&self, name: &str) -> &[String] {
        self.possible.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The fields of introspection that the root of queries has.
fn introspection() -> Vec<Value> {
    let text = "type T { __schema: __Schema! __type(name: String!): __Type }";
    let document = Parser::of(text).schema_document().unwrap_or(Value::Null);
    list(&document, "Definitions").first().map(|node| list(node, "Fields").to_vec()).unwrap_or_default()
}

/// Is the definition one of those that every schema has?
pub(super) fn is_built_in(definition: &Definition) -> bool {
    is(&definition.node, "BuiltIn")
}

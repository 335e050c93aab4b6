//! What a configuration declares beside resources and a policy can judge: outputs of the root module (`output.NAME`) and
//! calls of modules (`module.NAME`).

use std::collections::BTreeMap;

use super::address::ModulePath;
use super::configuration::MAX_MODULE_DEPTH;
use super::marks::marked;
use super::origin::Origins;
use super::references::{Resolver, Scope};
use super::values::{is_absent, normalise};
use crate::resource::{Path, PathElement, Platform, Resource};
use crate::source::{Entry, Node};

/// The kind of an output.
pub(crate) const OUTPUT: &str = "output";
/// The kind of a call of a module.
pub(crate) const MODULE: &str = "module";

/// What is read beside resources, data sources and provider configurations. Nothing of it exists after an apply, so none
/// of it counts as a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Declarations {
    /// Outputs of the root module, with `value`, `sensitive` and `description`.
    pub outputs: bool,
    /// Calls of modules, in the root module and in modules that are called by a local path, with `source` and `version`
    /// as written.
    pub calls: bool,
}

/// Is `resource` one of the [`Declarations`]?
pub(crate) fn is_declaration(resource: &Resource) -> bool {
    resource.platform == Platform::Terraform && matches!(&*resource.kind, OUTPUT | MODULE)
}

/// Is a module with this `source` a folder beside the one that calls it?
pub(super) fn is_local(source: &str) -> bool {
    matches!(source, "." | "..") || source.starts_with("./") || source.starts_with("../")
}

/// A declaration of `kind`.
pub(super) fn resource(kind: &str, name: &str, address: String, values: Node) -> Resource {
    let head = values.span;
    Resource::new(Platform::Terraform, kind, name, address, values, head)
}

/// The `wanted` declarations of the plan `root`.
pub(super) fn of_plan<'a>(root: &'a Node, resolver: &Resolver<'a>, wanted: Declarations) -> Vec<Resource> {
    let mut found = Vec::new();
    if wanted.outputs {
        outputs(root, resolver, &mut found);
    }
    if wanted.calls
        && let Some(module) = root.at(&["configuration", "root_module"])
    {
        calls(module, "", 0, &mut found);
    }
    found
}

fn outputs<'a>(root: &'a Node, resolver: &Resolver<'a>, found: &mut Vec<Resource>) {
    let entries = |keys: &[&str]| root.at(keys).into_iter().flat_map(Node::entries);
    let declared = entries(&["configuration", "root_module", "outputs"]);
    let planned = entries(&["planned_values", "outputs"]);
    // What the plan tells of an output goes before what is declared of it: its place is nearer to the value.
    let known: BTreeMap<&str, &'a Entry> = declared.chain(planned).map(|entry| (&*entry.key, entry)).collect();
    for (name, entry) in known {
        found.push(output(root, resolver, name, entry));
    }
}

/// The output that `entry` of the plan `root` is about.
fn output<'a>(root: &'a Node, resolver: &Resolver<'a>, name: &str, entry: &'a Entry) -> Resource {
    let declared = root.at(&["configuration", "root_module", "outputs", name]);
    let planned = root.at(&["planned_values", "outputs", name]);
    let change = root.at(&["output_changes", name]);
    // A value that is known in parts is told as a change only.
    let value = change.and_then(|change| change.get("after")).filter(|after| !after.is_null());
    let value = value.or_else(|| planned.and_then(|planned| planned.get("value"))).map(normalise);
    let told = |key: &str| [planned, declared].into_iter().flatten().find_map(|node| node.get(key)).cloned();
    let values = [("value", value), ("sensitive", told("sensitive")), ("description", told("description"))];
    let entries = values.into_iter().filter_map(|(key, node)| {
        let node = node.filter(|node| !is_absent(node))?;
        Some(Entry::new(key, node.span, node))
    });
    let values = Node::mapping(entry.key_span, entries.collect());
    // As the block of a resource whose only attribute is the value.
    let expression = declared.and_then(|declared| declared.get("expression"));
    let expressions = expression.into_iter().map(|node| Entry::new("value", node.span, node.clone())).collect();
    let expressions = Entry::new("expressions", entry.key_span, Node::mapping(entry.key_span, expressions));
    let block = Node::mapping(entry.key_span, vec![expressions]);
    let scope = Scope { module: ModulePath::default(), key: None, block: None };
    let origins = Origins::of(&block, &values, resolver, &scope);
    let below = |path: Path| -> Path { [PathElement::from("value")].into_iter().chain(path).collect() };
    let marks = |key: &str| marked(change.and_then(|change| change.get(key))).into_iter().map(below);
    let unknown: Vec<Path> = marks("after_unknown").collect();
    let mut resource = resource(OUTPUT, name, format!("{OUTPUT}.{name}"), values);
    resource.references = origins.references(&resource.values, change.map(|_| unknown.as_slice()));
    resource.literals = origins.literals();
    resource.unknown = unknown.into_iter().map(|path| origins.unknown(path)).collect();
    let is_sensitive = resource.values.get("sensitive").and_then(Node::as_bool) == Some(true);
    resource.sensitive = if is_sensitive { vec![below(Path::new())] } else { marks("after_sensitive").collect() };
    resource
}

/// The calls of `module`, whose resources have addresses that begin with `path`. What a module from elsewhere calls is not
/// written in this project.
fn calls(module: &Node, path: &str, depth: usize, found: &mut Vec<Resource>) {
    for entry in module.get("module_calls").into_iter().flat_map(Node::entries) {
        let address = format!("{path}{MODULE}.{}", entry.key);
        let values = [("source", "source"), ("version", "version_constraint")];
        let values = values.into_iter().filter_map(|(key, name)| {
            let told = entry.value.as_mapping()?.entry(name).filter(|told| !is_absent(&told.value))?;
            Some(Entry::new(key, told.key_span, told.value.clone()))
        });
        let values = Node::mapping(entry.key_span, values.collect());
        let is_local = values.get("source").and_then(Node::as_str).is_some_and(is_local);
        let below = format!("{address}.");
        found.push(resource(MODULE, &entry.key, address, values));
        let inner = entry.value.get("module").filter(|_| is_local && depth < MAX_MODULE_DEPTH);
        if let Some(inner) = inner {
            calls(inner, &below, depth + 1, found);
        }
    }
}

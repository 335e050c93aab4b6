//! Calls of modules as resources.

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_hcl::syntax::ast::{Attribute, ExprKind};

use super::module::{Call, Module};
use super::{parse, tree};
use crate::resource::{Path, PathElement, Resource, Unknown};
use crate::source::{Entry, Node, Value};
use crate::terraform::declarations::{self, MODULE};

/// What Terraform itself reads of a call before it evaluates anything.
const READ_FIRST: [&str; 2] = ["source", "version"];

/// The calls in the modules of a root, by name, as far as a local path leads to them: what a module from elsewhere calls is
/// not written in this project. The same call through two paths is two.
pub(super) fn calls(modules: &BTreeMap<Arc<str>, &Module<'_>>) -> Vec<Resource> {
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), String::new())];
    while let Some((key, path)) = waiting.pop() {
        let Some(module) = modules.get(&*key) else { continue };
        for call in &module.calls {
            let resource = resource(call, format!("{path}{MODULE}.{}", call.name));
            if resource.values.get("source").and_then(Node::as_str).is_some_and(declarations::is_local) {
                waiting.push((tree::child_key(&key, call.name), format!("{}.", resource.address)));
            }
            found.push(resource);
        }
    }
    found.sort_by(|a, b| a.address.cmp(&b.address));
    found
}

fn resource(call: &Call<'_>, address: String) -> Resource {
    let mut unknown = Vec::new();
    let mut literals: Vec<Path> = Vec::new();
    let mut entry = |attribute: &Attribute| {
        let path = vec![PathElement::from(&*attribute.name.text)];
        let ExprKind::String(text) = &attribute.value.kind else {
            let reason = "an expression that Terraform evaluates when it installs the module".to_owned();
            unknown.push(Unknown { path, reason });
            return None;
        };
        literals.push(path);
        let value = Node::new(parse::span(attribute.value.span), Value::String(Arc::clone(&text.text)));
        Some(Entry::new(Arc::clone(&attribute.name.text), parse::span(attribute.name.span), value))
    };
    let attributes = call.block.body.attributes.iter().filter(|own| READ_FIRST.contains(&&*own.name.text));
    let entries = attributes.filter_map(&mut entry).collect();
    let values = Node::mapping(parse::span(call.block.header), entries);
    let mut resource = declarations::resource(MODULE, call.name, address, values);
    resource.unknown = unknown;
    resource.literals = literals;
    resource
}

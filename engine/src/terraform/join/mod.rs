//! A plan and the configuration it was made of: values as the plan knows them, places where people wrote them.

mod matching;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::address::{ResourceAddress, canonical, parse_resource};
use super::configuration::Module;
use super::source::{Block, Reading};
use crate::resource::{Platform, Resource};
use crate::source::{Document, Entry, Mapping, Node, Source, SourceId, Span, Value};
use matching::Matcher;
use tree::Placer;
pub(super) use tree::everywhere;

/// Where the resources of a configuration are written.
pub(super) struct Places<'a> {
    /// By address in one spelling.
    by_address: HashMap<String, &'a Resource>,
    blocks: &'a BTreeMap<String, Block>,
    calls: &'a BTreeMap<String, Span>,
    sources: HashMap<SourceId, &'a Arc<Source>>,
}

impl<'a> Places<'a> {
    /// Of the configuration `reading`.
    pub(super) fn new(reading: &'a Reading) -> Self {
        let own = |resource: &&Resource| resource.platform == Platform::Terraform && resource.derived_from.is_none();
        let resources = reading.resources.iter().filter(own);
        Self {
            by_address: resources.map(|resource| (canonical(&resource.address), resource)).collect(),
            blocks: &reading.blocks,
            calls: &reading.calls,
            sources: reading.sources.iter().map(|source| (source.id, source)).collect(),
        }
    }

    /// Gives `resource` of a plan the places of the configuration; one that is not in the configuration keeps its own.
    pub(super) fn place(&self, resource: &mut Resource) {
        let written = self.by_address.get(&canonical(&resource.address)).copied();
        let block = parse_resource(&resource.address).and_then(|address| self.blocks.get(&block_address(&address)));
        let head = written.map(|written| written.head).or(block.map(|block| block.head));
        let Some(head) = head.or_else(|| self.call_of_absent_module(&resource.address)) else { return };
        let sources = |id: SourceId| self.sources.get(&id).map(|source| Arc::clone(source));
        let placer = Placer { matcher: Matcher::new(), sources: &sources };
        let values = written.map(|written| &written.values);
        resource.values = placer.place(&resource.values, values, block.map(|block| &block.outline), head);
        resource.head = head;
    }

    /// The call of the module that holds the resource at `address`, where that module is not on disk.
    fn call_of_absent_module(&self, address: &str) -> Option<Span> {
        let address = parse_resource(address)?;
        let (mut path, mut innermost) = (String::new(), None);
        for name in address.module.names() {
            path.push_str(&format!("module.{name}"));
            let Some(call) = self.calls.get(&path) else { break };
            path.push('.');
            innermost = Some((*call, path.clone()));
        }
        let (call, path) = innermost?;
        let is_below = |key: Option<&String>| key.is_some_and(|key| key.starts_with(&path));
        let blocks = self.blocks.range(path.clone()..).next().map(|(key, _)| key);
        let calls = self.calls.range(path.clone()..).next().map(|(key, _)| key);
        (!is_below(blocks) && !is_below(calls)).then_some(call)
    }
}

/// The address of the block of a resource, without keys.
fn block_address(address: &ResourceAddress) -> String {
    let module: String = address.module.names().map(|name| format!("module.{name}.")).collect();
    format!("{module}{}", address.block)
}

/// What the root module of `plan` declares: addresses of resources and data sources, and `module.NAME` for each call. From
/// its configuration, else, as far as there are instances, from what is planned.
#[must_use]
pub fn planned_addresses(plan: &Node) -> BTreeSet<String> {
    if let Some(module) = plan.at(&["configuration", "root_module"]) {
        let module = Module::new(module);
        let blocks = module.blocks.keys().map(|address| (*address).to_owned());
        return blocks.chain(module.calls.keys().map(|name| format!("module.{name}"))).collect();
    }
    let changes = plan.get("resource_changes").into_iter().flat_map(Node::items);
    let planned = plan.at(&["planned_values", "root_module", "resources"]).into_iter().flat_map(Node::items);
    let addresses = changes.chain(planned).filter_map(|node| parse_resource(node.get("address")?.as_str()?));
    let own = |address: ResourceAddress| match address.module.names().next() {
        Some(call) => format!("module.{call}"),
        None => address.block,
    };
    addresses.map(own).collect()
}

/// The values of the root module's variables as the plan tells them. They stand in no file of the configuration.
#[must_use]
pub fn variables(plan: &Document) -> BTreeMap<Arc<str>, Node> {
    let variables = plan.root.get("variables").into_iter().flat_map(Node::entries);
    let value = |entry: &Entry| {
        let value = entry.value.get("value").map_or_else(|| nowhere(&entry.value, true), |value| nowhere(value, false));
        (Arc::clone(&entry.key), value)
    };
    variables.map(value).collect()
}

/// `node` without a place; null when it `is_null`.
fn nowhere(node: &Node, is_null: bool) -> Node {
    let span = Span::new(SourceId(u32::MAX), 0, 0);
    let data = match &node.value {
        _ if is_null => Value::Null,
        Value::Mapping(mapping) => {
            let entry = |entry: &Entry| Entry::new(Arc::clone(&entry.key), span, nowhere(&entry.value, false));
            Value::Mapping(Mapping::new(mapping.entries().iter().map(entry).collect::<Arc<[_]>>()))
        }
        Value::Sequence(items) => Value::Sequence(items.iter().map(|item| nowhere(item, false)).collect()),
        scalar => scalar.clone(),
    };
    Node::new(span, data)
}

//! The walk over a root's modules that makes its resources.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use bartizan_hcl::syntax::ast::Body;

use super::content::{self, Content, Set};
use super::expand::Expansion;
use super::module::{Declared, Module};
use super::names::Names;
use super::provider::{self, Versions};
use super::world::{Instance, World};
use super::{Block, emit, parse, policy_document};
use crate::config::Config;
use crate::resource::{Platform, Resource};
use crate::source::{Entry, Node, Span, Value};
use crate::terraform::declarations::OUTPUT;
use crate::terraform::keycloak::{self, Derived};
use crate::terraform::kubernetes;
use crate::terraform::origin::Origins;

/// Makes the resources of a root.
pub(super) struct Maker<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) config: &'w Config,
    pub(super) versions: Versions<'w>,
    pub(super) resources: Vec<Resource>,
    pub(super) parts: Vec<keycloak::Part>,
}

impl<'a> Maker<'_, 'a> {
    /// Makes the resources of `at` and of the modules that it calls.
    pub(super) fn module(&mut self, at: &Rc<Instance<'a>>) {
        for declared in &at.module.blocks {
            let address = format!("{}{}", at.path, declared.address);
            let expansion = self.world.expand(at, declared.block, &address);
            for number in 0..expansion.items.len() {
                if !self.world.admit(declared.block.header) {
                    return;
                }
                self.instance(at, declared, &expansion, number);
            }
        }
        let providers = provider::resources(self.world, at, &self.versions);
        self.resources.extend(providers);
        for call in &at.module.calls {
            let children = self.world.children(at, call);
            for index in children.instances.iter().flatten() {
                if let Some(child) = self.world.instance(*index) {
                    self.module(&child);
                }
            }
        }
    }

    fn instance(&mut self, at: &Rc<Instance<'a>>, declared: &'a Declared<'a>, expansion: &Expansion, number: usize) {
        let Some(repeat) = expansion.items.get(number) else { return };
        let world = self.world;
        let names = Names::of(world, at, repeat);
        let body = &declared.block.body;
        let span = declared.block.header;
        let mut content = Content::default();
        let mut all_tags = None;
        for attribute in body.attributes.iter().filter(|own| !content::is_meta_attribute(&own.name.text)) {
            let value = world.set(at, declared, expansion, number, attribute, span);
            if &*attribute.name.text == "tags" && body.attribute("tags_all").is_none() {
                all_tags =
                    world.all_tags(at, declared, &value).map(|all| Set::made("tags_all", attribute.name.span, all));
            }
            content.attributes.push(Set::new(attribute, value, &names.iterators));
        }
        content.attributes.extend(all_tags);
        for block in body.blocks.iter().filter(|block| !content::is_meta_block(content::kind_of(block))) {
            world.nest(block, &names, &mut content.blocks);
        }
        if let Some(name) = policy_document::result(declared) {
            let value = world.attribute(at, declared, expansion, number, &name.into(), span);
            let value = world.settle(content::without_references(&value, &world.budget), span);
            content.attributes.push(Set::made(name, span, value));
        }
        let head = parse::span(span);
        let written = emit::write(world, &content, &names, head);
        let kind = if declared.is_data { format!("data.{}", declared.kind) } else { declared.kind.to_owned() };
        let address = at.address(&declared.address, &repeat.key);
        let mut resource = Resource::new(Platform::Terraform, kind, declared.name, address, written.values, head);
        resource.unknown = written.unknown;
        resource.sensitive = written.sensitive;
        resource.references = written.references;
        resource.literals = written.literals;
        resource.actions = vec![if declared.is_data { "read" } else { "create" }.to_owned()];
        let (local, _) = provider::of_block(declared);
        resource.version = self.versions.of(world, at, &local);
        self.finish(resource);
    }

    /// Adds a resource and what it makes on another platform.
    fn finish(&mut self, resource: Resource) {
        let mut resource = resource;
        let origins = Origins::default();
        // As in a plan, the environment of what is derived is the platform's own.
        let object = kubernetes::derive(&resource, &origins, self.config);
        let derived = keycloak::derive(&resource, &origins, self.config);
        resource.environment = self.environment();
        self.resources.push(resource);
        self.resources.extend(object);
        match derived {
            Some(Derived::Resource(derived)) => self.resources.push(*derived),
            Some(Derived::Part(part)) => self.parts.push(part),
            None => {}
        }
    }

    fn environment(&self) -> Option<String> {
        self.world.root.environment.as_deref().map(str::to_owned)
    }
}

/// The blocks, and the calls, of all modules of a root by address without keys, with the outputs of the root module.
pub(super) fn blocks(modules: &BTreeMap<Arc<str>, &Module<'_>>) -> (BTreeMap<String, Block>, BTreeMap<String, Span>) {
    let (mut found, mut calls) = (BTreeMap::new(), BTreeMap::new());
    for (key, module) in modules {
        let path: String =
            key.split('.').filter(|name| !name.is_empty()).map(|name| format!("module.{name}.")).collect();
        for declared in &module.blocks {
            let block = Block {
                head: parse::span(declared.block.header),
                span: parse::span(declared.block.span),
                outline: outline(&declared.block.body, true),
            };
            found.insert(format!("{path}{}", declared.address), block);
        }
        for (name, block) in module.outputs.iter().filter(|_| key.is_empty()) {
            let (head, span) = (parse::span(block.header), parse::span(block.span));
            found.insert(format!("{OUTPUT}.{name}"), Block { head, span, outline: outline(&block.body, false) });
        }
        for call in &module.calls {
            calls.insert(format!("{path}module.{}", call.name), parse::span(call.block.header));
        }
    }
    (found, calls)
}

/// What a body writes out, without values.
fn outline(body: &Body, is_resource: bool) -> Node {
    let mut entries = Vec::new();
    for attribute in &body.attributes {
        if !is_resource || !content::is_meta_attribute(&attribute.name.text) {
            let value = Node::new(parse::span(attribute.value.span), Value::Null);
            entries.push(Entry::new(Arc::clone(&attribute.name.text), parse::span(attribute.name.span), value));
        }
    }
    let mut lists: Vec<(&str, Node, Vec<Node>)> = Vec::new();
    for block in &body.blocks {
        let kind = content::kind_of(block);
        if is_resource && content::is_meta_block(kind) {
            continue;
        }
        let head = parse::span(block.header);
        let inner = if &*block.kind.text == "dynamic" { block.body.blocks_of("content").next() } else { Some(block) };
        let Some(inner) = inner else { continue };
        let node = outline(&inner.body, false).with_written(crate::source::Written::Block(head));
        match lists.iter_mut().find(|(known, ..)| *known == kind) {
            Some((.., items)) => items.push(node),
            None => lists.push((kind, Node::new(head, Value::Null), vec![node])),
        }
    }
    for (kind, first, items) in lists {
        entries.push(Entry::new(kind, first.span, Node::sequence(first.span, items)));
    }
    Node::mapping(parse::span(body.span), entries)
}

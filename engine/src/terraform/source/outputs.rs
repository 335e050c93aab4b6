//! The outputs of a root module as resources.

use std::rc::Rc;
use std::sync::Arc;

use bartizan_hcl::syntax::ast::Block;

use super::content::{Content, Set};
use super::names::{Iterators, Names};
use super::world::{Instance, World};
use super::{emit, parse};
use crate::resource::Resource;
use crate::terraform::declarations::{self, OUTPUT};

/// What a policy sees of an output beside its value.
const TOLD: [&str; 2] = ["sensitive", "description"];

/// The outputs of `at`, by name, where they are asked for. They are evaluated in any case: an expression that is wrong is a
/// fault of the configuration.
pub(super) fn outputs<'a>(world: &World<'a>, at: &Rc<Instance<'a>>) -> Vec<Resource> {
    let mut blocks: Vec<(&str, &'a Block)> = at.module.outputs.iter().map(|(name, block)| (*name, *block)).collect();
    blocks.sort_by_key(|(name, _)| *name);
    blocks.into_iter().filter_map(|(name, block)| output(world, at, name, block)).collect()
}

fn output<'a>(world: &World<'a>, at: &Rc<Instance<'a>>, name: &str, block: &'a Block) -> Option<Resource> {
    let shared: Arc<str> = name.into();
    let value = world.settle(world.output(at, &shared, block.header), block.header);
    if !world.root.declarations.outputs {
        return None;
    }
    let names = Names::new(world, at);
    let mut content = Content::default();
    for attribute in &block.body.attributes {
        let value = match &*attribute.name.text {
            "value" => value.clone(),
            told if TOLD.contains(&told) => {
                world.settle(world.evaluate(&attribute.value, &names), attribute.value.span)
            }
            _ => continue,
        };
        content.attributes.push(Set::new(attribute, value, &Iterators::default()));
    }
    let head = parse::span(block.header);
    let written = emit::write(world, &content, &names, head);
    let mut resource = declarations::resource(OUTPUT, name, format!("{OUTPUT}.{name}"), written.values);
    resource.unknown = written.unknown;
    resource.sensitive = written.sensitive;
    resource.references = written.references;
    resource.literals = written.literals;
    Some(resource)
}

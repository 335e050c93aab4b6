//! What a root module tells of itself.

use std::rc::Rc;
use std::sync::Arc;

use bartizan_hcl::syntax::ast::Block;

use super::content::{Content, Set};
use super::names::Names;
use super::world::{Instance, World};
use super::{Output, emit, parse};
use crate::resource::Path;

/// The outputs of `at`, by name.
pub(super) fn outputs<'a>(world: &World<'a>, at: &Rc<Instance<'a>>) -> Vec<Output> {
    let mut blocks: Vec<(&str, &'a Block)> = at.module.outputs.iter().map(|(name, block)| (*name, *block)).collect();
    blocks.sort_by_key(|(name, _)| *name);
    blocks.into_iter().map(|(name, block)| output(world, at, name.into(), block)).collect()
}

fn output<'a>(world: &World<'a>, at: &Rc<Instance<'a>>, name: Arc<str>, block: &'a Block) -> Output {
    let value = world.settle(world.output(at, &name, block.header), block.header);
    let content = Content { attributes: vec![Set::made(&name, block.header, value)], blocks: Vec::new() };
    let written = emit::write(world, &content, &Names::new(world, at), parse::span(block.header));
    // Paths begin with the name.
    let below = |mut path: Path| {
        path.remove(0);
        path
    };
    let mut unknown = written.unknown;
    unknown.iter_mut().for_each(|unknown| unknown.path = below(std::mem::take(&mut unknown.path)));
    let sensitive = written.sensitive.into_iter().map(below).collect();
    Output { value: written.values.get(&name).cloned(), name, unknown, sensitive }
}

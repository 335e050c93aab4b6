//! The `configuration` section of a plan: modules, their calls, their blocks, and expressions as far as a plan tells them.

use std::collections::HashMap;

use crate::source::{Node, Value};

use super::address::ModulePath;

/// Modules deeper than this are not read.
pub(super) const MAX_MODULE_DEPTH: usize = 64;

/// A module's configuration, as called from one place.
#[derive(Debug, Default)]
pub(super) struct Module<'a> {
    /// Resource and data blocks by address inside the module (`aws_s3_bucket.b`, `data.aws_region.here`).
    pub(super) blocks: HashMap<&'a str, &'a Node>,
    /// Calls by name.
    pub(super) calls: HashMap<&'a str, Call<'a>>,
    outputs: Option<&'a Node>,
    variables: Option<&'a Node>,
}

/// A call of a module.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// The call: `expressions`, `for_each_expression`, `count_expression`.
    pub(super) node: &'a Node,
    /// What is called.
    pub(super) module: Module<'a>,
}

/// What a plan tells of an expression.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expression<'a> {
    /// A literal.
    Constant(&'a Node),
    /// An expression that refers to these.
    References(&'a Node),
    /// An expression without references (a function call over literals).
    Opaque,
}

impl<'a> Module<'a> {
    /// Indexes `node`, a `root_module` or the `module` of a call.
    pub(super) fn new(node: &'a Node) -> Self {
        Self::at_depth(node, 0)
    }

    fn at_depth(node: &'a Node, depth: usize) -> Self {
        let blocks = node.get("resources").into_iter().flat_map(Node::items);
        let calls = node.get("module_calls").into_iter().flat_map(Node::entries);
        Self {
            blocks: blocks.filter_map(|block| Some((block.get("address")?.as_str()?, block))).collect(),
            calls: calls
                .take_while(|_| depth < MAX_MODULE_DEPTH)
                .map(|entry| {
                    let module = entry.value.get("module");
                    let module = module.map(|module| Self::at_depth(module, depth + 1)).unwrap_or_default();
                    (&*entry.key, Call { node: &entry.value, module })
                })
                .collect(),
            outputs: node.get("outputs"),
            variables: node.get("variables"),
        }
    }

    /// The module at `path` below this one, whatever the keys.
    pub(super) fn descendant(&self, path: &ModulePath) -> Option<&Self> {
        path.names().try_fold(self, |module, name| module.calls.get(name).map(|call| &call.module))
    }

    /// The declaration of a variable.
    pub(super) fn variable(&self, name: &str) -> Option<&'a Node> {
        self.variables?.get(name)
    }

    /// The expression of an output.
    pub(super) fn output(&self, name: &str) -> Option<&'a Node> {
        self.outputs?.at(&[name, "expression"])
    }

    /// The expressions of all outputs.
    pub(super) fn outputs(&self) -> impl Iterator<Item = &'a Node> {
        self.outputs.into_iter().flat_map(Node::entries).filter_map(|entry| entry.value.get("expression"))
    }
}

impl<'a> Call<'a> {
    /// The expression given to a variable.
    pub(super) fn argument(&self, name: &str) -> Option<&'a Node> {
        self.node.at(&["expressions", name])
    }
}

impl<'a> Expression<'a> {
    /// What `node` tells, when it is an expression: an object of nothing but `constant_value` and `references`.
    /// A nested block is an object, or a list of objects, of expressions.
    pub(super) fn of(node: &'a Node) -> Option<Self> {
        let mapping = node.as_mapping()?;
        if !mapping.entries().iter().all(|entry| matches!(&*entry.key, "constant_value" | "references")) {
            return None;
        }
        match (mapping.entry("constant_value"), mapping.entry("references")) {
            (_, Some(entry)) if matches!(entry.value.value, Value::Sequence(_)) => Some(Self::References(&entry.value)),
            (_, Some(_)) => None,
            (Some(entry), None) => Some(Self::Constant(&entry.value)),
            (None, None) => Some(Self::Opaque),
        }
    }
}

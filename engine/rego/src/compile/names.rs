//! What names mean: variables of bodies, imports, rules of the package, builtins.

use std::cell::Cell;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::goal::Base;
use super::program::{Callee, Code, GroupKind, NodeId, Slot};
use crate::builtins;
use crate::value::Value;

/// What a module's names refer to.
#[derive(Debug, Default)]
pub(super) struct Globals {
    /// `data` path of the package.
    pub(super) package: Vec<Value>,
    /// What imports bring in, by name: `data` or `input`, and a path.
    pub(super) imports: FxHashMap<Arc<str>, (Root, Vec<Value>)>,
    /// First names of the rules of the package, in all its modules.
    pub(super) rules: FxHashSet<Arc<str>>,
    /// Is what OPA 1.0 refuses refused: deprecated builtins, variables named `input` or `data`?
    pub(super) modern: bool,
    /// How often a name was looked for that may have been meant: each takes a look at all names.
    pub(super) suggested: Cell<usize>,
}

/// So many names of a module are looked for.
const SUGGESTED: usize = 100;

/// What a path begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    Input,
    Data,
}

/// What a name means.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Local(Slot),
    Document(Root, Vec<Value>),
    Unknown,
}

impl Globals {
    /// May one more name be looked for?
    pub(super) fn may_suggest(&self) -> bool {
        self.suggested.replace(self.suggested.get() + 1) < SUGGESTED
    }

    /// What `name` means outside of any body.
    pub(super) fn resolve(&self, name: &str) -> Meaning {
        if let Some((root, path)) = self.imports.get(name) {
            return Meaning::Document(*root, path.clone());
        }
        if self.rules.contains(name) {
            let mut path = self.package.clone();
            path.push(Value::from(name));
            return Meaning::Document(Root::Data, path);
        }
        match name {
            "input" => Meaning::Document(Root::Input, Vec::new()),
            "data" => Meaning::Document(Root::Data, Vec::new()),
            _ => Meaning::Unknown,
        }
    }
}

impl Code {
    /// The node at `path`, if rules stand there or below.
    pub(super) fn node(&self, path: &[Value]) -> Option<NodeId> {
        path.iter().try_fold(0, |node: NodeId, key| self.nodes.get(node as usize)?.children.get(key).copied())
    }

    /// The base of a reference to `data` with a constant path, and how many steps of the path it takes in.
    pub(super) fn base(&self, path: &[Value]) -> (Base, usize) {
        let mut node: NodeId = 0;
        for (at, key) in path.iter().enumerate() {
            match self.nodes[node as usize].children.get(key) {
                Some(child) => node = *child,
                None if self.nodes[node as usize].group.is_some() => break,
                None => return (Base::Data(None, path.to_vec()), path.len()),
            }
            if let Some(group) = self.nodes[node as usize].group
                && matches!(self.groups[group as usize].kind, GroupKind::Complete | GroupKind::Set)
            {
                return (Base::Group(group), at + 1);
            }
        }
        let length = self.depth(node);
        (Base::Data(Some(node), path[..length].to_vec()), length)
    }

    fn depth(&self, mut node: NodeId) -> usize {
        let mut depth = 0;
        while let Some(parent) = self.nodes[node as usize].parent {
            depth += 1;
            node = parent;
        }
        depth
    }

    /// The function at `path`.
    pub(super) fn function(&self, path: &[Value]) -> Option<Callee> {
        let group = self.nodes[self.node(path)? as usize].group?;
        matches!(self.groups[group as usize].kind, GroupKind::Function(_)).then_some(Callee::Function(group))
    }

    /// Is there a group on the way to `path`, not at its end?
    pub(super) fn has_group_above(&self, path: &[Value]) -> bool {
        let mut node: NodeId = 0;
        for key in path {
            if self.nodes[node as usize].group.is_some() {
                return true;
            }
            match self.nodes[node as usize].children.get(key) {
                Some(child) => node = *child,
                None => return false,
            }
        }
        false
    }
}

/// Stands for a builtin without code.
fn missing(_: &mut builtins::Context<'_>, _: &[Value]) -> builtins::Answer {
    Err(builtins::Error::Refused("this builtin is not supported".to_owned()))
}

/// The builtin of this name.
pub(super) fn builtin(name: &str) -> Option<(Callee, &'static builtins::Signature)> {
    let signature = builtins::signature(name)?;
    let callee = match name {
        "walk" => Callee::Walk,
        "trace" => Callee::Trace,
        _ => Callee::Builtin(signature.name, builtins::function(name).unwrap_or(missing)),
    };
    Some((callee, signature))
}

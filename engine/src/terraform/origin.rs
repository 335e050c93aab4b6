//! Where the configuration says that the values of a resource come from.

use std::collections::HashSet;

use crate::resource::{Path, PathElement, Reference, Unknown};
use crate::source::{Node, Value};

use super::configuration::Expression;
use super::references::{Resolver, Scope, Target};
use super::values::same_scalar;

/// Blocks of one list that are compared with the values' blocks; beyond, places are not certain.
const MAX_BLOCKS: usize = 200;
/// Targets named in the reason of an unknown value.
const MAX_NAMED: usize = 3;

/// The origin of one value.
#[derive(Debug)]
pub(super) struct Origin {
    path: Path,
    targets: Vec<Target>,
    literal: bool,
    constant: Option<Node>,
}

/// Origins of the values of one resource instance.
#[derive(Debug, Default)]
pub(super) struct Origins {
    found: Vec<Origin>,
    /// Blocks that are written out (not `dynamic`), the resource itself included.
    blocks: HashSet<Path>,
    /// Keys that are written in them.
    written: HashSet<Path>,
}

impl Origins {
    /// Reads the `expressions` of the configuration block `block`; `values` are the instance's.
    pub(super) fn of<'a>(block: &'a Node, values: &Node, resolver: &Resolver<'a>, scope: &Scope<'a>) -> Self {
        let mut walk = Walk { resolver, scope, path: Vec::new(), origins: Self::default() };
        match block.get("expressions") {
            Some(expressions) => walk.block(expressions, Some(values), true),
            None => _ = walk.origins.blocks.insert(Path::new()),
        }
        walk.origins
    }

    /// Is it certain that the configuration does not write the attribute at `path`? It is not where the block around it
    /// could come from a `dynamic` block, which a plan's configuration leaves out.
    pub(super) fn is_unwritten(&self, path: &Path) -> bool {
        let block = path.split_last().map(|(_, block)| block).unwrap_or_default();
        self.blocks.contains(block) && !self.written.contains(path)
    }

    /// What the values refer to, each pair of path and address once. An expression whose value is known to be absent
    /// (`var.encrypted ? aws_kms_key.k.arn : null`) refers to nothing; `unknown` are the paths known after apply, none
    /// when the plan does not tell them.
    pub(super) fn references(&self, values: &Node, unknown: Option<&[Path]>) -> Vec<Reference> {
        let mut seen = HashSet::new();
        let given = |path: &Path| {
            at(values, path).is_some()
                || unknown.is_none_or(|paths| paths.iter().any(|u| path.starts_with(u) || u.starts_with(path)))
        };
        let all = self.found.iter().filter(|origin| given(&origin.path)).flat_map(|origin| {
            origin
                .targets
                .iter()
                .map(|target| Reference { path: origin.path.clone(), address: target.address.to_string() })
        });
        all.filter(|reference| seen.insert((reference.path.clone(), reference.address.clone()))).collect()
    }

    /// Paths of literals: of attributes, and of what stands in a literal mapping.
    pub(super) fn literals(&self) -> Vec<Path> {
        let mut paths = Vec::new();
        for origin in self.found.iter().filter(|origin| origin.literal) {
            paths.push(origin.path.clone());
            if let Some(constant) = &origin.constant {
                below(constant, &mut origin.path.clone(), &mut paths);
            }
        }
        paths
    }

    /// The unknown value at `path`, with what it waits for.
    pub(super) fn unknown(&self, path: Path) -> Unknown {
        let nearest = self
            .found
            .iter()
            .filter(|origin| path.starts_with(&origin.path) || origin.path.starts_with(&path))
            .filter(|origin| !origin.targets.is_empty());
        let mut names: Vec<String> = Vec::new();
        for target in nearest.flat_map(|origin| &origin.targets) {
            let steps = target.attribute.iter().map(|step| format!(".{step}"));
            let name = format!("{}{}", target.address, steps.collect::<String>());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.len() > MAX_NAMED {
            names.truncate(MAX_NAMED);
            names.push("…".to_owned());
        }
        let reason = if names.is_empty() {
            "known after apply".to_owned()
        } else {
            format!("known after apply ({})", names.join(", "))
        };
        Unknown { path, reason }
    }
}

/// The value at `path`.
fn at<'n>(node: &'n Node, path: &[PathElement]) -> Option<&'n Node> {
    path.iter().try_fold(node, |node, element| match element {
        PathElement::Key(key) => node.get(key),
        PathElement::Index(index) => node.index(*index),
    })
}

/// Paths of everything in the mappings of `node`.
fn below(node: &Node, path: &mut Path, paths: &mut Vec<Path>) {
    for entry in node.entries().filter(|entry| !entry.value.is_null()) {
        path.push(PathElement::from(&*entry.key));
        paths.push(path.clone());
        below(&entry.value, path, paths);
        path.pop();
    }
}

struct Walk<'a, 'r> {
    resolver: &'r Resolver<'a>,
    scope: &'r Scope<'a>,
    path: Path,
    origins: Origins,
}

impl<'a> Walk<'a, '_> {
    /// The expressions of a block. When it is not certain which of the values' blocks this is, its path ends at the list
    /// of blocks (`placed` is false) and its literals are left out.
    fn block(&mut self, expressions: &'a Node, values: Option<&Node>, placed: bool) {
        if placed {
            self.origins.blocks.insert(self.path.clone());
        }
        for entry in expressions.entries() {
            let value = values.and_then(|values| values.get(&entry.key));
            if placed {
                self.path.push(PathElement::from(&*entry.key));
                self.origins.written.insert(self.path.clone());
            }
            if let Some(expression) = Expression::of(&entry.value) {
                self.expression(expression, placed);
            } else if let Some(blocks) = entry.value.as_sequence() {
                let existing = value.and_then(Node::as_sequence);
                for (index, block) in blocks.iter().enumerate() {
                    match place(blocks, index, existing).filter(|_| placed) {
                        Some(at) => {
                            self.path.push(PathElement::from(at));
                            self.block(block, existing.and_then(|items| items.get(at)), true);
                            self.path.pop();
                        }
                        None => self.block(block, None, false),
                    }
                }
            } else {
                self.block(&entry.value, value, placed);
            }
            if placed {
                self.path.pop();
            }
        }
    }

    fn expression(&mut self, expression: Expression<'a>, placed: bool) {
        let targets = match expression {
            Expression::References(references) => self.resolver.targets(references, self.scope),
            _ => Vec::new(),
        };
        let literal = placed && self.resolver.is_literal(expression, self.scope);
        if literal || !targets.is_empty() {
            let constant = match expression {
                Expression::Constant(node) => Some(node.clone()),
                _ => None,
            };
            self.origins.found.push(Origin { path: self.path.clone(), targets, literal, constant });
        }
    }
}

/// Which of the values' blocks the `index`th block of the configuration is. The provider may order a set of blocks as it
/// likes, and `dynamic` blocks are not in the configuration: so blocks are told apart by their literals.
fn place(blocks: &[Node], index: usize, existing: Option<&[Node]>) -> Option<usize> {
    let Some(existing) = existing else { return Some(index) };
    if blocks.len() > MAX_BLOCKS || existing.len() > MAX_BLOCKS {
        return None;
    }
    let same_count = blocks.len() == existing.len();
    if same_count && blocks.iter().zip(existing).all(|(block, value)| agrees(block, value)) {
        return Some(index);
    }
    let mut fitting = existing.iter().enumerate().filter(|(_, value)| agrees(&blocks[index], value));
    match (fitting.next(), fitting.next()) {
        (Some((at, _)), None) => Some(at),
        _ => None,
    }
}

/// Could the block of the configuration have become this value?
fn agrees(block: &Node, value: &Node) -> bool {
    block.entries().all(|entry| match Expression::of(&entry.value) {
        Some(Expression::Constant(constant)) => match value.get(&entry.key) {
            Some(value) => same(constant, value),
            None => true,
        },
        _ => true,
    })
}

/// Equal but for what a provider's schema changes: numbers as strings, order of lists.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Sequence(a), Value::Sequence(b)) => {
            a.len() == b.len() && a.iter().all(|item| b.iter().any(|other| same(item, other)))
        }
        (Value::Mapping(a), Value::Mapping(_)) => {
            a.entries().iter().all(|entry| b.get(&entry.key).is_none_or(|other| same(&entry.value, other)))
        }
        _ => same_scalar(a, b),
    }
}

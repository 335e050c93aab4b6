//! The tree of documents that rules make, and the conflicts among them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::program::{Code, Group, GroupId, GroupKind, Node, NodeId};
use super::{Module, constant, error, package};
use crate::diagnostic::{Code as ErrorCode, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{Rule, Term, TermKind, Version};
use crate::value::Value;

/// A rule at its place in the tree.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) module: usize,
    /// Place in the module's rules.
    pub(super) rule: usize,
    pub(super) group: GroupId,
    /// How many terms of the head's reference the group's path takes in.
    pub(super) constant: usize,
    /// Does the last term of the reference stand for an element of a set (Rego v0)?
    pub(super) old_set: bool,
}

impl Placed {
    /// The rule itself.
    pub(super) fn rule<'m>(&self, modules: &'m [Module]) -> &'m Rule {
        &modules[self.module].tree.rules[self.rule]
    }
}

/// The tree of all rules, without their clauses.
pub(super) fn build(modules: &[Module], errors: &mut Vec<Diagnostic>) -> (Code, Vec<Placed>) {
    let mut code = Code { nodes: vec![Node::default()], ..Code::default() };
    let mut placed = Vec::new();
    let mut defaults: BTreeMap<GroupId, (usize, Span)> = BTreeMap::new();
    for (at, module) in modules.iter().enumerate() {
        let package = package(&module.tree);
        make_node(&mut code, &package);
        for (number, rule) in module.tree.rules.iter().enumerate() {
            let Some(found) = place(&mut code, at, number, rule, &package, module.tree.version) else { continue };
            match found {
                Ok(rule_placed) => {
                    if rule.default && defaults.insert(rule_placed.group, (at, rule.head.span)).is_some() {
                        let name = &code.groups[rule_placed.group as usize].name;
                        let message = format!("multiple default rules {name} found");
                        errors.push(error(at, ErrorCode::Type, rule.head.span, message));
                    }
                    placed.push(rule_placed);
                }
                Err(message) => errors.push(error(at, ErrorCode::Type, rule.head.span, message)),
            }
        }
    }
    fold(&mut code, &mut placed);
    conflicts(&code, modules, &placed, errors);
    (code, placed)
}

fn make_node(code: &mut Code, path: &[Value]) -> NodeId {
    let mut node: NodeId = 0;
    for key in path {
        node = match code.nodes[node as usize].children.get(key) {
            Some(child) => *child,
            None => {
                let child = code.nodes.len() as NodeId;
                code.nodes.push(Node { parent: Some(node), key: Some(key.clone()), ..Node::default() });
                code.nodes[node as usize].children.insert(key.clone(), child);
                child
            }
        };
    }
    node
}

/// Finds or makes the group of a rule; or says why it does not go with the rules that are there.
fn place(
    code: &mut Code,
    module: usize,
    number: usize,
    rule: &Rule,
    package: &[Value],
    version: Version,
) -> Option<Result<Placed, String>> {
    let head = &rule.head;
    let TermKind::Var(name) = &head.reference.first()?.kind else { return None };
    let old_set = version == Version::V0 && !rule.has_if && is_old_set(rule);
    let reference = if old_set { &head.reference[..1] } else { &head.reference[..] };
    let mut path = package.to_vec();
    path.push(Value::String(Arc::clone(name)));
    let constants: Vec<Value> = reference[1..].iter().map_while(constant).collect();
    let taken = 1 + constants.len();
    path.extend(constants);
    let computed = reference.len() > taken;
    let kind = match (&head.arguments, &head.key) {
        (Some(arguments), _) if !arguments.is_empty() => GroupKind::Function(arguments.len()),
        _ if computed => GroupKind::Object,
        (_, Some(_)) => GroupKind::Set,
        (_, None) if old_set => GroupKind::Set,
        (_, None) => GroupKind::Complete,
    };
    let node = make_node(code, &path);
    let group = match code.nodes[node as usize].group {
        Some(group) => {
            let group_kind = code.groups[group as usize].kind;
            if group_kind != kind {
                return Some(Err(format!("conflicting rules {} found", code.groups[group as usize].name)));
            }
            group
        }
        None => {
            let group = code.groups.len() as GroupId;
            code.nodes[node as usize].group = Some(group);
            code.groups.push(Group {
                node,
                name: path_name(&path).into(),
                kind,
                clauses: Vec::new(),
                defaults: Vec::new(),
                only_value: None,
                reads_input: false,
                reads_data: false,
            });
            group
        }
    };
    Some(Ok(Placed { module, rule: number, group, constant: taken, old_set }))
}

/// Gives the rules below an object with computed keys to the group of that object, which knows how to merge them.
fn fold(code: &mut Code, placed: &mut [Placed]) {
    for rule in placed {
        let group = &code.groups[rule.group as usize];
        if matches!(group.kind, GroupKind::Function(_)) {
            continue;
        }
        let (mut node, mut up, mut found) = (group.node, 0, None);
        while let Some(parent) = code.nodes[node as usize].parent {
            (node, up) = (parent, up + 1);
            if let Some(above) = code.nodes[node as usize].group
                && code.groups[above as usize].kind == GroupKind::Object
                && up < rule.constant
            {
                found = Some((above, up));
            }
        }
        if let Some((above, up)) = found {
            let own = code.groups[rule.group as usize].node;
            code.nodes[own as usize].group = None;
            rule.group = above;
            rule.constant -= up;
        }
    }
    let objects: Vec<NodeId> =
        code.groups.iter().filter(|group| group.kind == GroupKind::Object).map(|group| group.node).collect();
    for node in objects {
        if code.nodes[node as usize].group.is_some() {
            prune(code, node);
        }
    }
}

/// Takes away the nodes below `node` that hold nothing any more.
fn prune(code: &mut Code, node: NodeId) -> bool {
    let children: Vec<(Value, NodeId)> =
        code.nodes[node as usize].children.iter().map(|(key, child)| (key.clone(), *child)).collect();
    for (key, child) in children {
        if prune(code, child) {
            code.nodes[node as usize].children.remove(&key);
        }
    }
    let node = &code.nodes[node as usize];
    node.group.is_none() && node.children.is_empty()
}

/// Is this `p[x]` of Rego v0, which defines a set?
fn is_old_set(rule: &Rule) -> bool {
    let head = &rule.head;
    let [first, step] = &head.reference[..] else { return false };
    let bracket = step.span.start > first.span.end && !is_dotted(first, step);
    bracket && head.value.is_none() && head.key.is_none() && head.arguments.is_none() && !rule.default
}

/// Does the step stand right after a dot? A string in brackets begins with a quote, one byte further on.
fn is_dotted(first: &Term, step: &Term) -> bool {
    match &step.kind {
        TermKind::String(text) => {
            step.span.start == first.span.end + 1 && (step.span.end - step.span.start) as usize == text.len()
        }
        _ => false,
    }
}

/// `data.a["b-c"]`.
pub(super) fn path_name(path: &[Value]) -> String {
    let mut name = "data".to_owned();
    for step in path {
        match step.as_str() {
            Some(text) if is_identifier(text) => {
                name.push('.');
                name.push_str(text);
            }
            _ => name.push_str(&format!("[{step}]")),
        }
    }
    name
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c == '_' || c.is_ascii_alphabetic())
        && text.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
}

/// Rules below a rule that gives one value, a set or a function.
fn conflicts(code: &Code, modules: &[Module], placed: &[Placed], errors: &mut Vec<Diagnostic>) {
    let mut said = std::collections::BTreeSet::new();
    for rule in placed {
        let group = &code.groups[rule.group as usize];
        if group.kind == GroupKind::Object || !said.insert(rule.group) {
            continue;
        }
        if let Some(below) = first_below(code, group.node) {
            let message = format!("rule {} conflicts with {below}", group.name);
            errors.push(error(rule.module, ErrorCode::Type, rule.rule(modules).head.span, message));
        }
    }
}

/// The name of a rule or package below a node.
fn first_below(code: &Code, node: NodeId) -> Option<String> {
    let mut below: Vec<&NodeId> = code.nodes[node as usize].children.values().collect();
    below.sort();
    below.into_iter().find_map(|child| match code.nodes[*child as usize].group {
        Some(group) => Some(format!("rule {}", code.groups[group as usize].name)),
        None => first_below(code, *child).or_else(|| Some("a package of that path".to_owned())),
    })
}

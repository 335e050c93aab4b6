//! What an expression refers to, followed through variables, outputs and `each` to resources.

use std::collections::HashSet;

use crate::source::Node;

use super::address::{ModulePath, ResourceAddress, Step, resource_of, steps};
use super::configuration::{Expression, Module};
use super::instance::InstanceKeys;

/// References followed for one expression; more would be a configuration made to exhaust the reader.
const MAX_FOLLOWED: usize = 2_000;

/// A resource that an expression refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The resource, with its key when it is certain.
    pub(super) address: ResourceAddress,
    /// The attribute referred to, when one is named.
    pub(super) attribute: Vec<Step>,
}

/// Where an expression stands.
#[derive(Clone, Debug)]
pub(super) struct Scope<'a> {
    /// The module instance.
    pub(super) module: ModulePath,
    /// Instance key of the block or call that holds the expression.
    pub(super) key: Option<String>,
    /// That block or call, for its `for_each_expression`.
    pub(super) block: Option<&'a Node>,
}

/// Follows references.
#[derive(Debug)]
pub(super) struct Resolver<'a> {
    /// The root module's configuration.
    pub(super) root: Module<'a>,
    /// Instances of the plan.
    pub(super) keys: InstanceKeys,
    /// `variables` of the plan: values of the root module's variables.
    pub(super) variables: Option<&'a Node>,
}

/// How an expression was come to.
#[derive(Clone, Copy, Default)]
struct Via<'s> {
    /// Through `each`: the instance has the key of what it repeats over.
    same_key: bool,
    /// The attribute that is asked of each element (`id` of `each.value.id`).
    attribute: Option<&'s Step>,
}

#[derive(Default)]
struct Search {
    visited: HashSet<(ModulePath, String)>,
    followed: usize,
    found: Vec<Target>,
}

impl<'a> Resolver<'a> {
    /// The resources that `references` (a list of the plan) lead to, in order, each once.
    pub(super) fn targets(&self, references: &'a Node, scope: &Scope<'a>) -> Vec<Target> {
        let mut search = Search::default();
        self.follow(references, scope, Via::default(), &mut search);
        search.found
    }

    fn follow(&self, references: &'a Node, scope: &Scope<'a>, via: Via<'_>, search: &mut Search) {
        let texts = most_specific(references);
        let same_key = via.same_key || texts.iter().any(|text| text.starts_with("each.") || text.starts_with("count."));
        let key = scope.key.as_ref().filter(|_| same_key);
        for text in texts {
            search.followed += 1;
            if search.followed > MAX_FOLLOWED {
                return;
            }
            let Some(steps) = steps(text) else { continue };
            match steps.as_slice() {
                [first, name, ..] if first.name == "var" => self.variable(&name.name, scope, search),
                [first, call, rest @ ..] if first.name == "module" => {
                    let child = call.key.clone().or_else(|| self.keys.of_call(&scope.module, &call.name, key));
                    self.output(&scope.module.child(&call.name, child), rest.first().or(via.attribute), search);
                }
                [first, part, rest @ ..] if first.name == "each" && (part.name == "value" || part.name == "key") => {
                    self.each(scope, rest.first(), search);
                }
                [first, ..] if matches!(&*first.name, "each" | "count" | "local" | "path" | "terraform" | "self") => {}
                steps => self.resource(&scope.module, steps, key, search),
            }
        }
    }

    fn resource(&self, module: &ModulePath, steps: &[Step], key: Option<&String>, search: &mut Search) {
        let Some((mut address, attribute)) = resource_of(module, steps) else { return };
        if address.key.is_none() {
            address.key = self.keys.of_block(module, &address.block, key);
        }
        if !search.found.iter().any(|target| target.address == address) {
            search.found.push(Target { address, attribute });
        }
    }

    /// A variable is what the call gives it.
    fn variable(&self, name: &str, scope: &Scope<'a>, search: &mut Search) {
        if !search.visited.insert((scope.module.clone(), format!("var.{name}"))) {
            return;
        }
        let Some((argument, caller)) = self.argument(name, scope) else { return };
        if let Some(Expression::References(references)) = Expression::of(argument) {
            self.follow(references, &caller, Via::default(), search);
        }
    }

    /// The expression that the call of the scope's module gives to variable `name`, and where it stands.
    fn argument(&self, name: &str, scope: &Scope<'a>) -> Option<(&'a Node, Scope<'a>)> {
        let (module, step) = scope.module.parent()?;
        let call = self.root.descendant(&module)?.calls.get(step.name.as_str())?;
        let caller = Scope { key: step.key.clone(), block: Some(call.node), module };
        Some((call.argument(name)?, caller))
    }

    /// An output is its expression. A whole module, or one whose output the plan does not name
    /// (`module.a[each.key].id` is listed as `module.a`), stands for a resource only when all its outputs lead to it.
    fn output(&self, module: &ModulePath, name: Option<&Step>, search: &mut Search) {
        let label = name.map_or_else(String::new, |name| name.name.clone());
        if !search.visited.insert((module.clone(), format!("output.{label}"))) {
            return;
        }
        let Some(configuration) = self.root.descendant(module) else { return };
        let scope = Scope { module: module.clone(), key: None, block: None };
        if name.is_some() {
            if let Some(Expression::References(references)) = configuration.output(&label).and_then(Expression::of) {
                self.follow(references, &scope, Via::default(), search);
            }
            return;
        }
        let before = search.found.len();
        for output in configuration.outputs() {
            if let Some(Expression::References(references)) = Expression::of(output) {
                self.follow(references, &scope, Via::default(), search);
            }
        }
        if search.found.len() > before + 1 {
            search.found.truncate(before);
        }
    }

    /// `each.value` and `each.key` are elements of what the block repeats over.
    fn each(&self, scope: &Scope<'a>, attribute: Option<&Step>, search: &mut Search) {
        let label = attribute.map_or_else(String::new, |step| step.name.clone());
        if !search.visited.insert((scope.module.clone(), format!("each.{label}"))) {
            return;
        }
        let over = scope.block.and_then(|block| block.get("for_each_expression")).and_then(Expression::of);
        if let Some(Expression::References(references)) = over {
            let inner = Scope { block: None, ..scope.clone() };
            self.follow(references, &inner, Via { same_key: true, attribute }, search);
        }
    }

    /// Is the value of `expression` written as a literal: here, at the call of the module, or as a variable's default?
    pub(super) fn is_literal(&self, expression: Expression<'a>, scope: &Scope<'a>) -> bool {
        match expression {
            Expression::Constant(node) => !node.is_null(),
            Expression::Opaque => false,
            Expression::References(references) => {
                let texts = most_specific(references);
                !texts.is_empty() && texts.iter().all(|text| self.is_literal_variable(text, scope))
            }
        }
    }

    fn is_literal_variable(&self, reference: &str, scope: &Scope<'a>) -> bool {
        let Some(name) = variable_name(reference) else { return false };
        if let Some((argument, caller)) = self.argument(name, scope) {
            return Expression::of(argument).is_some_and(|argument| self.is_literal(argument, &caller));
        }
        let declared = self.root.descendant(&scope.module).and_then(|module| module.variable(name));
        let Some(default) = declared.and_then(|variable| variable.get("default")).filter(|node| !node.is_null()) else {
            return false;
        };
        let is_root = scope.module.0.is_empty();
        !is_root || self.root_value(name).is_none_or(|given| given == default)
    }

    /// The value of a variable of the root module.
    pub(super) fn root_value(&self, name: &str) -> Option<&'a Node> {
        self.variables?.at(&[name, "value"])
    }

    /// The value of `expression` where the plan tells it: a literal, or one variable with a known value. A template that
    /// holds one variable is told in the plan like the variable alone, and is read as it.
    pub(super) fn value(&self, expression: Expression<'a>, scope: &Scope<'a>) -> Option<&'a Node> {
        match expression {
            Expression::Constant(node) => Some(node),
            Expression::Opaque => None,
            Expression::References(references) => {
                let texts = most_specific(references);
                let [text] = texts.as_slice() else { return None };
                let name = text.strip_prefix("var.").filter(|name| !name.contains(['.', '[']))?;
                if let Some((argument, caller)) = self.argument(name, scope) {
                    return self.value(Expression::of(argument)?, &caller);
                }
                if scope.module.0.is_empty() {
                    return self.root_value(name).or_else(|| self.root.variable(name)?.get("default"));
                }
                self.root.descendant(&scope.module)?.variable(name)?.get("default")
            }
        }
    }

    /// Does `expression` refer to a variable of the root module that is declared sensitive?
    pub(super) fn is_sensitive(&self, expression: Expression<'a>, scope: &Scope<'a>) -> bool {
        let Expression::References(references) = expression else { return false };
        most_specific(references).into_iter().filter_map(variable_name).any(|name| {
            let declared = self.root.descendant(&scope.module).and_then(|module| module.variable(name));
            declared.and_then(|variable| variable.get("sensitive")).and_then(Node::as_bool) == Some(true)
                || self.argument(name, scope).is_some_and(|(argument, caller)| {
                    Expression::of(argument).is_some_and(|argument| self.is_sensitive(argument, &caller))
                })
        })
    }
}

/// `x` of `var.x` or `var.x.y`.
fn variable_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("var.").and_then(|rest| rest.split(['.', '[']).next())
}

/// The references of a list without those that only shorten another: Terraform lists `a.b.id` and `a.b` for one.
pub(super) fn most_specific(references: &Node) -> Vec<&str> {
    let texts: Vec<&str> = references.items().filter_map(Node::as_str).take(MAX_FOLLOWED).collect();
    let mut shortened = HashSet::new();
    for text in &texts {
        shortened.extend(text.match_indices(['.', '[']).map(|(at, _)| &text[..at]));
    }
    let mut seen = HashSet::new();
    texts.into_iter().filter(|text| !shortened.contains(text) && seen.insert(*text)).collect()
}

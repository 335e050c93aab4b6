//! Annotations as rules see them, with `rego.metadata.rule` and `rego.metadata.chain`.

use super::flatten::Metadata;
use super::tree::Placed;
use super::{Module, package};
use crate::syntax::ast::{self, Scope, Target, TermKind};
use crate::value::Value;

/// The annotations of all modules that reach beyond a rule.
pub(super) struct Annotations {
    /// Of documents: path, annotations.
    documents: Vec<(Vec<Value>, Value)>,
    /// Of packages: path, does it reach the packages below, annotations.
    packages: Vec<(Vec<Value>, bool, Value)>,
}

impl Annotations {
    pub(super) fn new(modules: &[Module]) -> Self {
        let mut all = Self { documents: Vec::new(), packages: Vec::new() };
        for module in modules {
            let path = package(&module.tree);
            for annotations in &module.tree.annotations {
                let value = annotations.value.clone();
                match (annotations.scope, annotations.target) {
                    (Scope::Document, Target::Rule(at)) => {
                        all.documents.push((rule_path(&module.tree, at), value));
                    }
                    (Scope::Package, _) => all.packages.push((path.clone(), false, value)),
                    (Scope::Subpackages, _) => all.packages.push((path.clone(), true, value)),
                    _ => {}
                }
            }
        }
        all
    }

    /// What a rule sees.
    pub(super) fn of(&self, modules: &[Module], placed: &Placed) -> Metadata {
        let module = &modules[placed.module].tree;
        let own = module
            .annotations
            .iter()
            .find(|annotations| annotations.scope == Scope::Rule && annotations.target == Target::Rule(placed.rule));
        let path = rule_path(module, placed.rule);
        let mut chain = vec![link(&path, own.map(|own| &own.value))];
        let documents = self.documents.iter().filter(|(document, _)| *document == path);
        chain.extend(documents.map(|(document, value)| link(document, Some(value))));
        let package = package(module);
        let mut above: Vec<_> = self
            .packages
            .iter()
            .filter(|(path, below, _)| *path == package || (*below && package.starts_with(path)))
            .collect();
        above.sort_by_key(|(path, below, _)| (std::cmp::Reverse(path.len()), *below));
        chain.extend(above.into_iter().map(|(path, _, value)| link(path, Some(value))));
        let rule = own.map_or_else(Value::empty_object, |own| own.value.clone());
        Metadata { rule, chain: Value::array(chain) }
    }
}

fn link(path: &[Value], annotations: Option<&Value>) -> Value {
    let annotations = annotations.map(|annotations| ("annotations", annotations.clone()));
    Value::record(annotations.into_iter().chain([("path", Value::array(path.to_vec()))]))
}

fn rule_path(module: &ast::Module, rule: usize) -> Vec<Value> {
    let mut path = package(module);
    let reference = module.rules.get(rule).map(|rule| &rule.head.reference[..]).unwrap_or_default();
    path.extend(reference.iter().map_while(|term| match &term.kind {
        TermKind::Var(name) => Some(Value::String(name.clone())),
        TermKind::String(text) => Some(Value::String(text.clone())),
        _ => None,
    }));
    path
}

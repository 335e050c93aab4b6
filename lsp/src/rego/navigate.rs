//! From a name to where it is defined and to where else it stands; and to another name.

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_rego::symbols::{Occurrence, Role, Symbol, Symbols, package};
use bartizan_rego::syntax::Span;
use bartizan_rego::syntax::ast::{Rule, Term, TermKind};

use super::modules::{Module, View};

/// A place in a module.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) module: Arc<Module>,
    pub(crate) span: Span,
}

/// A name of the module in view, with what the names around it stand for.
pub(crate) struct Named {
    pub(crate) symbols: Symbols,
    pub(crate) occurrence: Occurrence,
}

impl View<'_> {
    /// The name at a byte of the module in view.
    pub(crate) fn named(&self, offset: u32) -> Option<Named> {
        let symbols = self.symbols(&self.module);
        let occurrence = symbols.at(offset)?.clone();
        Some(Named { symbols, occurrence })
    }

    /// Where what a name stands for is defined, bundled libraries included.
    pub(crate) fn definitions(&self, named: &Named) -> Vec<Found> {
        match &named.occurrence.symbol {
            Symbol::Local(_) => {
                let all = named.symbols.occurrences.iter();
                let mut same = all.filter(|other| other.symbol == named.occurrence.symbol);
                let first = same.find(|other| other.role == Role::Definition);
                first.map(|first| Found { module: Arc::clone(&self.module), span: first.span }).into_iter().collect()
            }
            Symbol::Data(path) => {
                let modules = self.closure();
                let rules = modules.iter().flat_map(|module| {
                    rules_at(module, path).map(|(_, span)| Found { module: Arc::clone(module), span })
                });
                let rules: Vec<Found> = rules.collect();
                if rules.is_empty() { packages_at(&modules, path) } else { rules }
            }
            Symbol::Builtin(_) => Vec::new(),
        }
    }

    /// All places of what a name stands for; of a rule in all files that could name it.
    pub(crate) fn references(&self, named: &Named) -> Vec<(Found, Occurrence)> {
        let own = |symbols: &Symbols, module: &Arc<Module>| -> Vec<(Found, Occurrence)> {
            let same = symbols.occurrences.iter().filter(|other| other.symbol == named.occurrence.symbol);
            same.map(|other| (Found { module: Arc::clone(module), span: other.span }, other.clone())).collect()
        };
        let Symbol::Data(path) = &named.occurrence.symbol else { return own(&named.symbols, &self.module) };
        let Some(name) = path.last() else { return own(&named.symbols, &self.module) };
        let mut modules = BTreeMap::from([(Arc::clone(&self.module.file), Arc::clone(&self.module))]);
        let definitions = self.definitions(named);
        let defining = definitions.iter().map(|found| &found.module).chain([&self.module]);
        for module in defining.flat_map(|module| self.users(module)) {
            modules.insert(Arc::clone(&module.file), module);
        }
        let naming = modules.into_values().filter(|module| module.text.contains(&**name));
        naming.flat_map(|module| own(&self.symbols(&module), &module)).collect()
    }
}

/// The rules of a module that define what stands at `path`, each with the place of the word that ends the path.
pub(crate) fn rules_at<'m>(module: &'m Module, path: &'m [Arc<str>]) -> impl Iterator<Item = (&'m Rule, Span)> {
    let package = package(module.tree());
    let below = path.strip_prefix(&package[..]).filter(|below| !below.is_empty());
    below.into_iter().flat_map(move |below| {
        let named = move |rule: &'m Rule| {
            let reference = &rule.head.reference;
            let is_named = reference.len() >= below.len()
                && reference.iter().zip(below).all(|(term, name)| word(term).is_some_and(|word| word == name));
            is_named.then(|| (rule, reference[below.len() - 1].span))
        };
        module.tree().rules.iter().filter_map(named)
    })
}

/// The word that a term of a rule's name is.
pub(crate) fn word(term: &Term) -> Option<&Arc<str>> {
    match &term.kind {
        TermKind::Var(name) | TermKind::String(name) => Some(name),
        _ => None,
    }
}

fn packages_at(modules: &[Arc<Module>], path: &[Arc<str>]) -> Vec<Found> {
    let at = |module: &&Arc<Module>| !path.is_empty() && package(module.tree()) == path;
    let clause = |module: &Arc<Module>| {
        let last = module.tree().package.as_ref()?.path.last()?;
        Some(Found { module: Arc::clone(module), span: last.span })
    };
    modules.iter().filter(at).filter_map(clause).collect()
}

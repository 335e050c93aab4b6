//! Does a renaming leave what every name means as it was? The texts that would come of it are read and compiled.

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_rego::symbols::{Occurrence, Symbol, Symbols};

use super::check::compiled;
use super::modules::{Module, Modules, View};
use super::navigate::Found;

/// A renaming that is thought of.
pub(super) struct Renaming<'r> {
    pub(super) view: &'r View<'r>,
    /// What is renamed.
    pub(super) symbol: &'r Symbol,
    pub(super) old: &'r str,
    pub(super) new: &'r str,
    /// Where the new name is to be written.
    pub(super) places: &'r [Found],
}

impl Renaming<'_> {
    /// # Errors
    ///
    /// What would mean something else, or nothing any more.
    pub(super) fn keeps_meanings(&self) -> Result<(), String> {
        let concerned = self.concerned();
        if let Some(broken) = concerned.values().find(|module| !module.errors().is_empty() && self.names(module)) {
            return Err(format!("{} cannot be read, so where it names `{}` is not known", broken.file, self.old));
        }
        let after = self.view.modules.with(self.texts());
        concerned.values().try_for_each(|module| self.keeps_meanings_in(module, &after))
    }

    /// The modules that have to do with it.
    fn concerned(&self) -> BTreeMap<Arc<str>, Arc<Module>> {
        let mut concerned: BTreeMap<Arc<str>, Arc<Module>> = BTreeMap::new();
        let mut defining = vec![Arc::clone(&self.view.module)];
        if let Symbol::Data(_) = self.symbol {
            defining.extend(self.places.iter().map(|place| Arc::clone(&place.module)));
        }
        for module in defining {
            if !concerned.contains_key(&module.file) && matches!(self.symbol, Symbol::Data(_)) {
                for user in self.view.users(&module) {
                    concerned.insert(Arc::clone(&user.file), user);
                }
            }
            concerned.insert(Arc::clone(&module.file), module);
        }
        concerned
    }

    fn names(&self, module: &Module) -> bool {
        module.text.contains(self.old)
    }

    /// The texts that come of it, by file.
    fn texts(&self) -> BTreeMap<Arc<str>, Arc<str>> {
        let mut places: BTreeMap<&Arc<str>, Vec<&Found>> = BTreeMap::new();
        for place in self.places {
            places.entry(&place.module.file).or_default().push(place);
        }
        let text = |mut places: Vec<&Found>| {
            places.sort_by_key(|place| std::cmp::Reverse(place.span.start));
            let mut text = places.first().map(|place| place.module.text.to_string()).unwrap_or_default();
            for place in places {
                text.replace_range(place.span.start as usize..place.span.end as usize, self.new);
            }
            text
        };
        places.into_iter().map(|(file, places)| (Arc::clone(file), text(places).into())).collect()
    }

    fn keeps_meanings_in(&self, module: &Arc<Module>, after: &Modules) -> Result<(), String> {
        let Some(view) = after.view(self.view.session, &module.file) else { return Ok(()) };
        let (new, file) = (self.new, &module.file);
        let told = |what: &str| Err(format!("with `{new}`, {file} would be wrong: {what}"));
        if let Some(error) = view.module.errors().first().filter(|_| module.errors().is_empty()) {
            return told(&error.message);
        }
        let (was, is) = (self.view.symbols(module), view.symbols(&view.module));
        if let Some(other) = self.first_change(&was, &is) {
            let line = module.lines().position(&module.text, other.span.start).line;
            let name = other.span.text(&module.text);
            return Err(format!("with `{new}`, `{name}` would mean something else in {file}, line {line}"));
        }
        let errors = compiled(&view.closure());
        let before = || self.view.modules.view(self.view.session, file).map(|view| compiled(&view.closure()));
        match errors.first() {
            Some(error) if before().is_none_or(|before| before.len() < errors.len()) => told(&error.message),
            _ => Ok(()),
        }
    }

    /// The first name that does not mean what it meant, the renaming aside.
    fn first_change<'s>(&self, was: &'s Symbols, is: &Symbols) -> Option<&'s Occurrence> {
        let last = was.occurrences.last().filter(|_| was.occurrences.len() != is.occurrences.len());
        let mut pairs = was.occurrences.iter().zip(&is.occurrences);
        let changed = pairs.find(|(was, is)| was.role != is.role || !self.is_same(&was.symbol, &is.symbol));
        changed.map(|(was, _)| was).or(last)
    }

    fn is_same(&self, was: &Symbol, is: &Symbol) -> bool {
        match (was, is, self.symbol) {
            (Symbol::Data(was), Symbol::Data(is), Symbol::Data(renamed)) => {
                let at = renamed.len().saturating_sub(1);
                let mut expected = was.to_vec();
                if was.starts_with(renamed) {
                    expected[at] = self.new.into();
                } else if was.starts_with(&renamed[..at]) && was.get(at).is_some_and(|word| **word == *self.new) {
                    // What has the new name already is something else.
                    return false;
                }
                expected[..] == is[..]
            }
            _ => was == is,
        }
    }
}

//! What may follow at a place.

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_rego::builtins::{SIGNATURES, description};
use bartizan_rego::symbols::{Symbol, package};
use tower_lsp_server::ls_types::{CompletionItem, CompletionItemKind, Documentation};

use super::describe::head;
use super::modules::{View, rule_name};

/// Most that are offered.
const MOST: usize = 1_000;

impl View<'_> {
    /// What may be written at a byte of the module in view: names of what is in scope, or, after a dot, what stands there.
    pub(crate) fn completions(&self, offset: u32) -> Vec<CompletionItem> {
        let text = &self.module.text;
        let before = text.get(..offset as usize).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let is_comment = line.trim_start().starts_with('#');
        let start = before
            .rfind(|c: char| !(c == '.' || c == '_' || c.is_ascii_alphanumeric()))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let written = &before[start..];
        let in_string = line.matches('"').count() % 2 == 1;
        if is_comment || in_string || written.starts_with(|first: char| first.is_ascii_digit()) {
            return Vec::new();
        }
        let mut found = match written.rsplit_once('.') {
            Some((path, _)) => self.members(path),
            None => self.names(offset),
        };
        found.truncate(MOST);
        found
    }

    /// What stands below a path.
    fn members(&self, path: &str) -> Vec<CompletionItem> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let imported = self.module.tree().imports.iter().find_map(|import| {
            let name = import.alias.as_ref().or(import.path.last())?;
            let is_data = import.path.first().is_some_and(|root| &*root.text == "data");
            (is_data && &*name.text == first).then(|| import.path.iter().skip(1).map(|word| Arc::clone(&word.text)))
        });
        let mut below: Vec<Arc<str>> = match imported {
            Some(path) => path.collect(),
            None if first == "data" => Vec::new(),
            None => return builtins(&format!("{path}.")),
        };
        below.extend(rest.into_iter().flat_map(|rest| rest.split('.')).map(Arc::from));
        let mut found: BTreeMap<String, CompletionItem> = BTreeMap::new();
        let prefix = below.join(".");
        for name in self.packages() {
            let inner = if prefix.is_empty() {
                Some(name)
            } else {
                name.strip_prefix(&prefix).and_then(|rest| rest.strip_prefix('.'))
            };
            if let Some(word) = inner.and_then(|inner| inner.split('.').next()) {
                found.insert(word.to_owned(), item(word, CompletionItemKind::MODULE, None));
            }
        }
        for module in self.closure().iter().filter(|module| package(module.tree()) == below) {
            for rule in module.tree().rules.iter().filter(|rule| rule.head.reference.len() == 1) {
                if let Some(name) = rule_name(rule) {
                    let kind = if rule.head.arguments.is_some() {
                        CompletionItemKind::FUNCTION
                    } else {
                        CompletionItemKind::VARIABLE
                    };
                    found.entry(name.to_string()).or_insert_with(|| item(name, kind, Some(head(module, rule))));
                }
            }
        }
        found.into_values().collect()
    }

    /// Variables of the rule, rules of the package, imports, builtins.
    fn names(&self, offset: u32) -> Vec<CompletionItem> {
        let symbols = self.symbols(&self.module);
        let mut found: BTreeMap<String, CompletionItem> = BTreeMap::new();
        let inside = |at: &usize| {
            let rule = symbols.locals[*at].rule;
            rule.start <= offset && offset <= rule.end
        };
        let standing = symbols.occurrences.iter().filter(|other| other.span.end != offset);
        let locals = standing.filter_map(|other| match other.symbol {
            Symbol::Local(at) => Some(at).filter(inside),
            _ => None,
        });
        for name in locals.map(|at| &symbols.locals[at].name) {
            found.insert(name.to_string(), item(name, CompletionItemKind::VARIABLE, None));
        }
        for name in self.rules_of(&self.module).iter().filter(|name| !name.starts_with("test_")) {
            found.entry(name.to_string()).or_insert_with(|| item(name, CompletionItemKind::FUNCTION, None));
        }
        for import in &self.module.tree().imports {
            if let Some(name) = import.alias.as_ref().or(import.path.last()) {
                let told = import.span.text(&self.module.text).to_owned();
                found.insert(name.text.to_string(), item(&name.text, CompletionItemKind::MODULE, Some(told)));
            }
        }
        found.into_values().chain(builtins("")).collect()
    }
}

/// The builtins whose names begin with `prefix`, without it.
fn builtins(prefix: &str) -> Vec<CompletionItem> {
    let public = SIGNATURES.iter().filter(|signature| !signature.deprecated);
    public
        .filter_map(|signature| {
            let rest = signature.name.strip_prefix(prefix)?;
            let told = description(signature.name)?;
            let documentation = Some(Documentation::String(told.text.to_owned()));
            let own = item(rest, CompletionItemKind::FUNCTION, Some(signature.shown()));
            Some(CompletionItem { documentation, ..own })
        })
        .collect()
}

fn item(label: &str, kind: CompletionItemKind, detail: Option<String>) -> CompletionItem {
    CompletionItem { label: label.to_owned(), kind: Some(kind), detail, ..CompletionItem::default() }
}

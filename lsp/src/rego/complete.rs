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
        let start = before
            .rfind(|c: char| !(c == '.' || c == '_' || c.is_ascii_alphanumeric()))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let written = &before[start..];
        if !ends_in_code(before) || written.starts_with(|first: char| first.is_ascii_digit()) {
            return Vec::new();
        }
        let mut found = match (line.split_whitespace().next(), written.rsplit_once('.')) {
            (Some("package"), _) => Vec::new(),
            (_, Some((path, _))) => self.members(path),
            (Some("import"), None) => {
                ["data", "input"].map(|root| item(root, CompletionItemKind::KEYWORD, None)).to_vec()
            }
            (_, None) => self.names(offset),
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

/// Is the end of `text` outside of comments and strings? The braces of a template string hold code.
fn ends_in_code(text: &str) -> bool {
    #[derive(PartialEq)]
    enum In {
        Code,
        Comment,
        Raw,
        Text { template: bool },
    }
    let mut around = vec![In::Code];
    let mut before = ' ';
    let mut is_escaped = false;
    for next in text.chars() {
        match around.last().unwrap_or(&In::Code) {
            In::Comment if next == '\n' => drop(around.pop()),
            In::Raw if next == '`' => drop(around.pop()),
            In::Comment | In::Raw => {}
            In::Text { .. } if is_escaped => is_escaped = false,
            In::Text { .. } if next == '\\' => is_escaped = true,
            // A string that is not closed ends with its line.
            In::Text { .. } if matches!(next, '"' | '\n') => drop(around.pop()),
            In::Text { template: true } if next == '{' => around.push(In::Code),
            In::Text { .. } => {}
            In::Code => match next {
                '#' => around.push(In::Comment),
                '`' => around.push(In::Raw),
                '"' => around.push(In::Text { template: before == '$' }),
                '{' => around.push(In::Code),
                '}' if around.len() > 1 => drop(around.pop()),
                _ => {}
            },
        }
        before = next;
    }
    around.last().is_none_or(|last| *last == In::Code)
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

#[cfg(test)]
mod tests {
    use super::ends_in_code;

    #[test]
    fn code_is_told_from_comments_and_strings() {
        for (text, is_code) in [
            ("x := co", true),
            ("x := 1 # co", false),
            ("x := 1 # \"\ny := co", true),
            ("x := \"\\\"co", false),
            ("x := \"\\\"\", co", true),
            ("x := `a\n\"co", false),
            ("x := `\"`, co", true),
            ("x := \"open\ny := co", true),
            ("x := {\"a\": {co", true),
            ("x := $\"a {co", true),
            ("x := $\"a {b} co", false),
        ] {
            assert_eq!(ends_in_code(text), is_code, "{text}");
        }
    }
}

//! Values that a placeholder fills at import.
//!
//! keycloak-config-cli substitutes `$(env:NAME)`, `$(file:PATH)`, `$(NAME:-default)`; Keycloak's own import substitutes
//! `${NAME}` and `${env.NAME}`. Names of localised texts (`${client_account}`) and vault entries (`${vault.key}`) look
//! alike and are no placeholders.

use std::collections::HashSet;
use std::sync::Arc;

use crate::resource::{Path, PathElement, Unknown};
use crate::source::{Entry, Node, Value};

const REASON: &str = "placeholder filled at import";

/// `node` without the values that a placeholder fills, and the paths of those. What stands at or below a path of `keep`
/// stays as it is written. In a list, null keeps the place of an element.
pub(super) fn extract(node: &Node, keep: &[Path]) -> (Node, Vec<Unknown>) {
    if !any_string(node, &is_placeholder) {
        return (node.clone(), Vec::new());
    }
    let mut walk = Walk { keep: keep.iter().collect(), path: Vec::new(), unknown: Vec::new() };
    let node = walk.node(node).unwrap_or_else(|| Node::new(node.span, Value::Null));
    (node, walk.unknown)
}

/// Is a placeholder of keycloak-config-cli anywhere in `node`?
pub(super) fn names_config_cli(node: &Node) -> bool {
    any_string(node, &has_config_cli)
}

fn any_string(node: &Node, test: &impl Fn(&str) -> bool) -> bool {
    match &node.value {
        Value::String(text) => test(text),
        _ => {
            node.items().any(|item| any_string(item, test))
                || node.entries().any(|entry| any_string(&entry.value, test))
        }
    }
}

fn is_placeholder(text: &str) -> bool {
    has_config_cli(text) || has_environment(text)
}

/// `$(lookup:…)` or `$(NAME)` in capitals, as a whole or in part; a script's `$(selector)` is neither.
fn has_config_cli(text: &str) -> bool {
    text.match_indices("$(").any(|(at, _)| {
        text[at + 2..].split_once(')').is_some_and(|(inner, _)| match inner.split_once(':') {
            Some((lookup, _)) => !lookup.is_empty() && lookup.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
            None => is_capitals(inner),
        })
    })
}

/// `${NAME}` or `${NAME:default}` in capitals, or `${env.NAME}`.
fn has_environment(text: &str) -> bool {
    text.match_indices("${").any(|(at, _)| {
        text[at + 2..].split_once('}').is_some_and(|(inner, _)| {
            inner.starts_with("env.") || is_capitals(inner.split(':').next().unwrap_or_default())
        })
    })
}

/// A name as environment variables have them.
fn is_capitals(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

struct Walk<'a> {
    keep: HashSet<&'a Path>,
    path: Path,
    unknown: Vec<Unknown>,
}

impl Walk<'_> {
    /// The node without placeholders; none when it is one.
    fn node(&mut self, node: &Node) -> Option<Node> {
        if self.keep.contains(&self.path) {
            return Some(node.clone());
        }
        match &node.value {
            Value::String(text) if is_placeholder(text) => {
                self.unknown.push(Unknown { path: self.path.clone(), reason: REASON.to_owned() });
                None
            }
            Value::Sequence(items) => {
                let items = items.iter().enumerate().map(|(index, item)| {
                    self.child(index.into(), item).unwrap_or_else(|| Node::new(item.span, Value::Null))
                });
                Some(Node { alias: node.alias, ..Node::sequence(node.span, items.collect()) })
            }
            Value::Mapping(mapping) => {
                let entries = mapping.entries().iter().filter_map(|entry| {
                    let value = self.child(PathElement::from(&*entry.key), &entry.value)?;
                    Some(Entry::new(Arc::clone(&entry.key), entry.key_span, value))
                });
                Some(Node { alias: node.alias, ..Node::mapping(node.span, entries.collect()) })
            }
            _ => Some(node.clone()),
        }
    }

    fn child(&mut self, element: PathElement, node: &Node) -> Option<Node> {
        self.path.push(element);
        let node = self.node(node);
        self.path.pop();
        node
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_placeholders_from_what_looks_alike() {
        for text in
            ["$(env:PORTAL_URL)", "https://$(env:HOST)/*", "$(file:UTF-8:/run/x)", "${ISSUER}", "${env.ISSUER:x}"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["${client_account}", "${vault.smtp}", "$(", "$(document).ready()", "$()", "${}", "**********"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}

//! Provider configurations as resources: `provider.aws`, `provider.aws.ohio`.

use crate::config::Config;
use crate::resource::{Path, PathElement, Platform, Reference, Resource, Unknown};
use crate::source::{Entry, Node, SourceError};

use super::address::parse_module;
use super::configuration::Expression;
use super::malformed;
use super::references::{Resolver, Scope, most_specific};

/// Reads `configuration.provider_config`. A module's entry without values only says that it needs the provider.
pub(super) fn providers<'a>(
    section: &'a Node,
    resolver: &Resolver<'a>,
    config: &Config,
    errors: &mut Vec<SourceError>,
) -> Vec<Resource> {
    let mut found = Vec::new();
    for entry in section.entries() {
        let text_at = |key: &str| entry.value.get(key).and_then(Node::as_str);
        let Some(name) = text_at("name") else {
            errors.push(malformed(&entry.value, format!("provider configuration `{}` has no name", entry.key)));
            continue;
        };
        let expressions = entry.value.get("expressions");
        if text_at("full_name") == Some("terraform.io/builtin/terraform")
            || (expressions.is_none() && text_at("module_address").is_some())
        {
            continue;
        }
        let Some(module) = parse_module(text_at("module_address").unwrap_or_default()) else {
            errors.push(malformed(&entry.value, format!("provider configuration `{}` has no module", entry.key)));
            continue;
        };
        let alias = text_at("alias");
        let suffix = alias.map(|alias| format!(".{alias}")).unwrap_or_default();
        let address = format!("{module}provider.{name}{suffix}");
        let scope = Scope { module, key: None, block: None };
        let mut walk = Walk {
            resolver,
            scope: &scope,
            path: Vec::new(),
            unknown: Vec::new(),
            sensitive: Vec::new(),
            references: Vec::new(),
            literals: Vec::new(),
        };
        let values = match expressions {
            Some(expressions) => walk.block(expressions),
            None => Node::mapping(entry.value.span, Vec::new()),
        };
        let kind = format!("provider.{name}");
        let mut resource =
            Resource::new(Platform::Terraform, kind, alias.unwrap_or(name), address, values, entry.key_span);
        resource.unknown = walk.unknown;
        resource.sensitive = walk.sensitive;
        resource.references = walk.references;
        resource.literals = walk.literals;
        resource.version = version(&entry.value, name, config);
        found.push(resource);
    }
    found
}

/// The provider's version: from the configuration file, else from a constraint that allows one version only.
pub(super) fn version(provider: &Node, name: &str, config: &Config) -> Option<String> {
    if let Some(version) = config.terraform.providers.get(name) {
        return Some(version.clone());
    }
    let constraint = provider.get("version_constraint")?.as_str()?;
    let exact = constraint.trim().trim_start_matches('=').trim();
    exact.chars().all(|c| c.is_ascii_digit() || c == '.').then(|| exact.to_owned()).filter(|exact| !exact.is_empty())
}

struct Walk<'a, 'r> {
    resolver: &'r Resolver<'a>,
    scope: &'r Scope<'a>,
    path: Path,
    unknown: Vec<Unknown>,
    sensitive: Vec<Path>,
    references: Vec<Reference>,
    literals: Vec<Path>,
}

impl<'a> Walk<'a, '_> {
    fn block(&mut self, expressions: &'a Node) -> Node {
        let mut entries = Vec::new();
        for entry in expressions.entries() {
            self.path.push(PathElement::from(&*entry.key));
            let value = match Expression::of(&entry.value) {
                Some(expression) => self.expression(expression),
                None => match entry.value.as_sequence() {
                    Some([]) => None,
                    Some(blocks) => Some(self.blocks(entry, blocks)),
                    None => Some(self.block(&entry.value)),
                },
            };
            self.path.pop();
            entries.extend(value.map(|value| Entry::new(entry.key.clone(), entry.key_span, value)));
        }
        Node::mapping(expressions.span, entries)
    }

    fn blocks(&mut self, entry: &'a Entry, blocks: &'a [Node]) -> Node {
        let mut items = Vec::new();
        for (index, block) in blocks.iter().enumerate() {
            self.path.push(PathElement::from(index));
            items.push(self.block(block));
            self.path.pop();
        }
        Node::sequence(entry.value.span, items)
    }

    fn expression(&mut self, expression: Expression<'a>) -> Option<Node> {
        if self.resolver.is_sensitive(expression, self.scope) {
            self.sensitive.push(self.path.clone());
        }
        if self.resolver.is_literal(expression, self.scope) {
            self.literals.push(self.path.clone());
        }
        if let Expression::References(references) = expression {
            let path = &self.path;
            let targets = self.resolver.targets(references, self.scope).into_iter();
            self.references
                .extend(targets.map(|target| Reference { path: path.clone(), address: target.address.to_string() }));
        }
        if let Some(value) = self.resolver.value(expression, self.scope) {
            return Some(super::values::normalise(value)).filter(|value| !super::values::is_absent(value));
        }
        let reason = match expression {
            Expression::References(references) => {
                format!("refers to {}", most_specific(references).into_iter().take(3).collect::<Vec<_>>().join(", "))
            }
            _ => "an expression that the plan does not show".to_owned(),
        };
        self.unknown.push(Unknown { path: self.path.clone(), reason });
        None
    }
}

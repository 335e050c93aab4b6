//! Provider configurations: as resources, which one a resource uses, and its version.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use bartizan_hcl::syntax::ast::{Expr, ExprKind};
use bartizan_hcl::value::{Entries, Kind, Reason, Type, Value};

use super::content::Content;
use super::emit;
use super::module::{Declared, Provider};
use super::names::Names;
use super::parse;
use super::world::{Instance, Item, World};
use crate::config::Config;
use crate::resource::{Platform, Resource};
use crate::source::Node;

/// Arguments of a provider configuration that Terraform itself reads.
const META: [&str; 2] = ["alias", "version"];

/// Versions of providers.
pub(super) struct Versions<'a> {
    pub(super) config: &'a Config,
    /// By the last part of the provider's address.
    pub(super) locked: HashMap<String, String>,
}

impl Versions<'_> {
    /// The version of the provider that the module of `at` calls `local`: of the configuration file, else as locked, else
    /// of a constraint that allows one only.
    pub(super) fn of<'a>(&self, world: &World<'a>, at: &Rc<Instance<'a>>, local: &str) -> Option<String> {
        let name = at.module.provider_type(local);
        let known = self.config.terraform.providers.get(name).or_else(|| self.locked.get(name));
        known.cloned().or_else(|| {
            let requirement = at.module.requirements.get(local);
            match requirement.and_then(|requirement| requirement.version.as_deref()) {
                Some(constraint) => exact(constraint),
                None => {
                    let (outer, ..) = world.caller(at)?;
                    self.of(world, &outer, local)
                }
            }
        })
    }
}

/// The version that a constraint allows when it is the only one.
fn exact(constraint: &str) -> Option<String> {
    let exact = constraint.trim().trim_start_matches('=').trim();
    exact.chars().all(|c| c.is_ascii_digit() || c == '.').then(|| exact.to_owned()).filter(|exact| !exact.is_empty())
}

/// The local name and alias in `aws`, `aws.ohio` or `"aws.ohio"`.
fn named(expr: &Expr) -> Option<(Arc<str>, Option<Arc<str>>)> {
    match &expr.kind {
        ExprKind::Root(name) => Some((Arc::clone(name), None)),
        ExprKind::GetAttr(object, alias) => match &object.kind {
            ExprKind::Root(name) => Some((Arc::clone(name), Some(Arc::clone(&alias.text)))),
            _ => None,
        },
        ExprKind::String(text) => Some(match text.text.split_once('.') {
            Some((name, alias)) => (name.into(), Some(alias.into())),
            None => (Arc::clone(&text.text), None),
        }),
        ExprKind::Parens(inner) => named(inner),
        _ => None,
    }
}

/// The local name and alias of the provider of `block`.
pub(super) fn of_block(block: &Declared<'_>) -> (Arc<str>, Option<Arc<str>>) {
    let written = block.block.body.attribute("provider").and_then(|attribute| named(&attribute.value));
    written.unwrap_or_else(|| (block.kind.split('_').next().unwrap_or(block.kind).into(), None))
}

impl<'a> World<'a> {
    /// The configuration of a provider that a module means by a local name and alias, and the module that holds it.
    fn provider(
        &self,
        at: &Rc<Instance<'a>>,
        name: &str,
        alias: Option<&str>,
    ) -> Option<(Rc<Instance<'a>>, &'a Provider<'a>)> {
        let own = at.module.providers.iter().find(|own| own.name == name && own.alias.as_deref() == alias);
        if let Some(own) = own {
            return Some((Rc::clone(at), own));
        }
        let (outer, call, ..) = self.caller(at)?;
        let passed = call.block.body.attribute("providers").and_then(|attribute| match &attribute.value.kind {
            ExprKind::Object(items) => Some(items),
            _ => None,
        });
        let wanted = |key: &Expr| named(key).is_some_and(|(inner, own)| *inner == *name && own.as_deref() == alias);
        let passed = passed.into_iter().flatten().find(|item| wanted(&item.key));
        match passed.and_then(|item| named(&item.value)) {
            Some((name, alias)) => self.provider(&outer, &name, alias.as_deref()),
            None if alias.is_none() => self.provider(&outer, name, None),
            None => None,
        }
    }

    /// `tags_all` of a resource of AWS with `tags`: the provider's default tags with its own; none when it has no tags.
    pub(super) fn all_tags(&self, at: &Rc<Instance<'a>>, block: &Declared<'a>, tags: &Value) -> Option<Value> {
        if block.is_data || !block.kind.starts_with("aws_") {
            return None;
        }
        let (name, alias) = of_block(block);
        let defaults = self.provider(at, &name, alias.as_deref()).map(|(holder, provider)| {
            let alias = alias.as_deref().unwrap_or_default();
            let item = Item::Attribute(format!("provider.{name}.{alias}").into(), 0, "default_tags".into());
            let span = provider.block.header;
            let make = || {
                let names = Names::new(self, &holder);
                let defaults = provider.block.body.blocks_of("default_tags").next();
                match defaults.and_then(|defaults| defaults.body.attribute("tags")) {
                    Some(attribute) => self.evaluate(&attribute.value, &names),
                    None => Ok(Value::object([])),
                }
            };
            self.value(&holder, item, span, &|| format!("provider `{name}`"), make)
        });
        let defaults = defaults.unwrap_or_else(|| Value::object([]));
        Some(merged(&defaults, tags)?.marked_as(&defaults).marked_as(tags))
    }
}

fn merged(defaults: &Value, tags: &Value) -> Option<Value> {
    let unknown = |reason: &Reason| Some(Value::unknown(Type::Dynamic, reason.clone()));
    match (&defaults.kind, &tags.kind) {
        (Kind::Unknown(unknowns), _) | (_, Kind::Unknown(unknowns)) => unknown(&unknowns.reason),
        (_, Kind::Map(own) | Kind::Object(own)) => {
            let mut all: Entries = defaults.entries().cloned().unwrap_or_default();
            all.extend(own.iter().map(|(key, entry)| (Arc::clone(key), entry.clone())));
            Some(Value { kind: Kind::Map(Arc::new(all)), span: tags.span, marks: None })
        }
        _ => None,
    }
}

/// The provider configurations of a module instance as resources.
pub(super) fn resources<'a>(world: &World<'a>, at: &Rc<Instance<'a>>, versions: &Versions<'_>) -> Vec<Resource> {
    let mut found = Vec::new();
    for provider in &at.module.providers {
        let names = Names::new(world, at);
        let mut content: Content<'a> = world.content(&provider.block.body, &names);
        content.attributes.retain(|set| !META.contains(&&*set.name));
        let head = parse::span(provider.block.header);
        let written = emit::write(world, &content, &names, head);
        let suffix = provider.alias.as_ref().map(|alias| format!(".{alias}")).unwrap_or_default();
        let address = format!("{}provider.{}{suffix}", at.path, provider.name);
        let name = provider.alias.as_deref().unwrap_or(provider.name);
        let kind = format!("provider.{}", provider.name);
        let mut resource = Resource::new(Platform::Terraform, kind, name, address, written.values, head);
        resource.unknown = written.unknown;
        resource.sensitive = written.sensitive;
        resource.references = written.references;
        resource.literals = written.literals;
        resource.version = versions.of(world, at, provider.name);
        found.push(resource);
    }
    if at.caller.is_none() {
        let configured = |name: &str| at.module.providers.iter().any(|provider| provider.name == name);
        let mut required: Vec<_> = at.module.requirements.iter().filter(|(name, _)| !configured(name)).collect();
        required.sort_by_key(|(name, _)| **name);
        for (name, requirement) in required {
            let head = parse::span(requirement.span);
            let values = Node::mapping(head, Vec::new());
            let kind = format!("provider.{name}");
            let mut resource = Resource::new(Platform::Terraform, kind.clone(), *name, kind, values, head);
            resource.version = versions.of(world, at, name);
            found.push(resource);
        }
    }
    found
}

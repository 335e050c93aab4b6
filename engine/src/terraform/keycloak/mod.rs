//! `keycloak_*` resources as what a realm export would hold of them.
//!
//! The tables in [`realm`], [`client`] and [`others`] say where each argument stands in the export; they follow the provider's
//! own conversion (<https://github.com/keycloak/terraform-provider-keycloak>). An argument that the configuration does not
//! write is absent, as in a realm document that leaves it out. Resources that only complete a realm, a client or a client
//! scope ([`parts`]: events, flow bindings, client policies, default scopes, mappers) become part of what they refer to.

mod client;
mod others;
mod parts;
mod realm;
mod rules;
mod transform;

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::Config;
use crate::keycloak::secret_paths;
use crate::resource::{Path, PathElement, Platform, Resource, Unknown};
use crate::source::{Entry, Node, Span};

use super::origin::Origins;
use others::PROVIDER_IDS;
use parts::{PARTS, PartKind};
use rules::Kind;

/// What a Terraform resource makes in Keycloak.
pub(super) enum Derived {
    /// A resource.
    Resource(Box<Resource>),
    /// A part of something else.
    Part(Part),
}

/// A part of something that is a Terraform resource of its own.
pub(super) struct Part {
    /// Addresses that it refers to.
    holders: Vec<String>,
    /// Name of the realm that it completes, where it is known.
    realm: Option<String>,
    kind: &'static PartKind,
    values: Node,
    unknown: Vec<Unknown>,
}

/// What the Terraform resource `resource` makes in Keycloak; none when that is not presented.
pub(super) fn derive(resource: &Resource, origins: &Origins, config: &Config) -> Option<Derived> {
    let suffix = resource.kind.strip_prefix("keycloak_")?;
    let mut kinds = [realm::KINDS, client::KINDS, others::KINDS].into_iter().flatten();
    if let Some(kind) = kinds.find(|kind| kind.resource == suffix) {
        return Some(Derived::Resource(Box::new(whole(resource, kind, origins, config))));
    }
    let part = PARTS.iter().find(|part| part.kind.resource == suffix)?;
    let made = transform::transform(resource, &part.kind, origins);
    let names_holder =
        |path: &Path| part.holders.iter().any(|(argument, _)| path.as_slice() == [PathElement::from(*argument)]);
    let holders = resource.references.iter().filter(|reference| names_holder(&reference.path));
    Some(Derived::Part(Part {
        holders: holders.map(|reference| reference.address.clone()).collect(),
        realm: ["realm_id", "realm"].iter().find_map(|key| resource.values.get(key)?.as_str()).map(str::to_owned),
        kind: part,
        values: made.values,
        unknown: made.unknown,
    }))
}

fn whole(resource: &Resource, kind: &Kind, origins: &Origins, config: &Config) -> Resource {
    let made = transform::transform(resource, kind, origins);
    let name = resource.values.get(kind.name).and_then(Node::as_str).unwrap_or(&resource.name);
    let mut whole = Resource::new(Platform::Keycloak, kind.kind, name, &resource.address, made.values, resource.head);
    whole.group = kind.group.map(str::to_owned);
    whole.unknown = made.unknown;
    default_provider_id(&mut whole, kind);
    whole.sensitive = made.sensitive;
    whole.sensitive.extend(secret_paths(kind.kind, &whole.values));
    whole.sensitive.sort();
    whole.sensitive.dedup();
    whole.references = made.references;
    whole.literals = made.literals;
    whole.actions.clone_from(&resource.actions);
    whole.version.clone_from(&config.keycloak.version);
    whole.environment.clone_from(&config.keycloak.environment);
    whole.derived_from = Some(resource.address.clone());
    whole
}

/// What an identity provider's resource type says of its kind, where `provider_id` is not given: Terraform's provider fills
/// it in.
fn default_provider_id(made: &mut Resource, kind: &Kind) {
    const KEY: &str = "providerId";
    let Some((_, id)) = PROVIDER_IDS.iter().find(|(resource, _)| *resource == kind.resource) else { return };
    let is_unknown = made.unknown.iter().any(|unknown| unknown.path.first() == Some(&PathElement::from(KEY)));
    if is_unknown || made.values.get(KEY).is_some() {
        return;
    }
    let mut entries: Vec<Entry> = made.values.entries().cloned().collect();
    entries.push(Entry::new(KEY, made.head, Node::string(made.head, *id)));
    made.values = Node::mapping(made.values.span, entries);
}

/// Adds each part to what it refers to; a part of a realm else to the only realm of its name. A part of something that the
/// plan does not hold is left out.
pub(super) fn complete(resources: &mut [Resource], parts: Vec<Part>) {
    if parts.is_empty() {
        return;
    }
    let mut by_address = HashMap::new();
    let mut realms: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, resource) in resources.iter().enumerate().filter(|(_, made)| made.platform == Platform::Keycloak) {
        by_address.insert((resource.kind.clone(), resource.address.clone()), index);
        if resource.kind == "realm" {
            realms.entry(resource.name.clone()).or_default().push(index);
        }
    }
    for part in parts {
        let kinds = || part.kind.holders.iter().map(|(_, kind)| *kind);
        let referred = part
            .holders
            .iter()
            .find_map(|address| kinds().find_map(|kind| by_address.get(&(kind.to_owned(), address.clone())).copied()));
        let named = || match part.realm.as_ref().and_then(|name| realms.get(name)).map(Vec::as_slice) {
            Some([only]) if kinds().any(|kind| kind == "realm") => Some(*only),
            _ => None,
        };
        if let Some(holder) = referred.or_else(named).and_then(|index| resources.get_mut(index)) {
            add(holder, part);
        }
    }
}

fn add(holder: &mut Resource, part: Part) {
    let span = holder.values.span;
    let mut prefix = Path::new();
    if part.kind.list.is_empty() {
        let mut entries: Vec<Entry> = holder.values.entries().cloned().collect();
        for entry in part.values.entries() {
            entries.retain(|own| own.key != entry.key);
            entries.push(Entry::new(Arc::clone(&entry.key), entry.key_span, entry.value.clone()));
        }
        holder.values = Node::mapping(span, entries);
    } else {
        let place = holder.values.at(part.kind.list).map_or(0, |list| list.items().count());
        prefix = part.kind.list.iter().map(|key| PathElement::from(*key)).collect();
        prefix.push(PathElement::from(place));
        holder.values = with_item(&holder.values, part.kind.list, part.values, holder.head);
    }
    holder.unknown.extend(part.unknown.into_iter().map(|unknown| Unknown {
        path: prefix.iter().chain(&unknown.path).cloned().collect(),
        reason: unknown.reason,
    }));
}

/// `node` with `item` at the end of the list at `keys`; what is missing on the way is made, and stands at `head`.
fn with_item(node: &Node, keys: &[&str], item: Node, head: Span) -> Node {
    let Some((key, rest)) = keys.split_first() else {
        return Node::sequence(node.span, node.items().cloned().chain([item]).collect());
    };
    let missing = Node::mapping(head, Vec::new());
    let inner = with_item(node.get(key).unwrap_or(&missing), rest, item, head);
    let others = node.entries().filter(|entry| *entry.key != **key).cloned();
    Node::mapping(node.span, others.chain([Entry::new(*key, head, inner)]).collect())
}

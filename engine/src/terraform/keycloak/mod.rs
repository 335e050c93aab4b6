//! `keycloak_*` resources as what a realm export would hold of them.
//!
//! The tables in [`realm`], [`client`] and [`others`] say where each argument stands in the export; they follow the provider's
//! own conversion (<https://github.com/keycloak/terraform-provider-keycloak>). An argument that the configuration does not
//! write is absent, as in a realm document that leaves it out. Resources that only complete a realm
//! (`keycloak_realm_events`, `keycloak_authentication_bindings`, `keycloak_required_action`) become part of the realm that they
//! refer to.

mod client;
mod others;
mod realm;
mod rules;
mod transform;

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::Config;
use crate::keycloak::secret_paths;
use crate::resource::{Path, PathElement, Platform, Resource, Unknown};
use crate::source::{Entry, Node};

use super::origin::Origins;
use rules::Kind;

/// What a Terraform resource makes in Keycloak.
pub(super) enum Derived {
    /// A resource.
    Resource(Box<Resource>),
    /// A part of a realm.
    Part(Part),
}

/// A part of a realm that is a Terraform resource of its own.
pub(super) struct Part {
    /// Address of the `keycloak_realm` that it refers to.
    realm: Option<String>,
    /// Name of the realm, where it is known.
    name: Option<String>,
    /// List of the realm that it is an element of; none when its entries are the realm's own.
    list: Option<&'static str>,
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
    let (kind, list) = realm::PARTS.iter().find(|(kind, _)| kind.resource == suffix)?;
    let made = transform::transform(resource, kind, origins);
    let realm = resource.references.iter().find(|reference| reference.path == [PathElement::from("realm_id")]);
    Some(Derived::Part(Part {
        realm: realm.map(|reference| reference.address.clone()),
        name: resource.values.get("realm_id").and_then(Node::as_str).map(str::to_owned),
        list: *list,
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

/// Adds each part to its realm: the one it refers to, else the only one of its name. A part of a realm that the plan does
/// not hold is left out.
pub(super) fn complete(resources: &mut [Resource], parts: Vec<Part>) {
    if parts.is_empty() {
        return;
    }
    let mut by_address = HashMap::new();
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, resource) in resources.iter().enumerate() {
        if resource.platform == Platform::Keycloak && resource.kind == "realm" {
            by_address.insert(resource.address.clone(), index);
            by_name.entry(resource.name.clone()).or_default().push(index);
        }
    }
    for part in parts {
        let referred = part.realm.as_ref().and_then(|address| by_address.get(address).copied());
        let named = || match part.name.as_ref().and_then(|name| by_name.get(name)).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            _ => None,
        };
        if let Some(realm) = referred.or_else(named).and_then(|index| resources.get_mut(index)) {
            add(realm, part);
        }
    }
}

fn add(realm: &mut Resource, part: Part) {
    let span = realm.values.span;
    let mut entries: Vec<Entry> = realm.values.entries().cloned().collect();
    let mut prefix = Path::new();
    if let Some(list) = part.list {
        let mut items: Vec<Node> = realm.values.get(list).into_iter().flat_map(Node::items).cloned().collect();
        prefix = vec![PathElement::from(list), PathElement::from(items.len())];
        items.push(part.values);
        let whole = Entry::new(list, realm.head, Node::sequence(span, items));
        entries.retain(|entry| &*entry.key != list);
        entries.push(whole);
    } else {
        for entry in part.values.entries() {
            entries.retain(|own| own.key != entry.key);
            entries.push(Entry::new(Arc::clone(&entry.key), entry.key_span, entry.value.clone()));
        }
    }
    realm.values = Node::mapping(span, entries);
    realm.unknown.extend(part.unknown.into_iter().map(|unknown| Unknown {
        path: prefix.iter().chain(&unknown.path).cloned().collect(),
        reason: unknown.reason,
    }));
}

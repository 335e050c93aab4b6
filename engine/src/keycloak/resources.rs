//! The resources of one realm document.

use crate::config::Config;
use crate::resource::{Path, Platform, Resource, Unknown};
use crate::source::{Node, SourceError, Span};

use super::sections::{Element, elements};
use super::{RealmDocument, malformed, placeholder, sensitive};

/// Adds the resources of `document`.
pub(super) fn document(
    document: &RealmDocument,
    version: Option<&String>,
    config: &Config,
    resources: &mut Vec<Resource>,
    errors: &mut Vec<SourceError>,
) {
    let root = &document.root;
    if root.as_mapping().is_none() {
        errors.push(malformed(root, "a realm is an object"));
        return;
    }
    let elements = elements(root, errors);
    let secrets: Vec<Vec<Path>> = elements.iter().map(|element| sensitive::paths(element.kind, element.node)).collect();
    let finish = |mut resource: Resource, sensitive: Vec<Path>, unknown: Vec<Unknown>| {
        resource.sensitive = sensitive;
        resource.unknown = unknown;
        resource.version = version.cloned();
        resource.environment.clone_from(&config.keycloak.environment);
        resource
    };
    if !document.users_only {
        let mut all = sensitive::paths("realm", root);
        for (element, own) in elements.iter().zip(&secrets) {
            all.extend(own.iter().map(|path| element.path.iter().chain(path).cloned().collect::<Path>()));
        }
        all.sort();
        all.dedup();
        let (values, unknown) = placeholder::extract(root, &all);
        let head = root.get("realm").map_or_else(|| head_of(root), |name| name.span);
        let realm = Resource::new(Platform::Keycloak, "realm", &*document.realm, &*document.realm, values, head);
        resources.push(finish(realm, all, unknown));
    }
    for (element, own) in elements.into_iter().zip(secrets) {
        let Element { kind, node, address, name, named, group, .. } = element;
        let (values, unknown) = placeholder::extract(node, &own);
        let head = named.map_or_else(|| head_of(node), |named| named.span);
        let address = format!("{}/{address}", document.realm);
        let mut resource = Resource::new(Platform::Keycloak, kind, name, address, values, head);
        resource.group = group.map(str::to_owned);
        resources.push(finish(resource, own, unknown));
    }
}

/// The first key of an object without a name.
fn head_of(node: &Node) -> Span {
    node.entries().next().map_or(node.span, |entry| entry.key_span)
}

//! `kubernetes_*` resources as the objects of Kubernetes that they make.
//!
//! The values take Kubernetes' own shape and names; every value keeps the place where the plan holds it. What the provider
//! fills in itself stands in the plan as a value (`allow_privilege_escalation` and `automount_service_account_token` are
//! true unless written, as Kubernetes has them; a namespace that is not written is `default`). An attribute that the
//! server chooses and that the configuration does not write is absent, as in a manifest that leaves it out.

mod kinds;
mod names;
mod shape;

use crate::config::Config;
use crate::resource::{Path, PathElement, Platform, Reference, Resource, Unknown};
use crate::source::{Entry, Node};

use super::origin::Origins;
use kinds::{Kind, kind_of};
use shape::Shape;

/// The object of Kubernetes that the Terraform resource `resource` makes; none when it makes none of its own.
pub(super) fn derive(resource: &Resource, origins: &Origins, config: &Config) -> Option<Resource> {
    let mut object = if resource.kind == "kubernetes_manifest" {
        manifest(resource)?
    } else {
        from_schema(resource, kind_of(resource.kind.strip_prefix("kubernetes_")?)?, origins)
    };
    object.actions.clone_from(&resource.actions);
    object.version.clone_from(&config.kubernetes.version);
    object.environment.clone_from(&config.kubernetes.environment);
    object.derived_from = Some(resource.address.clone());
    Some(object)
}

/// The object of a type that has a schema of its own (`kubernetes_deployment_v1`).
fn from_schema(resource: &Resource, kind: &Kind, origins: &Origins) -> Resource {
    let shape = Shape { kind: kind.kind, values: &resource.values };
    let span = resource.values.span;
    let text = |key: &str, value: &str| Entry::new(key, resource.head, Node::string(resource.head, value));
    let mut entries = vec![text("apiVersion", kind.api_version), text("kind", kind.kind)];
    entries.extend(shape.entries());
    let values = Node::mapping(span, entries);
    let mut object = named(resource, kind.kind, kind.api_version, values);
    let map = |path: &Path| shape.path(path);
    for unknown in resource.unknown.iter().filter(|unknown| !is_left_to_server(&unknown.path, origins)) {
        let reason = unknown.reason.clone();
        object.unknown.extend(map(&unknown.path).map(|path| Unknown { path, reason }));
    }
    object.sensitive = resource.sensitive.iter().filter_map(map).collect();
    if kind.kind == "Secret" {
        object.sensitive.extend(["data", "stringData"].map(|key| vec![PathElement::from(key)]));
        object.sensitive.sort();
        object.sensitive.dedup();
    }
    object.literals = resource.literals.iter().filter_map(map).collect();
    object.references = resource
        .references
        .iter()
        .filter_map(|found| Some(Reference { path: map(&found.path)?, address: found.address.clone() }))
        .collect();
    if kind.namespaced {
        let namespace_unknown = is_unknown(&object, &["metadata", "namespace"]);
        let written = object.values.at(&["metadata", "namespace"]).and_then(Node::as_str).map(str::to_owned);
        object.namespace = written.or_else(|| (!namespace_unknown).then(|| "default".to_owned()));
    }
    object
}

/// The object that `kubernetes_manifest` holds as it is.
fn manifest(resource: &Resource) -> Option<Resource> {
    let manifest = resource.values.get("manifest")?;
    let kind = manifest.get("kind")?.as_str()?;
    let api_version = manifest.get("apiVersion")?.as_str()?;
    let mut object = named(resource, kind, api_version, manifest.clone());
    let inner = |path: &Path| match path.split_first() {
        Some((PathElement::Key(key), rest)) if key == "manifest" => Some(rest.to_vec()),
        _ => None,
    };
    for unknown in &resource.unknown {
        let reason = unknown.reason.clone();
        object.unknown.extend(inner(&unknown.path).map(|path| Unknown { path, reason }));
    }
    object.sensitive = resource.sensitive.iter().filter_map(inner).collect();
    if kind == "Secret" {
        object.sensitive.extend(["data", "stringData"].map(|key| vec![PathElement::from(key)]));
    }
    object.namespace = object.values.at(&["metadata", "namespace"]).and_then(Node::as_str).map(str::to_owned);
    Some(object)
}

fn named(resource: &Resource, kind: &str, api_version: &str, values: Node) -> Resource {
    let written = values.at(&["metadata", "name"]).or_else(|| values.at(&["metadata", "generateName"]));
    let name = written.and_then(Node::as_str).unwrap_or(&resource.name).to_owned();
    let mut object = Resource::new(Platform::Kubernetes, kind, name, &resource.address, values, resource.head);
    object.group = api_version.split_once('/').map(|(group, _)| group.to_owned());
    object.api_version = Some(api_version.to_owned());
    object
}

fn is_unknown(object: &Resource, path: &[&str]) -> bool {
    let path: Path = path.iter().map(|key| PathElement::from(*key)).collect();
    object.unknown.iter().any(|unknown| path.starts_with(&unknown.path))
}

/// Is this unknown only because the server chooses a value that the configuration does not write?
fn is_left_to_server(path: &Path, origins: &Origins) -> bool {
    matches!(path.last(), Some(PathElement::Key(key)) if names::is_server_chosen(key)) && origins.is_unwritten(path)
}

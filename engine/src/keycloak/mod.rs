//! Keycloak realms as resources, whatever they are kept in.
//!
//! [`realms`] finds the realm documents that a file holds: a bare realm, a list of realms, a `KeycloakRealmImport`, the
//! users files of a directory export, a string of a ConfigMap or Secret. [`read_realm`] makes the resources of one realm out of all its documents.

mod base64;
mod placeholder;
mod resources;
mod sections;
mod sensitive;
#[cfg(test)]
mod tests;
mod wrapper;

pub(crate) use sensitive::paths as secret_paths;
pub use wrapper::{RealmDocument, Wrapping, realms};

use std::sync::Arc;

use crate::config::Config;
use crate::resource::Resource;
use crate::source::{Node, SourceError, SourceErrorKind};

/// Reads the documents of one realm: the realm itself and the users files of a directory export, in any order.
///
/// Each realm document gives one `realm` resource, whose values are the whole document, and one for every client, client
/// scope, identity provider, component, role, group, flow and user in it. Values that a placeholder fills at import
/// (`$(env:X)`) are unknown.
#[must_use]
pub fn read_realm(documents: &[RealmDocument], config: &Config) -> (Vec<Resource>, Vec<SourceError>) {
    let mut resources = Vec::new();
    let mut errors = Vec::new();
    let version = version(documents, config);
    for document in documents {
        resources::document(document, version.as_ref(), config, &mut resources, &mut errors);
    }
    (resources, errors)
}

/// Can absence be concluded from these documents of one realm? From an export or an import that makes the realm whole;
/// not from a `KeycloakRealmImport` nor from files of keycloak-config-cli, which change a realm that exists.
#[must_use]
pub fn is_complete(documents: &[RealmDocument]) -> bool {
    documents.iter().any(|document| !document.users_only)
        && documents.iter().all(|document| {
            document.wrapping != Wrapping::RealmImport && !placeholder::names_config_cli(&document.root)
        })
}

/// The version that runs: from the configuration file, else from the export.
fn version(documents: &[RealmDocument], config: &Config) -> Option<String> {
    config.keycloak.version.clone().or_else(|| {
        documents.iter().find_map(|document| document.root.get("keycloakVersion")?.as_str().map(str::to_owned))
    })
}

/// A fault in the shape of a realm, at `node`.
fn malformed(node: &Node, message: impl Into<String>) -> SourceError {
    SourceError { kind: SourceErrorKind::Parse, message: message.into(), help: None, span: Some(node.span) }
}

/// Name of the realm that `root` describes.
fn realm_name(root: &Node) -> Option<Arc<str>> {
    root.get("realm").and_then(Node::as_str).map(Arc::from)
}

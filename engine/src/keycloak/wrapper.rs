//! What realm documents are kept in.

use std::sync::Arc;

use crate::discover::is_realm;
use crate::source::{Node, Value};

use super::realm_name;

/// A realm document found in a file.
#[derive(Clone, Debug)]
pub struct RealmDocument {
    /// Name of the realm: what groups the documents of one realm.
    pub realm: Arc<str>,
    /// The realm representation, or the object of a users file.
    pub root: Node,
    /// What it was found in.
    pub wrapping: Wrapping,
    /// Does it hold nothing of the realm but users (`X-users-0.json` of a directory export)?
    pub users_only: bool,
}

/// What a realm document was found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// The file is the realm, or a list of realms.
    Bare,
    /// `spec.realm` of a `KeycloakRealmImport`.
    RealmImport,
    /// A string of a ConfigMap or Secret.
    Embedded,
}

/// Keys of a users file of a directory export.
const USERS: &[&str] = &["realm", "users", "federatedUsers"];

/// The realm documents that `root` holds; nothing when it is no realm.
#[must_use]
pub fn realms(root: &Node) -> Vec<RealmDocument> {
    if let Some(items) = root.as_sequence() {
        if items.is_empty() || !items.iter().all(is_realm) {
            return Vec::new();
        }
        return items.iter().filter_map(|item| document(item, Wrapping::Bare)).collect();
    }
    if is_realm(root) {
        return document(root, Wrapping::Bare).into_iter().collect();
    }
    match root.get("kind").and_then(Node::as_str) {
        Some("KeycloakRealmImport") => {
            root.at(&["spec", "realm"]).and_then(|realm| document(realm, Wrapping::RealmImport)).into_iter().collect()
        }
        Some("List") => root.get("items").into_iter().flat_map(Node::items).flat_map(realms).collect(),
        _ => Vec::new(),
    }
}

fn document(root: &Node, wrapping: Wrapping) -> Option<RealmDocument> {
    let realm = realm_name(root)?;
    let users_only = match &root.value {
        Value::Mapping(mapping) => {
            mapping.entries().len() > 1 && mapping.entries().iter().all(|entry| USERS.contains(&&*entry.key))
        }
        _ => false,
    };
    Some(RealmDocument { realm, root: root.clone(), wrapping, users_only })
}

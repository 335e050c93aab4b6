//! What realm documents are kept in.

use std::sync::Arc;

use crate::discover::is_realm;
use crate::source::{Format, Node, Source, SourceError, Value, embedded};

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

/// The realm documents that `root`, a document of `source`, holds; nothing when it is no realm. Errors are faults of realms
/// inside strings.
#[must_use]
pub fn realms(root: &Node, source: &Source) -> (Vec<RealmDocument>, Vec<SourceError>) {
    let mut opener = Opener { source, found: Vec::new(), errors: Vec::new() };
    opener.open(root);
    (opener.found, opener.errors)
}

struct Opener<'a> {
    source: &'a Source,
    found: Vec<RealmDocument>,
    errors: Vec<SourceError>,
}

impl Opener<'_> {
    fn open(&mut self, root: &Node) {
        match root.get("kind").and_then(Node::as_str) {
            _ if root.as_sequence().is_some() || is_realm(root) => self.bare(root, Wrapping::Bare),
            Some("KeycloakRealmImport") => {
                self.found.extend(root.at(&["spec", "realm"]).and_then(|realm| document(realm, Wrapping::RealmImport)));
            }
            Some("ConfigMap") => self.strings(root, "data", false),
            Some("Secret") => {
                self.strings(root, "stringData", false);
                self.strings(root, "data", true);
            }
            Some("List" | "ConfigMapList" | "SecretList" | "KeycloakRealmImportList") => {
                root.get("items").into_iter().flat_map(Node::items).for_each(|item| self.open_item(item));
            }
            _ => {}
        }
    }

    /// An item of a list, which is no list itself.
    fn open_item(&mut self, item: &Node) {
        if item.get("items").is_none() && item.as_sequence().is_none() {
            self.open(item);
        }
    }

    /// A realm, or a list of nothing but realms.
    fn bare(&mut self, root: &Node, wrapping: Wrapping) {
        if is_realm(root) {
            self.found.extend(document(root, wrapping));
        } else if root.items().all(is_realm) {
            self.found.extend(root.items().filter_map(|item| document(item, wrapping)));
        }
    }

    /// Realms in the strings under `key`. Ranges inside a string in base64 are those of the whole string.
    fn strings(&mut self, root: &Node, key: &str, base64: bool) {
        for entry in root.get(key).into_iter().flat_map(Node::entries) {
            let Some(text) = entry.value.as_str() else { continue };
            let decoded = base64.then(|| super::base64::decode(text)).flatten();
            let node = match &decoded {
                Some(decoded) => Node::string(entry.value.span, decoded.as_str()),
                None if base64 => continue,
                None => entry.value.clone(),
            };
            let text = node.as_str().unwrap_or_default().trim_start();
            let json = text.starts_with(['{', '[']);
            if !text.contains("realm") || !(json || entry.key.ends_with(".yaml") || entry.key.ends_with(".yml")) {
                continue;
            }
            let format = if json { Format::Json } else { Format::Yaml };
            let parsed = embedded(&node, format, self.source);
            let before = self.found.len();
            for document in &parsed.documents {
                self.bare(&document.root, Wrapping::Embedded);
            }
            if self.found.len() > before || (json && text.contains("\"realm\"")) {
                self.errors.extend(parsed.errors);
            }
        }
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

//! The parts of a realm that are resources of their own.

use std::collections::HashMap;

use crate::resource::{Path, PathElement};
use crate::source::{Entry, Node, SourceError};

use super::malformed;

/// Elements nested deeper than this (groups in groups, components in components) are not read.
const MAX_DEPTH: usize = 32;

/// An element of a realm that is a resource of its own.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// Kind of resource.
    pub(super) kind: &'static str,
    /// Where it stands in the realm.
    pub(super) path: Path,
    /// The element.
    pub(super) node: &'a Node,
    /// What follows the realm in its address, `client/portal`.
    pub(super) address: String,
    /// Its own name.
    pub(super) name: String,
    /// What of it names it.
    pub(super) named: Option<&'a Node>,
    /// Provider type of a component.
    pub(super) group: Option<&'a str>,
}

/// A list of a realm: its key, the kind of its elements, their part of the address, and the key that names an element.
struct Section {
    key: &'static str,
    kind: &'static str,
    label: &'static str,
    id: &'static str,
}

const SECTIONS: &[Section] = &[
    Section { key: "clients", kind: "client", label: "client", id: "clientId" },
    Section { key: "clientScopes", kind: "client_scope", label: "client-scope", id: "name" },
    Section { key: "identityProviders", kind: "identity_provider", label: "identity-provider", id: "alias" },
    Section { key: "authenticationFlows", kind: "flow", label: "flow", id: "alias" },
    Section { key: "users", kind: "user", label: "user", id: "username" },
];

/// All elements of the realm representation `root`.
pub(super) fn elements<'a>(root: &'a Node, errors: &mut Vec<SourceError>) -> Vec<Element<'a>> {
    let mut reader = Reader { found: Vec::new(), errors };
    for section in SECTIONS {
        if let Some(list) = root.get(section.key) {
            reader.list(list, vec![section.key.into()], section.kind, section.label, section.id);
        }
    }
    if let Some(roles) = root.get("roles") {
        reader.roles(roles);
    }
    if let Some(groups) = root.get("groups") {
        reader.groups(groups, &vec!["groups".into()], "group", 0);
    }
    if let Some(components) = root.get("components") {
        reader.components(components, &vec!["components".into()], "component", 0);
    }
    let mut found = reader.found;
    tell_apart(&mut found);
    found
}

struct Reader<'a, 'e> {
    found: Vec<Element<'a>>,
    errors: &'e mut Vec<SourceError>,
}

impl<'a> Reader<'a, '_> {
    /// The objects of `list` with their paths; what is no object is an error.
    fn objects(&mut self, list: &'a Node, path: &Path) -> Vec<(Path, &'a Node)> {
        let Some(items) = list.as_sequence() else {
            if !list.is_null() {
                self.errors.push(malformed(list, format!("`{}` of a realm is not a list", last_key(path))));
            }
            return Vec::new();
        };
        let mut objects = Vec::new();
        for (index, node) in items.iter().enumerate() {
            if node.as_mapping().is_none() {
                self.errors.push(malformed(node, format!("an element of `{}` is not an object", last_key(path))));
                continue;
            }
            let mut path = path.clone();
            path.push(index.into());
            objects.push((path, node));
        }
        objects
    }

    /// The entries of `mapping`; an error when it is none.
    fn entries(&mut self, mapping: &'a Node, path: &Path) -> &'a [Entry] {
        if mapping.as_mapping().is_none() && !mapping.is_null() {
            self.errors.push(malformed(mapping, format!("`{}` of a realm is not an object", last_key(path))));
        }
        mapping.as_mapping().map(|mapping| mapping.entries()).unwrap_or_default()
    }

    fn list(&mut self, list: &'a Node, path: Path, kind: &'static str, label: &str, id: &str) {
        for (path, node) in self.objects(list, &path) {
            self.push(kind, path, node, label, &[id], None);
        }
    }

    fn push(
        &mut self,
        kind: &'static str,
        path: Path,
        node: &'a Node,
        label: &str,
        ids: &[&str],
        group: Option<&'a str>,
    ) {
        let named = ids.iter().find_map(|id| node.get(id).filter(|node| node.as_str().is_some()));
        let name = match (named.and_then(Node::as_str), path.last()) {
            (Some(name), _) => name.to_owned(),
            (None, Some(PathElement::Index(index))) => format!("#{index}"),
            (None, _) => String::new(),
        };
        let address = format!("{label}/{name}");
        self.found.push(Element { kind, path, node, address, name, named, group });
    }

    /// `roles.realm` and `roles.client.CLIENT`.
    fn roles(&mut self, roles: &'a Node) {
        let path: Path = vec!["roles".into()];
        self.entries(roles, &path);
        if let Some(list) = roles.get("realm") {
            self.list(list, extended(&path, "realm"), "role", "role", "name");
        }
        let clients = extended(&path, "client");
        for entry in roles.get("client").map(|node| self.entries(node, &clients)).unwrap_or_default() {
            self.list(&entry.value, extended(&clients, &entry.key), "role", &format!("role/{}", entry.key), "name");
        }
    }

    fn groups(&mut self, list: &'a Node, path: &Path, label: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for (path, node) in self.objects(list, path) {
            self.push("group", path.clone(), node, label, &["name"], None);
            let Some(inner) = self.found.last().map(|element| element.address.clone()) else { continue };
            if let Some(children) = node.get("subGroups") {
                self.groups(children, &extended(&path, "subGroups"), &inner, depth + 1);
            }
        }
    }

    /// Components by provider type, and those inside them.
    fn components(&mut self, mapping: &'a Node, path: &Path, label: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for entry in self.entries(mapping, path) {
            for (path, node) in self.objects(&entry.value, &extended(path, &entry.key)) {
                self.push("component", path.clone(), node, label, &["name", "providerId"], Some(&entry.key));
                let Some(inner) = self.found.last().map(|element| element.address.clone()) else { continue };
                if let Some(children) = node.get("subComponents") {
                    self.components(children, &extended(&path, "subComponents"), &inner, depth + 1);
                }
            }
        }
    }
}

fn extended(path: &Path, key: &str) -> Path {
    let mut path = path.clone();
    path.push(key.into());
    path
}

fn last_key(path: &Path) -> &str {
    let key = path.iter().rev().find_map(|element| match element {
        PathElement::Key(key) => Some(key.as_str()),
        PathElement::Index(_) => None,
    });
    key.unwrap_or_default()
}

/// Elements of equal address (client registration policies come once for `anonymous` and once for `authenticated`) get
/// their `subType`, else their number, behind it.
fn tell_apart(elements: &mut [Element<'_>]) {
    let mut count: HashMap<String, usize> = HashMap::new();
    for element in elements.iter() {
        *count.entry(element.address.clone()).or_default() += 1;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for element in elements.iter_mut().filter(|element| count.get(&element.address).is_some_and(|count| *count > 1)) {
        let sub_type = element.node.get("subType").and_then(Node::as_str);
        let candidate = match sub_type {
            Some(sub_type) => format!("{}[{sub_type}]", element.address),
            None => element.address.clone(),
        };
        let number = seen.entry(candidate.clone()).or_default();
        *number += 1;
        element.address = if *number == 1 { candidate } else { format!("{candidate}[{number}]") };
    }
}

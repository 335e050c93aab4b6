//! The identity of a finding across edits that move it.

use std::fmt;
use std::fmt::Write as _;

use crate::resource::{Path, PathElement};
use crate::source::Node;

/// Version of what is hashed; part of every hash.
const VERSION: &str = "1";

/// Keys that name an element of a list, in order of preference: containers, clients, identity providers and flows,
/// users.
const IDENTITY_KEYS: [&str; 4] = ["name", "clientId", "alias", "username"];

/// Hash of policy, unit, address, path by identity, and key; neither of the line nor of the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    /// 32 hexadecimal digits.
    pub exact: String,
    /// The same without the unit's path: finds again what moved with a renamed file.
    pub anywhere: String,
}

impl Fingerprint {
    /// The fingerprint of a finding at `path` of `values`.
    #[must_use]
    pub fn new(policy: &str, unit: &str, address: &str, values: Option<&Node>, path: &Path, key: Option<&str>) -> Self {
        let place = identity_path(values, path);
        let parts = [VERSION, policy, address, &place, key.unwrap_or_default()];
        Self { exact: hash(&[&parts[..], &[unit]].concat()), anywhere: hash(&parts) }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.exact)
    }
}

fn hash(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&part.len().to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// The path with list elements named by what they are where that is unique: `spec.containers[name=web].image`.
fn identity_path(values: Option<&Node>, path: &Path) -> String {
    let mut out = String::new();
    let mut node = values;
    for element in path {
        let next = match element {
            PathElement::Key(key) => {
                let _ = write!(out, ".{key}");
                node.and_then(|node| node.get(key))
            }
            PathElement::Index(index) => {
                match node.and_then(|list| identity(list, *index)) {
                    Some((key, name)) => {
                        let _ = write!(out, "[{key}={name}]");
                    }
                    None => {
                        let _ = write!(out, "[{index}]");
                    }
                }
                node.and_then(|node| node.index(*index))
            }
        };
        node = next;
    }
    out
}

fn identity(list: &Node, index: usize) -> Option<(&'static str, &str)> {
    let element = list.index(index)?;
    IDENTITY_KEYS.into_iter().find_map(|key| {
        let name = element.get(key)?.as_str()?;
        let unique = list.items().filter(|other| other.get(key).and_then(Node::as_str) == Some(name)).count() == 1;
        unique.then_some((key, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Span, Value};

    fn named(names: &[&str]) -> Node {
        let span = Span::new(SourceId(0), 0, 0);
        let items = names
            .iter()
            .map(|name| Node::mapping(span, vec![crate::source::Entry::new("name", span, Node::string(span, *name))]))
            .collect();
        let list = Node::sequence(span, items);
        Node::mapping(span, vec![crate::source::Entry::new("containers", span, list)])
    }

    #[test]
    fn follows_an_element_that_moves() {
        let at = |index: usize| vec![PathElement::from("containers"), index.into(), "image".into()];
        let of =
            |names: &[&str], index| Fingerprint::new("K8S-1", "a.yaml", "Pod/p", Some(&named(names)), &at(index), None);
        assert_eq!(of(&["web", "log"], 0), of(&["log", "web"], 1));
        assert_ne!(of(&["web", "log"], 0), of(&["web", "log"], 1));
        assert_ne!(of(&["web", "web"], 0), of(&["web", "web"], 1));
    }

    #[test]
    fn differs_by_unit_and_key_but_not_by_value() {
        let node = Node::new(Span::new(SourceId(0), 0, 4), Value::Null);
        let of = |unit, key| Fingerprint::new("K8S-1", unit, "Pod/p", Some(&node), &vec!["spec".into()], key);
        assert_ne!(of("a.yaml", None).exact, of("b.yaml", None).exact);
        assert_eq!(of("a.yaml", None).anywhere, of("b.yaml", None).anywhere);
        assert_ne!(of("a.yaml", Some("10.0.0.0/8")), of("a.yaml", None));
    }
}

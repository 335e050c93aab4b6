//! Where a realm holds secrets: their values are never printed, and placeholders in them stay, because policies judge the
//! form in which a secret is given.

use crate::resource::{Path, PathElement};
use crate::source::Node;

/// Keys of `config` (of identity providers, components and authenticators) whose values are secrets.
const CONFIG: &[&str] = &[
    "bindCredential",
    "clientSecret",
    "keyPassword",
    "keystorePassword",
    "password",
    "privateKey",
    "secret",
    "secret.key",
    "truststorePassword",
];
/// Keys of `attributes` of clients whose values are secrets.
const CLIENT_ATTRIBUTES: &[&str] =
    &["client.secret.rotated", "saml.encryption.private.key", "saml.signing.private.key", "token.secret"];
const CLIENT: &[&str] = &["registrationAccessToken", "secret"];
const CREDENTIAL: &[&str] = &["hashedSaltedValue", "salt", "secretData", "value"];
const REALM: &[&str] = &["codeSecret", "privateKey"];
const SMTP: &[&str] = &["authTokenClientSecret", "password"];

/// A step of [`PLACES`]: a key, or any element of a list or mapping.
enum Step {
    Key(&'static str),
    Any,
}

/// Where in the element of each section the keys stand that hold secrets.
fn places(kind: &str) -> &'static [(&'static [Step], &'static [&'static str])] {
    use Step::{Any, Key};
    match kind {
        "realm" => {
            &[(&[], REALM), (&[Key("smtpServer")], SMTP), (&[Key("authenticatorConfig"), Any, Key("config")], CONFIG)]
        }
        "client" => &[(&[], CLIENT), (&[Key("attributes")], CLIENT_ATTRIBUTES)],
        "identity_provider" => &[(&[Key("config")], CONFIG)],
        "component" => &[(&[Key("config")], CONFIG), (&[Key("subComponents"), Any, Any, Key("config")], CONFIG)],
        "user" => &[(&[Key("credentials"), Any], CREDENTIAL)],
        _ => &[],
    }
}

/// Paths of the secrets in `node`, an element of kind `kind`.
pub(crate) fn paths(kind: &str, node: &Node) -> Vec<Path> {
    let mut found = Vec::new();
    for (steps, keys) in places(kind) {
        collect(node, steps, keys, &mut Vec::new(), &mut found);
    }
    found
}

fn collect(node: &Node, steps: &[Step], keys: &[&str], path: &mut Path, found: &mut Vec<Path>) {
    let Some((step, rest)) = steps.split_first() else {
        for key in keys.iter().filter(|key| node.get(key).is_some()) {
            let mut place = path.clone();
            place.push(PathElement::from(*key));
            found.push(place);
        }
        return;
    };
    let mut enter = |element: PathElement, child: &Node| {
        path.push(element);
        collect(child, rest, keys, path, found);
        path.pop();
    };
    match step {
        Step::Key(key) => {
            if let Some(child) = node.get(key) {
                enter(PathElement::from(*key), child);
            }
        }
        Step::Any => {
            node.entries().for_each(|entry| enter(PathElement::from(&*entry.key), &entry.value));
            node.items().enumerate().for_each(|(index, child)| enter(PathElement::from(index), child));
        }
    }
}

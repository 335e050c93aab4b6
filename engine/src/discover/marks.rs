//! Marks in the text of a file that say, without parsing it, what it may be.

use super::FileKind;
use crate::files::path;
use crate::source::Format;

/// How much of a file is looked at for marks that stand at its beginning.
pub(super) const HEAD: usize = 4096;

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    /// How to parse it.
    pub(super) format: Format,
    /// What it most likely is.
    pub(super) kind: FileKind,
    /// Sure enough that a fault in the text is to be reported?
    pub(super) certain: bool,
}

/// The keys by which a document with a `realm` is told to be a realm and not, for instance, an adapter's settings.
pub(super) const REALM_KEYS: [&str; 43] = [
    "accessTokenLifespan",
    "accountTheme",
    "adminEventsEnabled",
    "authenticationFlows",
    "authenticatorConfig",
    "browserFlow",
    "browserSecurityHeaders",
    "bruteForceProtected",
    "clientPolicies",
    "clientProfiles",
    "clientScopeMappings",
    "clientScopes",
    "clients",
    "components",
    "defaultDefaultClientScopes",
    "defaultRole",
    "displayName",
    "enabled",
    "eventsEnabled",
    "groups",
    "identityProviderMappers",
    "identityProviders",
    "internationalizationEnabled",
    "keycloakVersion",
    "loginTheme",
    "loginWithEmailAllowed",
    "notBefore",
    "offlineSessionIdleTimeout",
    "organizationsEnabled",
    "passwordPolicy",
    "registrationAllowed",
    "rememberMe",
    "requiredActions",
    "requiredCredentials",
    "resetPasswordAllowed",
    "roles",
    "scopeMappings",
    "smtpServer",
    "sslRequired",
    "ssoSessionIdleTimeout",
    "ssoSessionMaxLifespan",
    "verifiableCredentialsEnabled",
    "verifyEmail",
];

/// The marks of `text`, the content of the file at `path`; none when nothing in it is ours.
pub(super) fn of(path: &str, text: &str) -> Option<Marks> {
    match format(path, text) {
        Format::Json => json(text),
        Format::Yaml => yaml(path, text),
    }
}

/// The format by the file's extension, else by its first character.
fn format(path: &str, text: &str) -> Format {
    let extension = path::name(path).rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "json" => Format::Json,
        "yaml" | "yml" => Format::Yaml,
        _ if text.trim_start().starts_with(['{', '[']) => Format::Json,
        _ => Format::Yaml,
    }
}

fn json(text: &str) -> Option<Marks> {
    let head = head(text);
    let marks = |kind, certain| Some(Marks { format: Format::Json, kind, certain });
    if ["version", "terraform_version", "serial", "lineage"].iter().all(|key| has_json_key(head, key)) {
        return marks(FileKind::TerraformState, false);
    }
    let is_plan = |text| has_json_key(text, "planned_values") || has_json_key(text, "resource_changes");
    if has_json_key(head, "format_version") && (has_json_key(head, "terraform_version") || is_plan(head)) {
        return marks(FileKind::TerraformPlan, true);
    }
    if has_json_key(text, "apiVersion") && has_json_key(text, "kind") {
        return marks(FileKind::Kubernetes, has_json_key(head, "apiVersion") && has_json_key(head, "kind"));
    }
    if has_json_key(text, "realm") {
        let first =
            text.trim_start_matches(|c: char| c.is_whitespace() || c == '{' || c == '[').starts_with("\"realm\"");
        let known = REALM_KEYS.iter().chain(&["users", "federatedUsers"]).any(|key| has_json_key(text, key));
        if first || known {
            return marks(FileKind::KeycloakRealm, first || has_json_key(head, "realm"));
        }
    }
    if is_plan(text) { marks(FileKind::TerraformPlan, false) } else { None }
}

fn yaml(path: &str, text: &str) -> Option<Marks> {
    let marks = |kind, certain| Some(Marks { format: Format::Yaml, kind, certain });
    if super::kustomization::is_named(path) {
        return marks(FileKind::Kustomization, true);
    }
    match (yaml_key(text, "apiVersion"), yaml_key(text, "kind")) {
        (Some(Indent::None), Some(Indent::None)) => return marks(FileKind::Kubernetes, true),
        (Some(_), Some(_)) => return marks(FileKind::Kubernetes, false),
        _ => {}
    }
    let indent = yaml_key(text, "realm")?;
    let known = REALM_KEYS.iter().chain(&["users"]).filter_map(|key| yaml_key(text, key)).min()?;
    marks(FileKind::KeycloakConfigCli, indent == Indent::None && known == Indent::None)
}

/// The first [`HEAD`] bytes of `text`.
fn head(text: &str) -> &str {
    let end = (0..=HEAD.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

/// Is `key` a key somewhere in this JSON?
fn has_json_key(text: &str, key: &str) -> bool {
    text.match_indices(key).any(|(at, _)| {
        text[..at].ends_with('"')
            && text[at + key.len()..].strip_prefix('"').is_some_and(|rest| rest.trim_start().starts_with(':'))
    })
}

/// Where a key of a YAML text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Indent {
    /// At the beginning of a line.
    None,
    /// Further right, or in braces.
    Some,
}

/// The least indented place where `key` is a key in this YAML.
fn yaml_key(text: &str, key: &str) -> Option<Indent> {
    let places = text.match_indices(key).filter_map(|(at, _)| {
        let before = &text[..at];
        let after = &text[at + key.len()..];
        let (before, after) = match before.chars().next_back() {
            Some(quote @ ('"' | '\'')) => (&before[..before.len() - 1], after.strip_prefix(quote)?),
            _ => (before, after),
        };
        let value = after.trim_start_matches([' ', '\t']).strip_prefix(':')?;
        if !value.is_empty() && !value.starts_with(char::is_whitespace) && before.len() == at {
            return None;
        }
        if before.is_empty() || before.ends_with(['\n', '\r']) {
            return Some(Indent::None);
        }
        before.ends_with([' ', '\t', '{', ',', '-', '?', '\u{feff}']).then_some(Indent::Some)
    });
    let mut least = None;
    for place in places {
        if place == Indent::None {
            return Some(place);
        }
        least = Some(place);
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_keys_from_words() {
        for (text, expected) in [
            ("kind: Pod\n", Some(Indent::None)),
            ("a: 1\r\nkind : Pod", Some(Indent::None)),
            ("\"kind\": Pod", Some(Indent::None)),
            ("'kind': Pod", Some(Indent::None)),
            ("kind:", Some(Indent::None)),
            ("  kind: Pod", Some(Indent::Some)),
            ("- kind: Pod", Some(Indent::Some)),
            ("{a: 1,kind: Pod}", Some(Indent::Some)),
            ("{\"kind\":\"Pod\"}", Some(Indent::Some)),
            ("mankind: x", None),
            ("kinds: x", None),
            ("kind:x", None),
            ("a kindness", None),
            ("", None),
        ] {
            assert_eq!(yaml_key(text, "kind"), expected, "{text:?}");
        }
        assert!(has_json_key("{\"kind\" :1}", "kind"));
        assert!(!has_json_key("[\"kind\", kind:1]", "kind"));
    }

    #[test]
    fn looks_only_at_what_can_be_ours() {
        for (path, text) in [
            ("package-lock.json", r#"{"name": "x", "lockfileVersion": 3, "packages": {}}"#),
            ("openapi.json", r#"{"openapi": "3.0.0", "info": {}, "paths": {"/realm": {}}}"#),
            ("tsconfig.json", "{ // comment\n \"compilerOptions\": {} }"),
            ("ci.yaml", "on: push\njobs:\n  a:\n    steps:\n    - run: kubectl apply\n"),
            ("compose.yaml", "services:\n  kind:\n    image: x\n"),
            ("values.yaml", "replicas: 1\nimage: {tag: x}\nrealm: y\n"),
            ("keycloak.json", r#"{"auth-server-url": "https://x", "realm": "y", "resource": "z"}"#),
            ("any.yaml", "\u{0}\u{1}"),
        ] {
            assert_eq!(of(path, text), None, "{path}");
        }
    }
}

//! Policies of a user that could never report anything: kinds that no resource is of, and no rule that answers.

use std::collections::BTreeSet;

use bartizan_policies::rego_text::strip_comments;

use super::{Metadata, Scope};
use crate::nearest::suggestion;
use crate::resource::Platform;

/// What a realm holds.
const KEYCLOAK: [&str; 9] =
    ["realm", "client", "client_scope", "identity_provider", "component", "user", "role", "group", "flow"];

/// Why a policy would be silent, each with its line, from 1. `known` are kinds that other policies name.
pub(super) fn faults<'k>(
    text: &str,
    metadata: &Metadata,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Vec<(usize, String)> {
    let line_of = |part: &str| text.lines().position(|line| line.contains(part)).unwrap_or_default() + 1;
    let kinds = metadata.kinds.iter().filter_map(|kind| unheard(kind, metadata, known.clone()));
    let mut faults: Vec<(usize, String)> = kinds.map(|message| (line_of("kinds:"), message)).collect();
    if !answers(text) {
        let message = "there is no rule `deny` or `undetermined`, so it reports nothing".to_owned();
        faults.push((line_of("package "), message));
    }
    faults
}

/// What is wrong with a kind that no resource can be of.
fn unheard<'k>(kind: &str, metadata: &Metadata, known: impl Iterator<Item = &'k str> + Clone) -> Option<String> {
    if kind == "*" || kind.contains('/') || known.clone().any(|known| known == kind) {
        return None;
    }
    match metadata.platform {
        Platform::Kubernetes => {
            // All of the group `extensions` moved to others: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
            let of_group = |known: &&str| {
                known.rsplit_once('/').is_some_and(|(group, name)| name == kind && group != "extensions")
            };
            let whole: BTreeSet<String> = known.filter(of_group).map(|known| format!("`{known}`")).collect();
            let whole = Vec::from_iter(whole).join(" or ");
            (!whole.is_empty()).then(|| format!("`{kind}` is a kind of a group: write {whole} in `kinds`"))
        }
        // Of the whole fleet, resources of Terraform may be asked for too.
        Platform::Keycloak if !(metadata.scope == Scope::Fleet && kind.contains('_')) => {
            let near = suggestion(kind, KEYCLOAK);
            (!KEYCLOAK.contains(&kind)).then(|| format!("`{kind}` in `kinds` is nothing that a realm holds{near}"))
        }
        _ => None,
    }
}

/// Does the text define a rule that reports something?
fn answers(text: &str) -> bool {
    let is_head = |line: &str, name: &str| {
        let rest = line.trim_start().strip_prefix(name);
        rest.is_some_and(|rest| !rest.starts_with(|next: char| next == '_' || next.is_ascii_alphanumeric()))
    };
    strip_comments(text).lines().any(|line| is_head(line, "deny") || is_head(line, "undetermined"))
}

#[cfg(test)]
mod tests {
    use crate::policy::Pack;

    fn told(platform: &str, scope: &str, kinds: &str, rule: &str) -> String {
        let text = format!(
            "# METADATA\n# title: Things are owned\n# custom:\n#   id: ACME-001\n#   platform: {platform}\n#   scope: {scope}\n#   \
             kinds: [{kinds}]\npackage own.thing\n\n{rule} contains {{\"message\": \"m\", \"path\": []}} if input.values\n"
        );
        let added = Pack::bundled().with_files(vec![("thing.rego".to_owned(), text)]);
        added.err().unwrap_or_default().iter().map(|error| format!("{error}\n")).collect()
    }

    #[test]
    fn what_can_never_fire_is_refused() {
        let cases = [
            told("kubernetes", "resource", "Deployment", "deny"),
            told("kubernetes", "resource", "Pod, Ingress", "deny"),
            told("keycloak", "resource", "clientt", "deny"),
            told("kubernetes", "resource", "Pod", "violation"),
            told("keycloak", "unit", "realm", "denny"),
        ];
        insta::assert_snapshot!(cases.concat(), @"
        thing.rego:7: `Deployment` is a kind of a group: write `apps/Deployment` in `kinds`
        thing.rego:7: `Ingress` is a kind of a group: write `networking.k8s.io/Ingress` in `kinds`
        thing.rego:7: `clientt` in `kinds` is nothing that a realm holds; did you mean `client`?
        thing.rego:8: there is no rule `deny` or `undetermined`, so it reports nothing
        thing.rego:8: there is no rule `deny` or `undetermined`, so it reports nothing
        ");
    }

    #[test]
    fn what_may_fire_is_taken() {
        for (platform, scope, kinds, rule) in [
            ("kubernetes", "resource", "apps/Deployment, Pod, \"*\", \"acme.example/*\"", "deny"),
            ("kubernetes", "fleet", "helm_release, Namespace", "undetermined"),
            ("keycloak", "fleet", "realm, aws_cognito_user_pool", "deny"),
            ("terraform", "resource", "acme_thing", "deny"),
        ] {
            assert_eq!(told(platform, scope, kinds, rule), "", "{kinds}");
        }
    }
}

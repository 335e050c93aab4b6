//! Realms in, resources out.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use insta::assert_snapshot;

use super::{RealmDocument, Wrapping, is_complete, read_realm, realms};
use crate::config::Config;
use crate::discover::is_realm;
use crate::resource::Resource;
use crate::source::{Format, SourceError, parse_json};
use crate::testing;

fn documents(text: &str, format: Format) -> Vec<RealmDocument> {
    let (source, document) = testing::document(text, format);
    let (documents, errors) = realms(&document.root, &source);
    assert_eq!(errors, []);
    documents
}

fn read(text: &str) -> (Vec<Resource>, Vec<SourceError>) {
    read_realm(&documents(text, Format::Json), &Config::default())
}

fn shown(text: &str) -> String {
    let (resources, errors) = read(text);
    testing::show_all(&resources, &errors)
}

/// Addresses with kind and group.
fn addresses(text: &str) -> String {
    let (resources, errors) = read(text);
    assert_eq!(errors, []);
    let lines = resources.iter().map(|resource| match &resource.group {
        Some(group) => format!("{} {} ({group})\n", resource.kind, resource.address),
        None => format!("{} {}\n", resource.kind, resource.address),
    });
    lines.collect()
}

#[test]
fn every_part_of_a_realm_is_a_resource() {
    assert_snapshot!(addresses(
        r#"{"realm": "r", "enabled": true,
        "clients": [{"clientId": "portal"}, {"name": "no id"}],
        "clientScopes": [{"name": "profile"}], "identityProviders": [{"alias": "national-id"}],
        "authenticationFlows": [{"alias": "browser with otp"}], "users": [{"username": "op"}],
        "roles": {"realm": [{"name": "admin"}], "client": {"portal": [{"name": "admin"}]}},
        "groups": [{"name": "a", "subGroups": [{"name": "b"}]}],
        "components": {
            "org.keycloak.storage.UserStorageProvider": [{"name": "ldap", "subComponents": {
                "org.keycloak.storage.ldap.mappers.LDAPStorageMapper": [{"name": "email"}]}}],
            "P": [{"name": "same", "subType": "anonymous"}, {"name": "same", "subType": "authenticated"}, {"providerId": "max-clients"}]}}"#
    ), @r#"
    realm r
    client r/client/portal
    client r/client/#1
    client_scope r/client-scope/profile
    identity_provider r/identity-provider/national-id
    flow r/flow/browser with otp
    user r/user/op
    role r/role/admin
    role r/role/portal/admin
    group r/group/a
    group r/group/a/b
    component r/component/ldap (org.keycloak.storage.UserStorageProvider)
    component r/component/ldap/email (org.keycloak.storage.ldap.mappers.LDAPStorageMapper)
    component r/component/same[anonymous] (P)
    component r/component/same[authenticated] (P)
    component r/component/max-clients (P)
    "#);
}

#[test]
fn secrets_are_sensitive_in_the_part_and_in_the_realm() {
    let (resources, errors) = read(
        r#"{"realm": "r", "enabled": true, "smtpServer": {"host": "h", "password": "p"},
        "clients": [{"clientId": "c", "secret": "s", "attributes": {"client.secret.rotated": "o", "x": "y"}}],
        "identityProviders": [{"alias": "i", "config": {"clientSecret": "s", "clientId": "c"}}],
        "components": {"T": [{"name": "n", "config": {"bindCredential": ["b"], "bindDn": ["d"]}, "subComponents": {
            "S": [{"name": "m", "config": {"secret": ["x"]}}]}}]},
        "users": [{"username": "u", "credentials": [{"type": "password", "value": "v", "secretData": "{}"}]}]}"#,
    );
    assert_eq!(errors, []);
    let lines: String = resources
        .iter()
        .flat_map(|resource| {
            resource.sensitive.iter().map(|path| format!("{}: {}\n", resource.address, testing::path(path)))
        })
        .collect();
    assert_snapshot!(lines, @r#"
    r: clients[0].attributes.client.secret.rotated
    r: clients[0].secret
    r: components.T[0].config.bindCredential
    r: components.T[0].subComponents.S[0].config.secret
    r: identityProviders[0].config.clientSecret
    r: smtpServer.password
    r: users[0].credentials[0].secretData
    r: users[0].credentials[0].value
    r/client/c: secret
    r/client/c: attributes.client.secret.rotated
    r/identity-provider/i: config.clientSecret
    r/user/u: credentials[0].secretData
    r/user/u: credentials[0].value
    r/component/n: config.bindCredential
    r/component/n: subComponents.S[0].config.secret
    r/component/n/m: config.secret
    "#);
}

#[test]
fn placeholders_are_unknown_but_for_secrets() {
    assert_snapshot!(shown(
        r#"{"realm": "r", "enabled": "$(env:ENABLED)", "displayName": "${client_account}", "sslRequired": "${SSL_REQUIRED}",
        "clients": [{"clientId": "c", "secret": "$(env:SECRET)", "redirectUris": ["https://$(env:HOST)/*", "b"]}]}"#
    ), @r#"
    realm r
      values {realm: "r", displayName: "${client_account}", clients: [{clientId: "c", secret: "$(env:SECRET)", redirectUris: [null, "b"]}]}
      unknown enabled: placeholder filled at import
      unknown sslRequired: placeholder filled at import
      unknown clients[0].redirectUris[0]: placeholder filled at import
      sensitive clients[0].secret
    client r/client/c
      values {clientId: "c", secret: "$(env:SECRET)", redirectUris: [null, "b"]}
      unknown redirectUris[0]: placeholder filled at import
      sensitive secret
    "#);
}

#[test]
fn all_wrappings_are_opened() {
    let list = documents(r#"[{"realm": "a", "enabled": true}, {"realm": "b", "clients": []}]"#, Format::Json);
    assert_eq!(list.iter().map(|document| &*document.realm).collect::<Vec<_>>(), ["a", "b"]);
    let import = "apiVersion: k8s.keycloak.org/v2alpha1\nkind: KeycloakRealmImport\nmetadata: {name: x}\nspec:\n  realm:\n    realm: c\n    enabled: true\n";
    let import = documents(import, Format::Yaml);
    assert_eq!((&*import[0].realm, import[0].wrapping), ("c", Wrapping::RealmImport));
    assert!(!is_complete(&import));
    let (resources, _) = read_realm(&import, &Config::default());
    assert_eq!(resources[0].address, "c");
    for text in [
        r#"{"realm": "a"}"#,
        r#"{"enabled": true}"#,
        r#"[]"#,
        r#"[1]"#,
        r#""x""#,
        r#"{"realm": {}, "clients": []}"#,
        r#"{"kind": "Secret", "data": 1}"#,
    ] {
        assert!(documents(text, Format::Json).is_empty(), "{text}");
    }
}

#[test]
fn realms_in_strings_keep_their_places() {
    let text = "kind: ConfigMap\nmetadata: {name: r}\ndata:\n  other.json: '{\"a\": 1}'\n  realm.json: |\n    {\"realm\": \"ä\", \"enabled\": true,\n     \"clients\": [{\"clientId\": \"portal\"}]}\n  cli.yaml: |\n    realm: cli\n    enabled: true\n";
    let documents_found = documents(text, Format::Yaml);
    let (resources, _) = read_realm(&documents_found, &Config::default());
    let heads: Vec<(&str, &str)> = resources
        .iter()
        .map(|resource| (resource.address.as_str(), &text[resource.head.start as usize..resource.head.end as usize]))
        .collect();
    assert_eq!(heads, [("ä", "\"ä\""), ("ä/client/portal", "\"portal\""), ("cli", "cli")]);
    assert!(documents_found.iter().all(|document| document.wrapping == Wrapping::Embedded));
}

#[test]
fn realms_in_secrets_are_decoded() {
    // {"realm": "r", "enabled": true}
    let text = r#"{"kind": "List", "items": [{"kind": "Secret", "data": {"x": "eyJyZWFsbSI6ICJyIiwgImVuYWJsZWQiOiB0cnVlfQ==", "y": "%%%"},
        "stringData": {"z": "{\"realm\": \"s\", \"clients\": []}"}}]}"#;
    let found = documents(text, Format::Json);
    assert_eq!(found.iter().map(|document| &*document.realm).collect::<Vec<_>>(), ["s", "r"]);
    let span = found[1].root.span;
    assert!(text[span.start as usize..span.end as usize].starts_with("\"eyJ"));
}

#[test]
fn a_broken_realm_in_a_string_is_told() {
    let (source, document) =
        testing::document(r#"{"kind": "ConfigMap", "data": {"r.json": "{\"realm\": \"r\","}}"#, Format::Json);
    let (found, errors) = realms(&document.root, &source);
    assert_eq!((found.len(), errors.len()), (0, 1));
}

#[test]
fn a_directory_export_is_one_realm() {
    let mut all = documents(r#"{"realm": "r", "keycloakVersion": "26.4.0", "clients": []}"#, Format::Json);
    all.extend(documents(r#"{"realm": "r", "users": [{"username": "u"}]}"#, Format::Json));
    assert!(is_complete(&all) && !is_complete(&all[1..]));
    let (resources, errors) = read_realm(&all, &Config::default());
    assert_eq!(errors, []);
    let kinds: Vec<_> =
        resources.iter().map(|resource| (resource.kind.as_str(), resource.version.as_deref())).collect();
    assert_eq!(kinds, [("realm", Some("26.4.0")), ("user", Some("26.4.0"))]);
}

#[test]
fn files_of_config_cli_are_not_complete() {
    let with =
        |name: &str| documents(&format!(r#"{{"realm": "r", "enabled": true, "displayName": "{name}"}}"#), Format::Json);
    assert!(is_complete(&with("plain")));
    assert!(!is_complete(&with("$(env:NAME)")));
}

#[test]
fn faults_are_told_and_the_rest_is_read() {
    assert_snapshot!(shown(
        r#"{"realm": "r", "enabled": true, "clients": {"a": 1}, "users": ["x", {"username": "u"}], "roles": [1],
        "groups": [null], "components": {"T": "x", "U": [{"name": "n"}]}}"#
    ), @r#"
    realm r
      values {realm: "r", enabled: true, clients: {a: 1}, users: ["x", {username: "u"}], roles: [1], groups: [null], components: {T: "x", U: [{name: "n"}]}}
    user r/user/u
      values {username: "u"}
    component r/component/n group=U
      values {name: "n"}
    error Parse: `clients` of a realm is not a list
    error Parse: an element of `users` is not an object
    error Parse: `roles` of a realm is not an object
    error Parse: an element of `groups` is not an object
    error Parse: `T` of a realm is not a list
    "#);
}

#[test]
fn no_shape_is_too_odd() {
    let text = r#"{"kind": "List", "items": [{"kind": "KeycloakRealmImport", "spec": {"realm": {"realm": "r", "smtpServer": {"password": "p"},
        "clients": [{"clientId": "$(env:X)", "attributes": {"a": "b"}}], "roles": {"realm": [{"name": "n"}], "client": {"c": [{"name": "n"}]}},
        "groups": [{"name": "g", "subGroups": [{"name": "h"}]}], "users": [{"username": "u", "credentials": [{"value": "v"}]}],
        "components": {"T": [{"name": "n", "subType": "s", "config": {"secret": ["x"]}, "subComponents": {"S": [{"name": "m"}]}}]}}}},
        {"kind": "Secret", "data": {"x": "eyJyZWFsbSI6ICJyIiwgImVuYWJsZWQiOiB0cnVlfQ=="}}]}"#;
    let (source, document) = testing::document(text, Format::Json);
    let mut read = 0;
    for root in testing::mutations(&document.root) {
        let (documents, _) = realms(&root, &source);
        read += read_realm(&documents, &Config::default()).0.len();
    }
    assert!(read > 1000);
}

#[test]
fn the_name_is_the_head() {
    let text =
        r#"{"realm": "ä", "enabled": true, "clients": [{"enabled": true, "clientId": "🌈"}, {"enabled": true}]}"#;
    let (resources, _) = read(text);
    let heads: Vec<&str> =
        resources.iter().map(|resource| &text[resource.head.start as usize..resource.head.end as usize]).collect();
    assert_eq!(heads, [r#""ä""#, r#""🌈""#, r#""enabled""#]);
}

#[test]
fn every_real_realm_is_read() {
    let mut counts = String::new();
    for (name, source) in testing::corpus("realms", ".json") {
        let parsed = parse_json(&source);
        assert_eq!(parsed.errors, [], "{name}");
        let root = &parsed.documents[0].root;
        assert!(is_realm(root), "{name}");
        let (documents, faults) = realms(root, &source);
        assert_eq!(faults, [], "{name}");
        let (resources, errors) = read_realm(&documents, &Config::default());
        assert_eq!(errors, [], "{name}");
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for resource in &resources {
            *kinds.entry(&resource.kind).or_default() += 1;
        }
        let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let version = resources[0].version.as_deref().unwrap_or("-");
        counts.push_str(&format!("{} {version}: {}\n", name.trim_start_matches("realms/"), kinds.join(", ")));
    }
    if !counts.is_empty() {
        assert_snapshot!(counts, @r#"
        exported-26.4.0-source.json -: client 3, client_scope 1, component 1, identity_provider 1, realm 1, user 1
        exported-26.4.0/citizens-realm.json 26.4.0: client 9, client_scope 2, component 13, flow 21, identity_provider 1, realm 1, role 31
        exported-26.4.0/citizens-users-0.json -: user 2
        master-18.0.2.json 18.0.2: client 6, client_scope 10, component 12, flow 20, realm 1, role 31
        master-21.1.2.json 21.1.2: client 6, client_scope 10, component 12, flow 20, realm 1, role 32
        master-24.0.5.json 24.0.5: client 6, client_scope 10, component 13, flow 18, realm 1, role 32
        master-25.0.5.json 25.0.5: client 6, client_scope 11, component 13, flow 18, realm 1, role 32
        master-26.0.5.json 26.0.0: client 6, client_scope 13, component 13, flow 18, realm 1, role 32
        quickstart-device-config-realm-import.json -: client 1, realm 1, user 1
        quickstart-extension-action-token-authenticator-quickstart-realm.json -: realm 1, role 2, user 2
        quickstart-extension-event-listener-sysout-quickstart-realm.json -: realm 1, role 2, user 2
        quickstart-extension-event-store-mem-quickstart-realm.json -: realm 1, role 2, user 2
        quickstart-extension-extend-account-console-quickstart-realm.json -: realm 1, role 2, user 2
        quickstart-extension-user-storage-jpa-quickstart-realm.json -: realm 1, role 2, user 2
        quickstart-jakarta-jaxrs-resource-server-config-realm-import.json -: client 1, realm 1, role 2, user 2
        quickstart-jakarta-servlet-authz-client-config-realm-import.json -: client 1, realm 1, role 3, user 4
        quickstart-jakarta-servlet-saml-service-provider-config-realm-import.json -: client 1, realm 1, role 1, user 1
        quickstart-jakarta-servlet-saml-service-provider-quickstart-realm.json -: client 1, realm 1, role 1, user 1
        quickstart-js-spa-config-realm-import.json -: client 1, realm 1, role 2, user 2
        quickstart-nodejs-resource-server-config-realm-import.json -: client 2, realm 1, role 2, user 2
        quickstart-spring-rest-authz-resource-server-config-realm-import.json -: client 1, realm 1, role 2, user 3
        "#);
    }
}

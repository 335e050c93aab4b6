//! `keycloak_*` resources in the shape of a realm export.

use insta::assert_snapshot;

use super::read;
use crate::files::{Files, Limits};
use crate::finding::{Finding, State};
use crate::policy::Profile;
use crate::resource::{Platform, Resource};
use crate::session::{Options, Session};
use crate::testing;

/// What the resources `(type, name, after, unknown)` make in Keycloak, given their expressions.
fn made(instances: &[(&str, &str, &str, &str)], expressions: &str) -> Vec<Resource> {
    let changes: Vec<String> = instances
        .iter()
        .map(|(kind, name, after, unknown)| {
            format!(
                r#"{{"address": "keycloak_{kind}.{name}", "mode": "managed", "type": "keycloak_{kind}", "name": "{name}",
                    "change": {{"actions": ["create"], "after": {after}, "after_unknown": {unknown}}}}}"#
            )
        })
        .collect();
    let blocks: Vec<String> = instances
        .iter()
        .map(|(kind, name, _, _)| format!(r#"{{"address": "keycloak_{kind}.{name}", "expressions": {expressions}}}"#))
        .collect();
    let plan = format!(
        r#"{{"resource_changes": [{}], "configuration": {{"root_module": {{"resources": [{}]}}}}}}"#,
        changes.join(","),
        blocks.join(",")
    );
    let (resources, errors) = read(&plan);
    assert_eq!(errors, []);
    let mut made: Vec<Resource> =
        resources.into_iter().filter(|resource| resource.platform == Platform::Keycloak).collect();
    for resource in &mut made {
        assert_eq!(resource.derived_from.as_deref(), Some(resource.address.as_str()));
        resource.actions.clear();
    }
    made
}

fn shown(instances: &[(&str, &str, &str, &str)], expressions: &str) -> String {
    testing::show_all(&made(instances, expressions), &[])
}

#[test]
fn a_realm() {
    let after = r#"{"realm": "citizens", "ssl_required": "none", "access_token_lifespan": "1h30m", "password_policy": null,
        "attributes": {"some_key": "v"}, "user_managed_access": false, "oauth2_device_polling_interval": 5,
        "smtp_server": [{"host": "mail", "starttls": false, "auth": [{"username": "u", "password": "p"}]}],
        "security_defenses": [{"headers": [{"x_frame_options": "DENY"}], "brute_force_detection": [{"max_login_failures": 10}]}],
        "otp_policy": []}"#;
    let unknown = r#"{"id": true, "otp_policy": true, "remember_me": true, "verify_email": true, "default_default_client_scopes": [true]}"#;
    assert_snapshot!(shown(&[("realm", "r", after, unknown)], r#"{"verify_email": {"references": ["local.x"]}}"#), @r#"
    realm keycloak_realm.r
      values {attributes: {some_key: "v"}, oauth2DevicePollingInterval: 5, realm: "citizens", sslRequired: "none", userManagedAccessAllowed: false, accessTokenLifespan: 5400, bruteForceProtected: true, failureFactor: 10, browserSecurityHeaders: {xFrameOptions: "DENY"}, smtpServer: {auth: "true", password: "p", user: "u", host: "mail", starttls: "false"}}
      unknown otpPolicyAlgorithm: known after apply
      unknown otpPolicyCodeReusable: known after apply
      unknown otpPolicyDigits: known after apply
      unknown otpPolicyInitialCounter: known after apply
      unknown otpPolicyLookAheadWindow: known after apply
      unknown otpPolicyPeriod: known after apply
      unknown otpPolicyType: known after apply
      unknown verifyEmail: known after apply
      unknown defaultDefaultClientScopes[0]: known after apply
      sensitive smtpServer.password
    "#);
}

#[test]
fn parts_complete_their_realm() {
    let realm = r#"{"realm": "citizens", "browser_flow": "browser"}"#;
    assert_snapshot!(shown(
        &[
            ("realm", "r", realm, "{}"),
            ("realm_events", "e", r#"{"events_enabled": true}"#, r#"{"realm_id": true, "enabled_event_types": true}"#),
            ("authentication_bindings", "b", r#"{"realm_id": "citizens", "browser_flow": "with-otp"}"#, "{}"),
            ("required_action", "a", r#"{"realm_id": "citizens", "alias": "CONFIGURE_TOTP", "enabled": true}"#, "{}"),
            ("required_action", "w", r#"{"realm_id": "citizens", "alias": "webauthn-register"}"#, r#"{"default_action": true}"#),
        ],
        r#"{"realm_id": {"references": ["keycloak_realm.r.id", "keycloak_realm.r"]}, "default_action": {"references": ["local.x"]},
            "enabled_event_types": {"references": ["local.x"]}}"#
    ), @r#"
    realm keycloak_realm.r
      values {realm: "citizens", eventsEnabled: true, browserFlow: "with-otp", requiredActions: [{alias: "CONFIGURE_TOTP", enabled: true, providerId: "CONFIGURE_TOTP"}, {alias: "webauthn-register", providerId: "webauthn-register"}]}
      unknown enabledEventTypes: known after apply
      unknown requiredActions[1].defaultAction: known after apply
    "#);
}

#[test]
fn protocol_mappers_are_parts_of_clients_and_scopes() {
    let mapper =
        r#"{"name": "level", "user_attribute": "clearance", "claim_name": "clearance", "add_to_id_token": true}"#;
    assert_snapshot!(shown(
        &[
            ("openid_client", "c", r#"{"client_id": "c"}"#, "{}"),
            ("openid_client_scope", "s", r#"{"name": "s"}"#, "{}"),
            ("openid_user_attribute_protocol_mapper", "m", mapper, r#"{"client_id": true}"#),
            ("generic_protocol_mapper", "g", r#"{"name": "g", "protocol_mapper": "x", "config": {"a.b": "c"}}"#, r#"{"client_scope_id": true, "protocol": true}"#),
        ],
        r#"{"client_id": {"references": ["keycloak_openid_client.c.id", "keycloak_openid_client.c"]}, "protocol": {"references": ["local.x"]},
            "client_scope_id": {"references": ["keycloak_openid_client_scope.s.id", "keycloak_openid_client_scope.s"]}}"#
    ), @r#"
    client keycloak_openid_client.c
      values {clientId: "c", protocol: "openid-connect", protocolMappers: [{name: "level", protocol: "openid-connect", protocolMapper: "oidc-usermodel-attribute-mapper", config: {access.token.claim: "true", id.token.claim: "true", userinfo.token.claim: "true", claim.name: "clearance", user.attribute: "clearance"}}]}
      reference clientId -> keycloak_openid_client.c
    client_scope keycloak_openid_client_scope.s
      values {name: "s", protocol: "openid-connect", protocolMappers: [{name: "g", protocolMapper: "x", config: {a.b: "c"}}]}
      unknown protocolMappers[0].protocol: known after apply
    "#);
}

#[test]
fn parts_of_other_realms_are_left_out() {
    let realm = ("realm", "r", r#"{"realm": "citizens"}"#, "{}");
    let twin = ("realm", "twin", r#"{"realm": "citizens"}"#, "{}");
    let by_name = ("realm_events", "e", r#"{"realm_id": "citizens", "events_enabled": true}"#, "{}");
    let other = ("realm_events", "e", r#"{"realm_id": "other", "events_enabled": true}"#, "{}");
    let enabled = |instances: &[(&str, &str, &str, &str)]| {
        made(instances, "{}").iter().filter(|realm| realm.values.get("eventsEnabled").is_some()).count()
    };
    assert_eq!([enabled(&[realm, by_name]), enabled(&[realm, other]), enabled(&[realm, twin, by_name])], [1, 0, 0]);
}

#[test]
fn clients() {
    let client = r#"{"client_id": "portal", "access_type": "PUBLIC", "implicit_flow_enabled": true, "valid_redirect_uris": ["*"],
        "valid_post_logout_redirect_uris": ["a", "b"], "pkce_code_challenge_method": "S256", "use_refresh_tokens": true,
        "access_token_lifespan": "300", "authorization": [{"decision_strategy": "UNANIMOUS"}], "extra_config": {"jwks.url": "u", "n": 1}}"#;
    let unknown = r#"{"id": true, "realm_id": true, "client_secret": true, "web_origins": [false, true]}"#;
    assert_snapshot!(shown(
        &[("openid_client", "c", client, unknown), ("realm", "r", r#"{"realm": "x"}"#, "{}")],
        r#"{"realm_id": {"references": ["keycloak_realm.r.id", "keycloak_realm.r"]}, "client_id": {"constant_value": "portal"}}"#
    ), @r#"
    client keycloak_openid_client.c
      values {clientId: "portal", implicitFlowEnabled: true, protocol: "openid-connect", publicClient: true, bearerOnly: false, redirectUris: ["*"], authorizationServicesEnabled: true, authorizationSettings: {decisionStrategy: "UNANIMOUS"}, attributes: {access.token.lifespan: "300", pkce.code.challenge.method: "S256", use.refresh.tokens: "true", post.logout.redirect.uris: "a##b", jwks.url: "u", n: "1"}}
      unknown webOrigins[1]: known after apply
      reference realm -> keycloak_realm.r
      literal clientId
    realm keycloak_realm.r
      values {realm: "x"}
    "#);
    let confidential = r#"{"client_id": "api", "client_secret": "s", "service_accounts_enabled": true}"#;
    assert_snapshot!(shown(&[("openid_client", "c", confidential, r#"{"access_type": true, "valid_post_logout_redirect_uris": [true]}"#)],
        r#"{"client_secret": {"constant_value": "s"}, "access_type": {"references": ["local.x"]}}"#), @r#"
    client keycloak_openid_client.c
      values {clientId: "api", serviceAccountsEnabled: true, protocol: "openid-connect", secret: "s"}
      unknown publicClient: known after apply
      unknown bearerOnly: known after apply
      unknown attributes.post.logout.redirect.uris: known after apply
      sensitive secret
      literal secret
    "#);
    let saml = r#"{"client_id": "s", "sign_assertions": false, "signing_private_key": "k"}"#;
    assert_snapshot!(shown(&[("saml_client", "c", saml, "{}")], "{}"), @r#"
    client keycloak_saml_client.c
      values {clientId: "s", protocol: "saml", attributes: {saml.assertion.signature: "false", saml.signing.private.key: "k"}}
      sensitive attributes.saml.signing.private.key
    "#);
}

#[test]
fn everything_else() {
    assert_snapshot!(shown(
        &[
            ("oidc_identity_provider", "i", r#"{"alias": "id", "provider_id": "oidc", "trust_email": true, "client_secret": "s", "validate_signature": false, "jwks_url": "", "extra_config": {"pkceEnabled": "true"}}"#, r#"{"token_url": true}"#),
            ("saml_identity_provider", "i", r#"{"alias": "saml", "want_assertions_signed": false}"#, "{}"),
            ("ldap_user_federation", "l", r#"{"name": "ldap", "connection_url": "ldap://x", "bind_credential": "b", "use_truststore_spi": "NEVER", "user_object_classes": ["a", "b"], "vendor": "OTHER", "start_tls": false, "search_scope": "SUBTREE"}"#, "{}"),
            ("user", "u", r#"{"username": "op", "initial_password": [{"value": "p", "temporary": false}]}"#, "{}"),
            ("realm_keystore_rsa_generated", "k", r#"{"name": "rsa", "key_size": 1024}"#, "{}"),
            ("no_such_type", "x", "{}", "{}"),
        ],
        "{}"
    ), @r#"
    identity_provider keycloak_oidc_identity_provider.i
      values {alias: "id", providerId: "oidc", trustEmail: true, config: {clientSecret: "s", jwksUrl: "", validateSignature: "false", pkceEnabled: "true"}}
      sensitive config.clientSecret
    identity_provider keycloak_saml_identity_provider.i
      values {alias: "saml", config: {wantAssertionsSigned: "false"}, providerId: "saml"}
    component keycloak_ldap_user_federation.l group=org.keycloak.storage.UserStorageProvider
      values {name: "ldap", providerId: "ldap", config: {bindCredential: ["b"], connectionUrl: ["ldap://x"], searchScope: ["2"], startTls: ["false"], useTruststoreSpi: ["never"], userObjectClasses: ["a, b"], vendor: ["other"]}}
      sensitive config.bindCredential
    user keycloak_user.u
      values {username: "op", credentials: [{value: "p", temporary: false}]}
      sensitive credentials[0].value
    component keycloak_realm_keystore_rsa_generated.k group=org.keycloak.keys.KeyProvider
      values {name: "rsa", providerId: "rsa-generated", config: {keySize: ["1024"]}}
    "#);
}

#[test]
fn client_policies_and_scopes_are_parts_of_their_realm() {
    let profile = r#"{"name": "rotating", "executor": [{"name": "secret-rotation", "configuration": {"expiration-period": "2505600"}}, {"name": "pkce-enforcer"}]}"#;
    let policy =
        r#"{"name": "all", "profiles": ["rotating"], "condition": [{"name": "any-client", "configuration": "{}"}]}"#;
    assert_snapshot!(shown(
        &[
            ("realm", "r", r#"{"realm": "citizens"}"#, "{}"),
            ("realm_client_policy_profile", "p", profile, r#"{"realm_id": true, "executor": [{"name": true}]}"#),
            ("realm_client_policy_profile_policy", "p", policy, r#"{"realm_id": true}"#),
            ("realm_client_policy_profile_policy", "off", r#"{"name": "off", "enabled": false}"#, r#"{"realm_id": true, "profiles": true}"#),
            ("realm_client_policy_profile_policy", "later", r#"{"name": "later"}"#, r#"{"realm_id": true, "enabled": true}"#),
            ("realm_default_client_scopes", "d", r#"{"default_scopes": ["basic"]}"#, r#"{"realm_id": true}"#),
            ("realm_optional_client_scopes", "o", r#"{"optional_scopes": ["phone"]}"#, r#"{"realm_id": true}"#),
            ("attribute_importer_identity_provider_mapper", "m", r#"{"realm": "citizens", "name": "mail", "identity_provider_alias": "id", "extra_config": {"syncMode": "INHERIT"}}"#, "{}"),
            ("custom_identity_provider_mapper", "c", r#"{"realm": "citizens", "name": "groups", "identity_provider_alias": "id", "identity_provider_mapper": "x"}"#, r#"{"extra_config": {"syncMode": true}}"#),
        ],
        r#"{"realm_id": {"references": ["keycloak_realm.r.id", "keycloak_realm.r"]}, "enabled": {"references": ["local.x"]},
            "executor": [{"name": {"references": ["local.x"]}}], "extra_config": {"references": ["local.x"]}, "profiles": {"references": ["local.x"]}}"#
    ), @r#"
    realm keycloak_realm.r
      values {realm: "citizens", clientProfiles: {profiles: [{name: "rotating", executors: [{executor: "secret-rotation", configuration: {expiration-period: "2505600"}}, {executor: "pkce-enforcer"}]}]}, clientPolicies: {policies: [{name: "all", profiles: ["rotating"], enabled: true, conditions: [{condition: "any-client", configuration: "{}"}]}, {name: "off", enabled: false}, {name: "later"}]}, defaultDefaultClientScopes: ["basic"], defaultOptionalClientScopes: ["phone"], identityProviderMappers: [{identityProviderAlias: "id", name: "mail", config: {syncMode: "INHERIT"}}, {identityProviderAlias: "id", name: "groups", identityProviderMapper: "x"}]}
      unknown clientProfiles.profiles[0].executors[0].executor: known after apply
      unknown clientPolicies.policies[1].profiles: known after apply
      unknown clientPolicies.policies[2].enabled: known after apply
      unknown identityProviderMappers[1].config.syncMode: known after apply
    "#);
}

#[test]
fn scopes_and_claims_are_parts_of_their_client() {
    assert_snapshot!(shown(
        &[
            ("openid_client", "c", r#"{"client_id": "c"}"#, "{}"),
            ("openid_client_default_scopes", "d", r#"{"default_scopes": ["basic", "api"]}"#, r#"{"client_id": true}"#),
            ("openid_client_optional_scopes", "o", "{}", r#"{"client_id": true, "optional_scopes": true}"#),
            ("openid_audience_protocol_mapper", "a", r#"{"name": "a", "included_custom_audience": "api"}"#, r#"{"client_id": true}"#),
            ("openid_hardcoded_claim_protocol_mapper", "h", r#"{"name": "h", "claim_name": "aud", "add_to_access_token": false}"#, r#"{"client_id": true, "add_to_id_token": true}"#),
        ],
        r#"{"client_id": {"references": ["keycloak_openid_client.c.id", "keycloak_openid_client.c"]}, "optional_scopes": {"references": ["local.x"]},
            "add_to_id_token": {"references": ["local.x"]}}"#
    ), @r#"
    client keycloak_openid_client.c
      values {clientId: "c", protocol: "openid-connect", defaultClientScopes: ["basic", "api"], protocolMappers: [{name: "a", protocol: "openid-connect", protocolMapper: "oidc-audience-mapper", config: {access.token.claim: "true", id.token.claim: "true", included.custom.audience: "api"}}, {name: "h", protocol: "openid-connect", protocolMapper: "oidc-hardcoded-claim-mapper", config: {access.token.claim: "false", userinfo.token.claim: "true", claim.name: "aud"}}]}
      unknown optionalClientScopes: known after apply
      unknown protocolMappers[1].config.id.token.claim: known after apply
      reference clientId -> keycloak_openid_client.c
    "#);
}

/// What policies say of clients and identity providers in a realm of this configuration.
fn said(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("main.tf"), text).unwrap();
    let files = Files::new(folder.path().to_path_buf(), Limits::default()).unwrap();
    let select = ["KC-031", "KC-041", "KC-042", "KC-043", "KC-044", "KC-047"].map(str::to_owned).into();
    let session =
        Session::open(files, Options { select, profile: Some(Profile::Strict), ..Options::default() }).unwrap();
    let scan = session.check(&[".".into()]);
    assert_eq!(scan.problems, []);
    let line = |finding: &Finding| {
        let state = if matches!(finding.state, State::Undetermined { .. }) { " undetermined" } else { "" };
        format!("{}{state} {} {}", finding.policy.id, finding.resource.address, finding.message)
    };
    scan.findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

const CLIENT: &str = r#"
resource "keycloak_openid_client" "api" {
  realm_id                 = keycloak_realm.r.id
  client_id                = "api"
  access_type              = "CONFIDENTIAL"
  service_accounts_enabled = true
  extra_config             = { "request.object.required" = "request only" }
  standard_flow_enabled    = true
}
resource "keycloak_oidc_identity_provider" "id" {
  realm = keycloak_realm.r.id
  alias = "id"
}
"#;

#[test]
fn policies_of_clients_are_judged_of_realms_that_terraform_makes() {
    let realm = "resource \"keycloak_realm\" \"r\" {\n  realm = \"citizens\"\n}\n";
    assert_snapshot!(said(&format!("{realm}{CLIENT}")), @r#"
    KC-031 keycloak_realm.r secrets of clients in realm "citizens" never expire: no client policy rotates them (api)
    KC-042 keycloak_realm.r no client policy of realm "citizens" applies a security profile to its clients
    KC-041 keycloak_openid_client.api tokens of client "api" name no audience
    KC-043 keycloak_openid_client.api access tokens of client "api" work for whoever holds a copy
    KC-044 keycloak_openid_client.api client "api" need not push its authorisation requests
    "#);
    let parts = r#"
        resource "keycloak_realm_client_policy_profile_policy" "all" {
          realm_id = keycloak_realm.r.id
          name     = "all"
          profiles = ["fapi-2-dpop-security-profile", keycloak_realm_client_policy_profile.rotating.name]
          condition { name = "any-client" }
        }
        resource "keycloak_realm_client_policy_profile" "rotating" {
          realm_id = keycloak_realm.r.id
          name     = "rotating"
          executor { name = "secret-rotation" }
        }
        resource "keycloak_openid_audience_protocol_mapper" "api" {
          realm_id                 = keycloak_realm.r.id
          client_id                = keycloak_openid_client.api.id
          name                     = "api"
          included_custom_audience = "api"
        }
        resource "keycloak_hardcoded_role_identity_provider_mapper" "m" {
          realm                   = keycloak_realm.r.id
          identity_provider_alias = keycloak_oidc_identity_provider.id.alias
          name                    = "m"
          role                    = "r"
          extra_config            = { syncMode = "FORCE" }
        }
        "#;
    assert_snapshot!(said(&format!("{realm}{CLIENT}{parts}")), @"");
    // A realm that something else makes may have what is not here.
    let other = "data \"keycloak_realm\" \"r\" {\n  realm = \"citizens\"\n}\n";
    assert_snapshot!(said(&format!("{other}{}", CLIENT.replace("keycloak_realm.r", "data.keycloak_realm.r"))), @"
    KC-041 undetermined keycloak_openid_client.api Tokens name no audience
    KC-043 undetermined keycloak_openid_client.api Access tokens work for whoever holds them
    KC-044 undetermined keycloak_openid_client.api Authorisation requests pass through the browser unprotected
    KC-047 undetermined keycloak_oidc_identity_provider.id Changes at the outside provider do not arrive
    ");
}

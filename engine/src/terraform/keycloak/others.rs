//! Identity providers, components, users, roles, groups and flows.

use super::rules::{
    How::{Choice, Constant, Entries, GivenText, Joined, Lower, Present, PresentText, Same, Text},
    Kind, Rule, rule,
};

const KEYS: &str = "org.keycloak.keys.KeyProvider";
const STORAGE: &str = "org.keycloak.storage.UserStorageProvider";

const fn plain(
    resource: &'static str,
    kind: &'static str,
    name: &'static str,
    camel: &'static [&'static str],
    rules: &'static [Rule],
) -> Kind {
    Kind { resource, kind, name, group: None, camel, rules }
}

const fn component(
    resource: &'static str,
    group: &'static str,
    camel: &'static [&'static str],
    rules: &'static [Rule],
) -> Kind {
    Kind { resource, kind: "component", name: "name", group: Some(group), camel, rules }
}

const fn provider(resource: &'static str, rules: &'static [Rule]) -> Kind {
    plain(resource, "identity_provider", "alias", PROVIDER, rules)
}

/// Arguments that all identity providers share.
const PROVIDER: &[&str] = &[
    "add_read_token_role_on_create",
    "alias",
    "authenticate_by_default",
    "display_name",
    "enabled",
    "first_broker_login_flow_alias",
    "link_only",
    "organization_id",
    "post_broker_login_flow_alias",
    "provider_id",
    "store_token",
    "trust_email",
];

/// The kind of identity provider that each resource type makes unless told otherwise.
/// Source: <https://registry.terraform.io/providers/keycloak/keycloak/latest/docs>.
pub(super) const PROVIDER_IDS: &[(&str, &str)] = &[
    ("oidc_identity_provider", "oidc"),
    ("oidc_facebook_identity_provider", "facebook"),
    ("oidc_github_identity_provider", "github"),
    ("oidc_google_identity_provider", "google"),
    ("oidc_microsoft_identity_provider", "microsoft"),
    ("oidc_openshift_v4_identity_provider", "openshift-v4"),
    ("saml_identity_provider", "saml"),
];

/// Everything but realms, clients and client scopes.
pub(super) const KINDS: &[Kind] = &[
    provider("oidc_identity_provider", OIDC),
    provider("oidc_facebook_identity_provider", OIDC),
    provider("oidc_github_identity_provider", OIDC),
    provider("oidc_google_identity_provider", OIDC),
    provider("oidc_microsoft_identity_provider", OIDC),
    provider("oidc_openshift_v4_identity_provider", OIDC),
    provider("saml_identity_provider", SAML),
    plain(
        "user",
        "user",
        "username",
        &[
            "attributes",
            "email",
            "email_verified",
            "enabled",
            "first_name",
            "last_name",
            "required_actions",
            "username",
        ],
        &[
            rule(&["initial_password", "value"], &["credentials", "[0]", "value"], Same),
            rule(&["initial_password", "temporary"], &["credentials", "[0]", "temporary"], Same),
        ],
    ),
    plain(
        "role",
        "role",
        "name",
        &["attributes", "description", "name"],
        &[rule(&["composite_roles"], &["composite"], Present)],
    ),
    plain("group", "group", "name", &["attributes", "description", "name"], &[]),
    plain("authentication_flow", "flow", "alias", &["alias", "description", "provider_id"], &[]),
    component("ldap_user_federation", STORAGE, &["name"], LDAP),
    component(
        "custom_user_federation",
        STORAGE,
        &["name", "provider_id"],
        &[rule(&["enabled"], &["config", "enabled"], Text), rule(&["config"], &["config"], Entries)],
    ),
    component(
        "realm_keystore_rsa",
        KEYS,
        &["name"],
        &[
            rule(&["provider_id"], &["providerId"], Same),
            rule(&["active"], &["config", "active"], Text),
            rule(&["algorithm"], &["config", "algorithm"], Same),
            rule(&["certificate"], &["config", "certificate"], Same),
            rule(&["enabled"], &["config", "enabled"], Text),
            rule(&["priority"], &["config", "priority"], Text),
            rule(&["private_key"], &["config", "privateKey"], Same),
        ],
    ),
    component(
        "realm_keystore_rsa_generated",
        KEYS,
        &["name"],
        &[
            rule(&[], &["providerId"], Constant("rsa-generated")),
            rule(&["active"], &["config", "active"], Text),
            rule(&["algorithm"], &["config", "algorithm"], Same),
            rule(&["enabled"], &["config", "enabled"], Text),
            rule(&["key_size"], &["config", "keySize"], Text),
            rule(&["priority"], &["config", "priority"], Text),
        ],
    ),
];

const OIDC: &[Rule] = &[
    rule(&["hide_on_login_page"], &["hideOnLogin"], Same),
    rule(&["accepts_prompt_none_forward_from_client"], &["config", "acceptsPromptNoneForwardFromClient"], Text),
    rule(&["authorization_url"], &["config", "authorizationUrl"], Same),
    rule(&["backchannel_supported"], &["config", "backchannelSupported"], Text),
    rule(&["client_id"], &["config", "clientId"], Same),
    rule(&["client_secret"], &["config", "clientSecret"], Same),
    rule(&["default_scopes"], &["config", "defaultScope"], Same),
    rule(&["disable_type_claim_check"], &["config", "disableTypeClaimCheck"], Text),
    rule(&["disable_user_info"], &["config", "disableUserInfo"], Text),
    rule(&["hosted_domain"], &["config", "hostedDomain"], Same),
    rule(&["issuer"], &["config", "issuer"], Same),
    rule(&["jwks_url"], &["config", "jwksUrl"], Same),
    rule(&["jwks_url"], &["config", "useJwksUrl"], GivenText),
    rule(&["login_hint"], &["config", "loginHint"], Text),
    rule(&["logout_url"], &["config", "logoutUrl"], Same),
    rule(&["sync_mode"], &["config", "syncMode"], Same),
    rule(&["token_url"], &["config", "tokenUrl"], Same),
    rule(&["user_info_url"], &["config", "userInfoUrl"], Same),
    rule(&["validate_signature"], &["config", "validateSignature"], Text),
    rule(&["extra_config"], &["config"], Entries),
];

const SAML: &[Rule] = &[
    rule(&["hide_on_login_page"], &["hideOnLogin"], Same),
    rule(&["backchannel_supported"], &["config", "backchannelSupported"], Text),
    rule(&["entity_id"], &["config", "entityId"], Same),
    rule(&["force_authn"], &["config", "forceAuthn"], Text),
    rule(&["post_binding_authn_request"], &["config", "postBindingAuthnRequest"], Text),
    rule(&["post_binding_logout"], &["config", "postBindingLogout"], Text),
    rule(&["post_binding_response"], &["config", "postBindingResponse"], Text),
    rule(&["principal_attribute"], &["config", "principalAttribute"], Same),
    rule(&["principal_type"], &["config", "principalType"], Same),
    rule(&["signature_algorithm"], &["config", "signatureAlgorithm"], Same),
    rule(&["signing_certificate"], &["config", "signingCertificate"], Same),
    rule(&["single_logout_service_url"], &["config", "singleLogoutServiceUrl"], Same),
    rule(&["single_sign_on_service_url"], &["config", "singleSignOnServiceUrl"], Same),
    rule(&["sync_mode"], &["config", "syncMode"], Same),
    rule(&["validate_signature"], &["config", "validateSignature"], Text),
    rule(&["want_assertions_encrypted"], &["config", "wantAssertionsEncrypted"], Text),
    rule(&["want_assertions_signed"], &["config", "wantAssertionsSigned"], Text),
    rule(&["want_authn_requests_signed"], &["config", "wantAuthnRequestsSigned"], Text),
    rule(&["extra_config"], &["config"], Entries),
];

const LDAP: &[Rule] = &[
    rule(&[], &["providerId"], Constant("ldap")),
    rule(&["batch_size_for_sync"], &["config", "batchSizeForSync"], Text),
    rule(&["bind_credential"], &["config", "bindCredential"], Same),
    rule(&["bind_dn"], &["config", "bindDn"], Same),
    rule(&["changed_sync_period"], &["config", "changedSyncPeriod"], Text),
    rule(&["connection_url"], &["config", "connectionUrl"], Same),
    rule(&["custom_user_search_filter"], &["config", "customUserSearchFilter"], Same),
    rule(&["edit_mode"], &["config", "editMode"], Same),
    rule(&["enabled"], &["config", "enabled"], Text),
    rule(&["full_sync_period"], &["config", "fullSyncPeriod"], Text),
    rule(&["import_enabled"], &["config", "importEnabled"], Text),
    rule(&["kerberos"], &["config", "allowKerberosAuthentication"], PresentText),
    rule(&["pagination"], &["config", "pagination"], Text),
    rule(&["priority"], &["config", "priority"], Text),
    rule(&["rdn_ldap_attribute"], &["config", "rdnLDAPAttribute"], Same),
    rule(&["search_scope"], &["config", "searchScope"], Choice(&[("ONE_LEVEL", "1"), ("SUBTREE", "2")])),
    rule(&["start_tls"], &["config", "startTls"], Text),
    rule(&["sync_registrations"], &["config", "syncRegistrations"], Text),
    rule(&["trust_email"], &["config", "trustEmail"], Text),
    rule(&["use_password_modify_extended_op"], &["config", "usePasswordModifyExtendedOp"], Text),
    rule(
        &["use_truststore_spi"],
        &["config", "useTruststoreSpi"],
        Choice(&[("ALWAYS", "always"), ("NEVER", "never"), ("ONLY_FOR_LDAPS", "ldapsOnly")]),
    ),
    rule(&["user_object_classes"], &["config", "userObjectClasses"], Joined(", ")),
    rule(&["username_ldap_attribute"], &["config", "usernameLDAPAttribute"], Same),
    rule(&["users_dn"], &["config", "usersDn"], Same),
    rule(&["uuid_ldap_attribute"], &["config", "uuidLDAPAttribute"], Same),
    rule(&["validate_password_policy"], &["config", "validatePasswordPolicy"], Text),
    rule(&["vendor"], &["config", "vendor"], Lower),
];

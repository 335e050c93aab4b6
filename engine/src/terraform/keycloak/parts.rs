//! Resources of the provider that are parts of a realm, a client or a client scope.

use super::rules::{
    How::{Constant, Each, Entries, On, OnText, Same},
    Kind, Rule, rule,
};

/// A resource type that completes something else.
#[derive(Clone, Copy, Debug)]
pub(super) struct PartKind {
    /// What becomes of its arguments.
    pub(super) kind: Kind,
    /// Arguments that name what it completes, with the kind of that.
    pub(super) holders: &'static [(&'static str, &'static str)],
    /// Keys of the list that it is an element of; none when its entries are the holder's own.
    pub(super) list: &'static [&'static str],
}

const REALM: &[(&str, &str)] = &[("realm_id", "realm")];
const REALM_BY_NAME: &[(&str, &str)] = &[("realm", "realm")];
const CLIENT: &[(&str, &str)] = &[("client_id", "client")];
const MAPPED: &[(&str, &str)] = &[("client_id", "client"), ("client_scope_id", "client_scope")];

const fn of_realm(
    resource: &'static str,
    camel: &'static [&'static str],
    rules: &'static [Rule],
    list: &'static [&'static str],
) -> PartKind {
    PartKind {
        kind: Kind { resource, kind: "realm", name: "realm_id", group: None, camel, rules },
        holders: REALM,
        list,
    }
}

const fn mapper(resource: &'static str, rules: &'static [Rule]) -> PartKind {
    let kind = Kind { resource, kind: "protocol_mapper", name: "name", group: None, camel: &["name"], rules };
    PartKind { kind, holders: MAPPED, list: &["protocolMappers"] }
}

/// A mapper that Keycloak calls `id` and that makes a claim: what makes it no policy asks.
const fn claims(id: &'static str) -> [Rule; 6] {
    [
        rule(&[], &["protocol"], Constant("openid-connect")),
        rule(&[], &["protocolMapper"], Constant(id)),
        rule(&["add_to_access_token"], &["config", "access.token.claim"], OnText),
        rule(&["add_to_id_token"], &["config", "id.token.claim"], OnText),
        rule(&["add_to_userinfo"], &["config", "userinfo.token.claim"], OnText),
        rule(&["claim_name"], &["config", "claim.name"], Same),
    ]
}

const fn upstream_mapper(resource: &'static str, rules: &'static [Rule]) -> PartKind {
    let camel = &["identity_provider_alias", "name"];
    let kind = Kind { resource, kind: "identity_provider_mapper", name: "name", group: None, camel, rules };
    PartKind { kind, holders: REALM_BY_NAME, list: &["identityProviderMappers"] }
}

const fn scopes(resource: &'static str, rules: &'static [Rule]) -> PartKind {
    let kind = Kind { resource, kind: "client", name: "client_id", group: None, camel: &[], rules };
    PartKind { kind, holders: CLIENT, list: &[] }
}

/// All parts.
pub(super) const PARTS: &[PartKind] = &[
    of_realm(
        "realm_events",
        &[
            "admin_events_details_enabled",
            "admin_events_enabled",
            "enabled_event_types",
            "events_enabled",
            "events_expiration",
            "events_listeners",
        ],
        &[],
        &[],
    ),
    of_realm(
        "authentication_bindings",
        &[
            "browser_flow",
            "client_authentication_flow",
            "direct_grant_flow",
            "docker_authentication_flow",
            "first_broker_login_flow",
            "registration_flow",
            "reset_credentials_flow",
        ],
        &[],
        &[],
    ),
    of_realm(
        "required_action",
        &["alias", "config", "default_action", "enabled", "name", "priority"],
        &[rule(&["alias"], &["providerId"], Same)],
        &["requiredActions"],
    ),
    of_realm(
        "realm_default_client_scopes",
        &[],
        &[rule(&["default_scopes"], &["defaultDefaultClientScopes"], Same)],
        &[],
    ),
    of_realm(
        "realm_optional_client_scopes",
        &[],
        &[rule(&["optional_scopes"], &["defaultOptionalClientScopes"], Same)],
        &[],
    ),
    of_realm(
        "realm_client_policy_profile",
        &["description", "name"],
        &[rule(&["executor"], &["executors"], Each(&[("name", "executor")]))],
        &["clientProfiles", "profiles"],
    ),
    of_realm(
        "realm_client_policy_profile_policy",
        &["description", "name", "profiles"],
        &[rule(&["enabled"], &["enabled"], On), rule(&["condition"], &["conditions"], Each(&[("name", "condition")]))],
        &["clientPolicies", "policies"],
    ),
    scopes("openid_client_default_scopes", DEFAULT_SCOPES),
    scopes("saml_client_default_scopes", DEFAULT_SCOPES),
    scopes("openid_client_optional_scopes", &[rule(&["optional_scopes"], &["optionalClientScopes"], Same)]),
    upstream_mapper("attribute_importer_identity_provider_mapper", UPSTREAM),
    upstream_mapper("attribute_to_role_identity_provider_mapper", UPSTREAM),
    upstream_mapper("hardcoded_attribute_identity_provider_mapper", UPSTREAM),
    upstream_mapper("hardcoded_group_identity_provider_mapper", UPSTREAM),
    upstream_mapper("hardcoded_role_identity_provider_mapper", UPSTREAM),
    upstream_mapper("user_template_importer_identity_provider_mapper", UPSTREAM),
    upstream_mapper(
        "custom_identity_provider_mapper",
        &[
            rule(&["identity_provider_mapper"], &["identityProviderMapper"], Same),
            rule(&["extra_config"], &["config"], Entries),
        ],
    ),
    mapper(
        "openid_user_attribute_protocol_mapper",
        &[
            rule(&[], &["protocol"], Constant("openid-connect")),
            rule(&[], &["protocolMapper"], Constant("oidc-usermodel-attribute-mapper")),
            rule(&["add_to_access_token"], &["config", "access.token.claim"], OnText),
            rule(&["add_to_id_token"], &["config", "id.token.claim"], OnText),
            rule(&["add_to_userinfo"], &["config", "userinfo.token.claim"], OnText),
            rule(&["claim_name"], &["config", "claim.name"], Same),
            rule(&["user_attribute"], &["config", "user.attribute"], Same),
        ],
    ),
    mapper(
        "openid_audience_protocol_mapper",
        &[
            rule(&[], &["protocol"], Constant("openid-connect")),
            rule(&[], &["protocolMapper"], Constant("oidc-audience-mapper")),
            rule(&["add_to_access_token"], &["config", "access.token.claim"], OnText),
            rule(&["add_to_id_token"], &["config", "id.token.claim"], OnText),
            rule(&["included_client_audience"], &["config", "included.client.audience"], Same),
            rule(&["included_custom_audience"], &["config", "included.custom.audience"], Same),
        ],
    ),
    mapper("openid_full_name_protocol_mapper", &claims("oidc-full-name-mapper")),
    mapper("openid_group_membership_protocol_mapper", &claims("oidc-group-membership-mapper")),
    mapper("openid_hardcoded_claim_protocol_mapper", &claims("oidc-hardcoded-claim-mapper")),
    mapper("openid_script_protocol_mapper", &claims("oidc-script-based-protocol-mapper")),
    mapper("openid_user_client_role_protocol_mapper", &claims("oidc-usermodel-client-role-mapper")),
    mapper("openid_user_property_protocol_mapper", &claims("oidc-usermodel-property-mapper")),
    mapper("openid_user_realm_role_protocol_mapper", &claims("oidc-usermodel-realm-role-mapper")),
    mapper("openid_user_session_note_protocol_mapper", &claims("oidc-usersessionmodel-note-mapper")),
    mapper(
        "saml_user_attribute_protocol_mapper",
        &[
            rule(&[], &["protocol"], Constant("saml")),
            rule(&[], &["protocolMapper"], Constant("saml-user-attribute-mapper")),
            rule(&["friendly_name"], &["config", "friendly.name"], Same),
            rule(&["saml_attribute_name"], &["config", "attribute.name"], Same),
            rule(&["user_attribute"], &["config", "user.attribute"], Same),
        ],
    ),
    mapper("generic_protocol_mapper", GENERIC),
    mapper("generic_client_protocol_mapper", GENERIC),
];

const GENERIC: &[Rule] = &[
    rule(&["protocol"], &["protocol"], Same),
    rule(&["protocol_mapper"], &["protocolMapper"], Same),
    rule(&["config"], &["config"], Entries),
];

const DEFAULT_SCOPES: &[Rule] = &[rule(&["default_scopes"], &["defaultClientScopes"], Same)];

/// What all mappers of identity providers have.
const UPSTREAM: &[Rule] = &[rule(&["extra_config"], &["config"], Entries)];

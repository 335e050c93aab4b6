//! Resources of the provider that are parts of a realm, a client or a client scope.

use super::rules::{
    How::{Constant, Entries, Same, Text},
    Kind, Rule, rule,
};

/// A resource type that completes something else.
#[derive(Clone, Copy, Debug)]
pub(super) struct PartKind {
    /// What becomes of its arguments.
    pub(super) kind: Kind,
    /// Arguments that name what it completes, with the kind of that.
    pub(super) holders: &'static [(&'static str, &'static str)],
    /// List that it is an element of; none when its entries are the holder's own.
    pub(super) list: Option<&'static str>,
}

const REALM: &[(&str, &str)] = &[("realm_id", "realm")];
const MAPPED: &[(&str, &str)] = &[("client_id", "client"), ("client_scope_id", "client_scope")];

const fn of_realm(
    resource: &'static str,
    camel: &'static [&'static str],
    rules: &'static [Rule],
    list: Option<&'static str>,
) -> PartKind {
    PartKind {
        kind: Kind { resource, kind: "realm", name: "realm_id", group: None, camel, rules },
        holders: REALM,
        list,
    }
}

const fn mapper(resource: &'static str, rules: &'static [Rule]) -> PartKind {
    let kind = Kind { resource, kind: "protocol_mapper", name: "name", group: None, camel: &["name"], rules };
    PartKind { kind, holders: MAPPED, list: Some("protocolMappers") }
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
        None,
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
        None,
    ),
    of_realm(
        "required_action",
        &["alias", "config", "default_action", "enabled", "name", "priority"],
        &[rule(&["alias"], &["providerId"], Same)],
        Some("requiredActions"),
    ),
    mapper(
        "openid_user_attribute_protocol_mapper",
        &[
            rule(&[], &["protocol"], Constant("openid-connect")),
            rule(&[], &["protocolMapper"], Constant("oidc-usermodel-attribute-mapper")),
            rule(&["add_to_access_token"], &["config", "access.token.claim"], Text),
            rule(&["add_to_id_token"], &["config", "id.token.claim"], Text),
            rule(&["add_to_userinfo"], &["config", "userinfo.token.claim"], Text),
            rule(&["claim_name"], &["config", "claim.name"], Same),
            rule(&["user_attribute"], &["config", "user.attribute"], Same),
        ],
    ),
    mapper(
        "openid_audience_protocol_mapper",
        &[
            rule(&[], &["protocol"], Constant("openid-connect")),
            rule(&[], &["protocolMapper"], Constant("oidc-audience-mapper")),
            rule(&["add_to_access_token"], &["config", "access.token.claim"], Text),
            rule(&["add_to_id_token"], &["config", "id.token.claim"], Text),
            rule(&["included_client_audience"], &["config", "included.client.audience"], Same),
            rule(&["included_custom_audience"], &["config", "included.custom.audience"], Same),
        ],
    ),
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

# METADATA
# title: Client may carry every role of its users
# description: >-
#   With full scope each access token of this client holds all roles of the user, those for other applications
#   included. Whoever gets hold of one token of the least important application may act in all others.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_role_scope_mappings
#   - ref: https://github.com/keycloak/keycloak/blob/main/server-spi-private/src/main/java/org/keycloak/models/utils/RepresentationToModel.java
# custom:
#   id: KC-029
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M3T1, M2T3, P2]
#   references: {kcwarden: [ClientWithFullScopeAllowed], nist-800-53: [AC-6]}
#   remediation: Set `fullScopeAllowed` to false and give the client the roles it needs as scope mappings.
#   parameters: {}
package bartizan.keycloak.full_scope_allowed

import data.bartizan.lib.keycloak

path := ["fullScopeAllowed"]

deny contains {
	"message": sprintf("tokens of client %q carry every role of their users", [keycloak.client_id]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}],
} if {
	candidate
	count(open) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some found, reason in open
}

candidate if {
	keycloak.may_be_active_client({"openid-connect", "saml"})
	keycloak.may(path, by_default, {true})
	not keycloak.builtin
	count(perhaps_for_users) > 0
}

# Ways by which the client gets tokens of users. A token of its own service account holds the roles that somebody gave
# to this account.
for_users := [way | some way in ways; keycloak.is(way.path, way.fallback, way.on)]

perhaps_for_users := [way | some way in ways; keycloak.may(way.path, way.fallback, way.on)]

ways := [
	{"path": ["protocol"], "fallback": "openid-connect", "on": {"saml"}},
	{"path": ["standardFlowEnabled"], "fallback": keycloak.code_flow_by_default, "on": {true}},
	{"path": ["implicitFlowEnabled"], "fallback": false, "on": {true}},
	{"path": ["directAccessGrantsEnabled"], "fallback": false, "on": {true}},
	{"path": ["attributes", "oauth2.device.authorization.grant.enabled"], "fallback": false, "on": {true}},
	{"path": ["attributes", "oidc.ciba.grant.enabled"], "fallback": false, "on": {true}},
	{"path": ["attributes", "standard.token.exchange.enabled"], "fallback": false, "on": {true}},
]

default ways_in_doubt := []

ways_in_doubt := [way.path | some way in perhaps_for_users] if count(for_users) == 0

# Absent: true, but for clients that ask for consent (RepresentationToModel.createClient; seen in exports of 26.4.0).
default by_default := true

by_default := false if keycloak.is(["consentRequired"], false, {true})

default consent := []

consent := [["consentRequired"]] if keycloak.value(path, null) == null

open := keycloak.open_all(array.concat(array.concat(keycloak.client_keys, [path]), array.concat(consent, ways_in_doubt)))

# METADATA
# title: Every login yields an offline token
# description: >-
#   An offline token works after logout and, unless the realm limits it, for ever. As a default scope `offline_access`
#   is in each login's answer, whether or not the application asked for it.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_offline-access
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_client_scopes
# custom:
#   id: KC-021
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [realm, client]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M3T1, A2]
#   references: {kcwarden: [ClientWithDefaultOfflineAccessScope], nist-800-53: [AC-6]}
#   remediation: >-
#     Move `offline_access` from the default scopes to the optional ones; applications that need it ask for it.
#   parameters: {}
package bartizan.keycloak.offline_access_by_default

import data.bartizan.lib.keycloak

scope := "offline_access"

lists := {
	"realm": {"default": "defaultDefaultClientScopes", "optional": "defaultOptionalClientScopes", "who": sprintf("new clients of realm %q", [keycloak.realm_name])},
	"client": {"default": "defaultClientScopes", "optional": "optionalClientScopes", "who": sprintf("client %q", [keycloak.client_id])},
}

list := lists[input.kind]

path := [list["default"]]

# Keycloak itself puts the scope among the optional ones (DefaultClientScopes).
deny contains {
	"message": sprintf("%s get%s an offline token with every login", [list.who, ending]),
	"path": array.concat(path, [i]),
	"fix": array.concat([{"op": "remove", "path": array.concat(path, [i]), "safety": "unsafe"}], offer),
} if {
	relevant
	count(open_use) == 0
	some i, name in keycloak.value(path, [])
	name == scope
}

undetermined contains {"path": found, "reason": reason} if {
	relevant
	some found, reason in keycloak.open(path)
}

undetermined contains {"path": found, "reason": reason} if {
	relevant
	scope in keycloak.value(path, [])
	some found, reason in open_use
}

relevant if input.kind == "realm"

relevant if {
	input.kind == "client"
	keycloak.may_be_active_client({"openid-connect"})
}

default open_use := {}

open_use := keycloak.open_all(keycloak.client_keys) if input.kind == "client"

ending := "s" if input.kind == "client"

ending := "" if input.kind == "realm"

optional := [list.optional]

default offer := []

offer := [{"op": "append", "path": optional, "value": scope, "safety": "unsafe"}] if {
	is_array(keycloak.value(optional, null))
	not scope in keycloak.value(optional, [])
}

offer := [{"op": "set", "path": optional, "value": [scope], "safety": "unsafe"}] if {
	keycloak.value(optional, null) == null
	input.kind == "client"
}

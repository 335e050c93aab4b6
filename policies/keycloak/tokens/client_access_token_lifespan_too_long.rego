# METADATA
# title: Client overrides the life of access tokens upward
# description: >-
#   The attribute `access.token.lifespan` of a client wins over the realm's setting, so that tokens of this one
#   application stay useful to a thief long after the realm's limit; `0` and less mean that they do not expire.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_timeouts
# custom:
#   id: KC-017
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [client]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [A2, P2, M3T4]
#   references: {kcwarden: [ClientAccessTokenLifespanTooLong], nist-800-53: [AC-12]}
#   remediation: Remove the attribute `access.token.lifespan` and keep to the limit of the realm.
#   parameters:
#     max_seconds:
#       type: number
#       default: 600
#       description: The longest accepted life of an access token, in seconds.
package bartizan.keycloak.client_access_token_lifespan_too_long

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

path := ["attributes", "access.token.lifespan"]

lifespan := keycloak.number(keycloak.value(path, ""))

deny contains {
	"message": sprintf("access tokens of client %q %s", [keycloak.client_id, how_long]),
	"path": path,
	"fix": [{"op": "remove", "path": path, "safety": "unsafe"}],
} if {
	candidate
	count(open) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some found, reason in open
}

candidate if {
	keycloak.may_be_active_client({"openid-connect"})
	too_long
}

too_long if how_long

too_long if count(keycloak.open(path)) > 0

how_long := sprintf("live %d seconds", [lifespan]) if {
	lifespan > 0
	lifespan > params.get("max_seconds", 600)
}

how_long := "never expire" if lifespan <= 0

open := keycloak.open_all(array.concat(keycloak.client_keys, [path]))

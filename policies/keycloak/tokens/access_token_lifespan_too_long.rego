# METADATA
# title: Realm issues long-lived access tokens
# description: >-
#   A token that was stolen or logged works until it expires, whatever happens to the account meanwhile: most
#   services check access tokens without asking Keycloak. Five minutes are the default; `0` and less mean that tokens
#   do not expire.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_timeouts
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700
# custom:
#   id: KC-016
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [A2, P2, M3T4]
#   references: {kcwarden: [AccessTokenLifespanTooLong], rfc: [rfc9700], nist-800-53: [AC-12]}
#   remediation: Set `accessTokenLifespan` to 300 seconds and let applications refresh their tokens.
#   parameters:
#     max_seconds:
#       type: number
#       default: 600
#       description: The longest accepted life of an access token, in seconds.
package bartizan.keycloak.access_token_lifespan_too_long

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

path := ["accessTokenLifespan"]

# Absent: 300 (DefaultExportImportManager.importRealm).
lifespan := keycloak.number(keycloak.value(path, 300))

deny contains {
	"message": sprintf("access tokens of realm %q %s", [keycloak.realm_name, how_long]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": 300, "safety": "unsafe"}],
} if {
	count(open) == 0
	how_long
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open

open := keycloak.open(path)

how_long := sprintf("live %d seconds", [lifespan]) if {
	lifespan > 0
	lifespan > params.get("max_seconds", 600)
}

how_long := "never expire" if lifespan <= 0

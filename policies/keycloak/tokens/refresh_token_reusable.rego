# METADATA
# title: Refresh tokens can be used again
# description: >-
#   A refresh token that stays valid after use serves a thief beside its owner for as long as the session lasts, and
#   neither notices. Used once only, the second use reveals the theft.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_timeouts
#   - ref: https://datatracker.ietf.org/doc/html/rfc9700#section-2.2.2
# custom:
#   id: KC-018
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M3T4, P2, A2]
#   references: {kcwarden: [RefreshTokensShouldBeRevokedAfterUse, RefreshTokenReuseCountShouldBeZero], rfc: [rfc9700-2.2.2]}
#   remediation: Set `revokeRefreshToken` to true and `refreshTokenMaxReuse` to 0.
#   parameters: {}
package bartizan.keycloak.refresh_token_reusable

import data.bartizan.lib.keycloak

revoke := ["revokeRefreshToken"]

reuse := ["refreshTokenMaxReuse"]

deny contains {
	"message": sprintf("refresh tokens of realm %q stay valid after they are used", [keycloak.realm_name]),
	"path": revoke,
	"fix": [{"op": "set", "path": revoke, "value": true, "safety": "unsafe"}],
} if {
	count(open_revoke) == 0
	keycloak.value(revoke, false) != true
}

# Absent: 0 (DefaultExportImportManager.importRealm).
deny contains {
	"message": sprintf("refresh tokens of realm %q may be used %d times more", [keycloak.realm_name, times]),
	"path": reuse,
	"fix": [{"op": "set", "path": reuse, "value": 0, "safety": "unsafe"}],
} if {
	count(open_revoke) == 0
	count(keycloak.open(reuse)) == 0
	keycloak.value(revoke, false) == true
	times := keycloak.number(keycloak.value(reuse, 0))
	times > 0
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open_revoke

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may(revoke, false, {true})
	some found, reason in keycloak.open(reuse)
}

open_revoke := keycloak.open_setting("revokeRefreshToken")

# METADATA
# title: Credential lives too long
# description: >-
#   A credential in a wallet keeps proving what was true when it was issued. One that cannot be revoked is only ended
#   by its expiry, so it must be renewed often.
# related_resources:
#   - ref: https://github.com/keycloak/keycloak/blob/main/server-spi/src/main/java/org/keycloak/models/oid4vci/CredentialScopeModel.java
#     description: names and defaults of the attributes
#   - ref: https://www.keycloak.org/2026/01/issue-credentials-over-openid4vci
#   - ref: https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/
# custom:
#   id: VC-007
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [client_scope]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T4, P8]
#   references: {nist-800-53: [IA-5]}
#   remediation: >-
#     Set `vc.expiry_in_seconds` (from Keycloak 26.7 on `vc.refresh_interval_in_seconds`) to `"2592000"` or less, or
#     add a status list mapper.
#   parameters:
#     max_seconds:
#       type: number
#       default: 31536000
#       description: Longest life of a credential that has a revocation status.
#     max_seconds_without_status:
#       type: number
#       default: 2592000
#       description: Longest life of a credential that has none.
package bartizan.keycloak.credential_lives_too_long

import data.bartizan.lib.credential
import data.bartizan.lib.keycloak
import data.bartizan.lib.params

expiry := ["attributes", "vc.expiry_in_seconds"]

refresh := ["attributes", "vc.refresh_interval_in_seconds"]

deny contains {
	"message": sprintf("credential %q lives %v days%s", [credential.name, floor(lifetime.seconds / 86400), wont]),
	"path": lifetime.path,
	"fix": [{"op": "set", "path": lifetime.path, "value": sprintf("%v", [limit]), "safety": "unsafe"}],
} if {
	keycloak.credential
	count(open) == 0
	lifetime.seconds > limit
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_credential
	some found, reason in open
}

undetermined contains {"path": expiry, "reason": "before Keycloak 26.7 the credential lives too long, from then on a week at most"} if {
	keycloak.credential
	count(open) == 0
	not lifetime
	written > limit
}

# Until 26.6 the credential ends with `vc.expiry_in_seconds`, a year where absent (EXPIRY_IN_SECONDS_DEFAULT). From 26.7
# on it ends with `vc.refresh_interval_in_seconds`, where absent after a week or the expiry, if that is shorter; the
# expiry then says how long the holder may fetch it anew.
lifetime := {"seconds": written, "path": expiry} if keycloak.before(26, 7)

lifetime := {"seconds": keycloak.number(keycloak.value(refresh, 604800)), "path": refresh} if {
	not keycloak.before(26, 7)
	keycloak.value(refresh, null) != null
}

lifetime := {"seconds": min([written, 604800]), "path": refresh} if {
	credential.since(26, 7)
	keycloak.value(refresh, null) == null
}

written := keycloak.number(keycloak.value(expiry, 31536000))

default revocable := false

revocable if count(credential.status_mappers(input)) > 0

limit := params.get("max_seconds", 31536000) if revocable

limit := params.get("max_seconds_without_status", 2592000) if not revocable

wont := "" if revocable

wont := " and cannot be revoked" if not revocable

open := keycloak.open_all([["protocol"], ["protocolMappers"], expiry, refresh])

# METADATA
# title: Credential offer or nonce lives too long
# description: >-
#   A pre-authorised code is worth a credential to whoever redeems it first: an offer photographed from a screen or
#   read from a mail stays good as long as the code. The nonce ends when proofs of a key may be replayed.
# related_resources:
#   - ref: https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html
#   - ref: https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oid4vc/issuance/OID4VCIssuerEndpoint.java
#     description: lifespan of the code, 30 seconds where absent
#   - ref: https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oid4vc/issuance/keybinding/JwtCNonceHandler.java
#     description: lifetime of the nonce, 60 seconds where absent
# custom:
#   id: VC-011
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T5, A2]
#   references: {other: [OID4VCI-1.0]}
#   remediation: >-
#     Set `preAuthorizedCodeLifespanS` to `"120"` and `vc.c-nonce-lifetime-seconds` to `"60"`, or remove them.
#   parameters:
#     max_code_seconds:
#       type: number
#       default: 300
#       description: Longest life of a pre-authorised code.
#     max_nonce_seconds:
#       type: number
#       default: 300
#       description: Longest life of a nonce.
package bartizan.keycloak.offer_lives_too_long

import data.bartizan.lib.credential
import data.bartizan.lib.keycloak
import data.bartizan.lib.params

limits := {
	"preAuthorizedCodeLifespanS": {"what": "pre-authorised codes", "max": params.get("max_code_seconds", 300), "better": "120"},
	"vc.c-nonce-lifetime-seconds": {"what": "nonces", "max": params.get("max_nonce_seconds", 300), "better": "60"},
}

# Absent, both live a minute at most.
deny contains {
	"message": sprintf("realm %q lets %s live %v seconds", [keycloak.realm_name, limit.what, seconds]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": limit.better, "safety": "unsafe"}],
} if {
	credential.realm_may_issue
	some name, limit in limits
	path := ["attributes", name]
	count(keycloak.open_all([credential.enabled, path])) == 0
	seconds := keycloak.number(keycloak.value(path, 0))
	seconds > limit.max
}

undetermined contains {"path": found, "reason": reason} if {
	credential.realm_may_issue
	some name, _ in limits
	some found, reason in keycloak.open_all([credential.enabled, ["attributes", name]])
}

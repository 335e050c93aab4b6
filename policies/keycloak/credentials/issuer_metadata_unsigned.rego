# METADATA
# title: Issuer metadata is not signed
# description: >-
#   A wallet learns from the metadata which keys and endpoints belong to the issuer. Unsigned, whoever can answer in
#   its place sends the wallet, and the citizen, elsewhere.
# related_resources:
#   - ref: https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html#section-12.2.3
#   - ref: https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oid4vc/issuance/OID4VCIssuerWellKnownProvider.java
#     description: attributes of the realm
#   - ref: https://github.com/keycloak/keycloak/pull/47515
#     description: the switch is gone in later versions
# custom:
#   id: VC-014
#   severity: low
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T5, P7, P8]
#   references: {other: [OID4VCI-1.0]}
#   remediation: >-
#     Set `oid4vci.signed_metadata.enabled` to `"true"` (up to Keycloak 26.5) and `oid4vci.signed_metadata.alg` to
#     `ES256`.
#   parameters: {}
package bartizan.keycloak.issuer_metadata_unsigned

import data.bartizan.lib.credential
import data.bartizan.lib.keycloak

switch := ["attributes", "oid4vci.signed_metadata.enabled"]

algorithm := ["attributes", "oid4vci.signed_metadata.alg"]

deny contains {
	"message": sprintf("realm %q does not sign the metadata of its issuer", [keycloak.realm_name]),
	"path": switch,
	"fix": [{"op": "set", "path": switch, "value": "true", "safety": "unsafe"}],
} if {
	credential.realm_may_issue
	count(keycloak.open_all([credential.enabled, switch])) == 0
	off
}

# Keycloak signs with asymmetric keys only and falls back to unsigned metadata for any other algorithm.
deny contains {
	"message": sprintf("realm %q cannot sign the metadata of its issuer with %q", [keycloak.realm_name, name]),
	"path": algorithm,
	"fix": [{"op": "set", "path": algorithm, "value": "ES256", "safety": "unsafe"}],
} if {
	credential.realm_may_issue
	count(keycloak.open_all([credential.enabled, algorithm])) == 0
	unsuited
	name := keycloak.value(algorithm, "")
}

undetermined contains {"path": found, "reason": reason} if {
	credential.realm_may_issue
	some found, reason in keycloak.open_all([credential.enabled, algorithm, switch])
}

undetermined contains {"path": switch, "reason": "up to Keycloak 26.5 the metadata is not signed, from 26.6 on it is"} if {
	credential.realm_may_issue
	count(keycloak.open_all([credential.enabled, switch])) == 0
	not keycloak.major
	keycloak.value(switch, null) == null
	not unsuited
}

# Off where absent up to 26.5; from 26.6 on the switch is not read, and a wallet that asks for a signature gets one.
off if {
	keycloak.before(26, 6)
	keycloak.value(switch, false) != true
}

off if {
	not keycloak.major
	keycloak.value(switch, null) != null
	keycloak.value(switch, false) != true
}

unsuited if {
	name := keycloak.value(algorithm, "ES256")
	not regex.match(`^(ES|RS|PS)(256|384|512)$|^EdDSA$|^Ed(25519|448)$`, name)
}

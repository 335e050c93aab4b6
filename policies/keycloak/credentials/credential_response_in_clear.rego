# METADATA
# title: Wallets may fetch credentials without encryption of the message
# description: >-
#   TLS ends at the proxy or the gateway. A credential that is not encrypted to the wallet lies readable there, and in
#   the logs of whatever else sits between the realm and the citizen.
# related_resources:
#   - ref: https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html#section-10
#   - ref: https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oid4vc/issuance/OID4VCIssuerWellKnownProvider.java
#     description: attributes of the realm
#   - ref: https://github.com/keycloak/keycloak/pull/48048
#     description: from 26.7 on requests and responses are required apart
# custom:
#   id: VC-013
#   severity: low
#   confidence: medium
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T5, M1T2]
#   references: {other: [OID4VCI-1.0]}
#   remediation: >-
#     Set `oid4vci.response.encryption.required` and `oid4vci.request.encryption.required` to `"true"`; before
#     Keycloak 26.7 `oid4vci.encryption.required`.
#   parameters: {}
package bartizan.keycloak.credential_response_in_clear

import data.bartizan.lib.credential
import data.bartizan.lib.keycloak

# Until 26.6 one attribute asked for encrypted responses, and with them for encrypted requests.
old := ["attributes", "oid4vci.encryption.required"]

response := ["attributes", "oid4vci.response.encryption.required"]

request := ["attributes", "oid4vci.request.encryption.required"]

# Off where absent, in every version.
deny contains {
	"message": sprintf("realm %q does not require encryption of %s", [keycloak.realm_name, what]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "true", "safety": "unsafe"}],
} if {
	credential.realm_may_issue
	count(open) == 0
	some path, what in missing
}

undetermined contains {"path": found, "reason": reason} if {
	credential.realm_may_issue
	some found, reason in open
}

# What nobody asks for, by the attribute where it should be asked for.
missing[old] := "credential requests and responses" if {
	keycloak.before(26, 7)
	keycloak.value(old, false) != true
}

missing[response] := "credential responses" if {
	not keycloak.before(26, 7)
	not read_as_old
	keycloak.value(response, false) != true
}

missing[request] := "credential requests" if {
	not keycloak.before(26, 7)
	not read_as_old
	keycloak.value(request, false) != true
}

# Where the version is not known, the old attribute tells that it is an old one.
read_as_old if {
	not keycloak.major
	keycloak.value(old, false) == true
	keycloak.value(response, null) == null
}

open := keycloak.open_all([credential.enabled, old, response, request])

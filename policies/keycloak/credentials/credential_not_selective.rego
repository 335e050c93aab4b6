# METADATA
# title: Credential cannot be disclosed selectively
# description: >-
#   A credential in a plain JWT or JSON-LD format is shown whole or not at all: to prove an age, the citizen hands
#   over name, address and number too. In SD-JWT and mdoc the holder chooses which claims a verifier sees.
# related_resources:
#   - ref: https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/
#   - ref: https://openid.net/specs/openid4vc-high-assurance-interoperability-profile-1_0.html
#   - ref: https://www.keycloak.org/2026/01/issue-credentials-over-openid4vci
# custom:
#   id: VC-003
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [client_scope]
#   scope: resource
#   level: 4
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M4T4, A5, C2]
#   references: {other: [SD-JWT-VC]}
#   remediation: >-
#     Set `vc.format` to `dc+sd-jwt` (or `mso_mdoc`) and agree with wallets and verifiers when to switch.
#   parameters: {}
package bartizan.keycloak.credential_not_selective

import data.bartizan.lib.keycloak

path := ["attributes", "vc.format"]

format := keycloak.value(path, keycloak.default_credential_format)

deny contains {
	"message": sprintf("credential %q has format %q, which is shown whole or not at all", [keycloak.value(["name"], input.name), format]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "dc+sd-jwt", "safety": "unsafe"}],
} if {
	keycloak.credential
	count(keycloak.open(path)) == 0
	not format in keycloak.selective_formats
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_credential
	some found, reason in keycloak.open(path)
}

undetermined contains {"path": found, "reason": reason} if {
	not format in keycloak.selective_formats
	some found, reason in keycloak.open(["protocol"])
}

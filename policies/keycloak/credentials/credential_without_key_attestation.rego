# METADATA
# title: High-assurance credential needs no key attestation
# description: >-
#   Without an attestation the realm cannot tell a key in secure hardware from one in a file. Whoever copies that file
#   shows the credential of the citizen as his own.
# related_resources:
#   - ref: https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html#appendix-D
#   - ref: https://openid.net/specs/openid4vc-high-assurance-interoperability-profile-1_0.html
#   - ref: https://github.com/keycloak/keycloak/blob/main/server-spi/src/main/java/org/keycloak/models/oid4vci/CredentialScopeModel.java
#     description: names and defaults of the attributes
# custom:
#   id: VC-015
#   severity: low
#   confidence: medium
#   platform: keycloak
#   kinds: [client_scope]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T5, A5]
#   references: {other: [HAIP]}
#   remediation: >-
#     Set `vc.key_attestations_required` to `"true"`, and the accepted levels in
#     `vc.key_attestations_required.key_storage`.
#   parameters:
#     credentials:
#       type: array
#       default: []
#       description: Names of client scopes whose credentials need an attested key.
#     classification_attributes:
#       type: array
#       default: [data-classification, classification]
#       description: Attributes of the client scope that say how sensitive the credential is.
#     restricted_levels:
#       type: array
#       default: [confidential, restricted, secret, high]
#       description: Values of these attributes that ask for an attested key.
package bartizan.keycloak.credential_without_key_attestation

import data.bartizan.lib.credential
import data.bartizan.lib.keycloak
import data.bartizan.lib.params

path := ["attributes", "vc.key_attestations_required"]

# Off where absent (CredentialScopeModel.isKeyAttestationRequired).
deny contains {
	"message": sprintf("credential %q of high assurance is issued to keys without attestation", [credential.name]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "true", "safety": "unsafe"}],
} if {
	keycloak.credential
	restricted
	count(keycloak.open(path)) == 0
	keycloak.value(path, false) != true
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_credential
	restricted
	some found, reason in keycloak.open_all([["protocol"], path])
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_credential
	not restricted
	some name in classifications
	some found, reason in keycloak.open(["attributes", name])
}

restricted if credential.name in params.get("credentials", [])

restricted if {
	some name in classifications
	level := keycloak.value(["attributes", name], "")
	is_string(level)
	lower(level) in params.get("restricted_levels", ["confidential", "restricted", "secret", "high"])
}

classifications := params.get("classification_attributes", ["data-classification", "classification"])

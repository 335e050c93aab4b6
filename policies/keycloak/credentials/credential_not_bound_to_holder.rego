# METADATA
# title: Credential is not bound to the key of its holder
# description: >-
#   A bound credential can be shown only by the wallet that holds the key; one without binding by anybody who has a
#   copy, taken from a backup, a log or a verifier. Keycloak asks wallets to prove a key only where the credential
#   says so.
# related_resources:
#   - ref: https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html
#   - ref: https://openid.net/specs/openid4vc-high-assurance-interoperability-profile-1_0.html
#   - ref: https://www.keycloak.org/2026/01/issue-credentials-over-openid4vci
# custom:
#   id: VC-002
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [client_scope]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T5, A5]
#   references: {other: [OID4VCI-1.0, HAIP]}
#   remediation: >-
#     Set `vc.binding_required` to `"true"`, `vc.binding_required_proof_types` to `jwt` and the binding methods to
#     `jwk`.
#   parameters: {}
package bartizan.keycloak.credential_not_bound_to_holder

import data.bartizan.lib.keycloak

required := ["attributes", "vc.binding_required"]

methods := ["attributes", "vc.cryptographic_binding_methods_supported"]

# Absent is off: the issuer's metadata then names neither binding methods nor proof types
# (SupportedCredentialConfiguration). Keycloak 26.4 and earlier do not know the attribute.
deny contains {
	"message": sprintf("credential %q is not bound to a key of its holder", [name]),
	"path": required,
	"fix": [{"op": "set", "path": required, "value": "true", "safety": "unsafe"}],
} if {
	keycloak.credential
	count(keycloak.open(required)) == 0
	keycloak.value(required, false) != true
}

deny contains {
	"message": sprintf("credential %q names no method by which it is bound to its holder", [name]),
	"path": methods,
	"fix": [{"op": "set", "path": methods, "value": "jwk", "safety": "unsafe"}],
} if {
	keycloak.credential
	keycloak.is(required, false, {true})
	count(keycloak.open(methods)) == 0
	trim_space(keycloak.value(methods, "jwk")) == ""
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_credential
	some found, reason in keycloak.open(required)
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_credential
	keycloak.may(required, false, {true})
	some found, reason in keycloak.open(methods)
}

undetermined contains {"path": found, "reason": reason} if {
	faulty
	keycloak.may_be_credential
	some found, reason in keycloak.open(["protocol"])
}

faulty if keycloak.value(required, false) != true

faulty if trim_space(keycloak.value(methods, "jwk")) == ""

name := keycloak.value(["name"], input.name)

# METADATA
# title: Credential is not bound to the key of its holder
# description: >-
#   A bound credential can be shown only by the wallet that holds the key; one without binding by anybody who has a
#   copy, taken from a backup, a log or a verifier. From 26.7 on Keycloak asks wallets to prove a key only where the
#   credential says so.
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

proofs := ["attributes", "vc.binding_required_proof_types"]

# The three attributes exist from Keycloak 26.7 on, where binding is off unless it is asked for
# (https://github.com/keycloak/keycloak/pull/47257). Earlier releases ask every wallet for a proof.
deny contains {
	"message": sprintf("credential %q is not bound to a key of its holder", [name]),
	"path": required,
	"fix": [set(required, "true"), set(proofs, "jwt"), set(methods, "jwk")],
} if {
	keycloak.credential
	count(keycloak.open(required)) == 0
	not_required
}

# Asked for without saying how, the binding is not enforced (https://github.com/keycloak/keycloak/issues/52421).
deny contains {
	"message": sprintf("credential %q asks for binding but names neither proof types nor binding methods", [name]),
	"path": proofs,
	"fix": [set(proofs, "jwt"), set(methods, "jwk")],
} if {
	keycloak.credential
	keycloak.is(required, false, {true})
	count(keycloak.open_all([methods, proofs])) == 0
	unspecified
}

deny contains {
	"message": sprintf("credential %q names no method by which it is bound to its holder", [name]),
	"path": methods,
	"fix": [set(methods, "jwk")],
} if {
	keycloak.credential
	keycloak.is(required, false, {true})
	count(keycloak.open(methods)) == 0
	emptied
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_credential
	some found, reason in keycloak.open(required)
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_credential
	keycloak.may(required, false, {true})
	some found, reason in keycloak.open_all([methods, proofs])
}

undetermined contains {"path": found, "reason": reason} if {
	faulty
	some found, reason in keycloak.open(["protocol"])
}

faulty if not_required

faulty if unspecified

faulty if emptied

not_required if {
	keycloak.value(required, null) != null
	keycloak.value(required, null) != true
}

not_required if {
	keycloak.value(required, null) == null
	not keycloak.before(26, 7)
}

unspecified if {
	blank(methods)
	blank(proofs)
}

emptied if {
	keycloak.value(methods, null) != null
	blank(methods)
	not blank(proofs)
}

blank(path) if trim_space(keycloak.value(path, "")) == ""

set(path, value) := {"op": "set", "path": path, "value": value, "safety": "unsafe"}

name := keycloak.value(["name"], input.name)

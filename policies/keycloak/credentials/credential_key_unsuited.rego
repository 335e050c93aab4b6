# METADATA
# title: Credential is signed with an unsuited algorithm or key
# description: >-
#   A symmetric or outdated signature can be forged. A key that also signs logins cannot be replaced without ending
#   one or the other, and a key without a certificate of an authority proves to nobody who the issuer is.
# related_resources:
#   - ref: https://github.com/keycloak/keycloak/blob/main/server-spi/src/main/java/org/keycloak/models/oid4vci/CredentialScopeModel.java
#     description: without algorithm and key the active key of the realm signs
#   - ref: https://openid.net/specs/openid4vc-high-assurance-interoperability-profile-1_0.html
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#realm_keys
# custom:
#   id: VC-010
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [realm, client_scope]
#   scope: unit
#   level: 3
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M3T5, P7, A5]
#   references: {other: [HAIP], nist-800-53: [SC-12, SC-17]}
#   remediation: >-
#     Add a key with a certificate of your authority (provider `java-keystore`), name it in `vc.signing_key_id`, and
#     set `vc.credential_signing_alg` to `ES256`.
#   parameters: {}
package bartizan.keycloak.credential_key_unsuited

import data.bartizan.lib.keycloak

algorithm := ["attributes", "vc.credential_signing_alg"]

key_id := ["attributes", "vc.signing_key_id"]

keys := ["components", "org.keycloak.keys.KeyProvider"]

deny contains {
	"message": sprintf("credential %q is signed with %q", [scope.name, alg]),
	"resource": scope.address,
	"path": algorithm,
	"fix": [{"op": "set", "path": algorithm, "value": "ES256", "safety": "unsafe"}],
} if {
	some scope in credentials
	count(keycloak.open_all_in(scope, [["protocol"], algorithm])) == 0
	alg := keycloak.value_in(scope, algorithm, "ES256")
	not suited(alg)
}

deny contains {
	"message": sprintf("credential %q is signed with the key that signs logins", [scope.name]),
	"resource": scope.address,
	"path": key_id,
} if {
	some scope in credentials
	count(keycloak.open_all_in(scope, [["protocol"], algorithm, key_id])) == 0
	some realm in realm_of(scope)
	count(keycloak.open_in(realm, login_algorithm)) == 0
	shares_login_key(scope, realm)
}

deny contains {
	"message": sprintf("credential %q is signed with a key that Keycloak made, without a certificate of an authority", [scope.name]),
	"resource": scope.address,
	"path": key_id,
	"key": "generated",
	"related": [{"resource": realm.address, "path": array.concat(keys, [i]), "message": "the key"}],
} if {
	some scope in credentials
	count(keycloak.open_all_in(scope, [["protocol"], key_id])) == 0
	some realm in realm_of(scope)
	count(keycloak.open_in(realm, keys)) == 0
	some i, provider in keycloak.value_in(realm, keys, [])
	endswith(object.get(provider, "providerId", ""), "-generated")
	keycloak.value_in(scope, key_id, null) in object.get(provider, ["config", "kid"], [])
}

undetermined contains {"resource": scope.address, "path": found, "reason": reason} if {
	some scope in credentials
	some found, reason in keycloak.open_all_in(scope, [["protocol"], algorithm, key_id])
}

undetermined contains {"resource": realm.address, "path": found, "reason": reason} if {
	some scope in credentials
	some realm in realm_of(scope)
	some found, reason in keycloak.open_all_in(realm, [login_algorithm, keys])
}

credentials contains scope if {
	some scope in input.resources
	scope.kind == "client_scope"
	keycloak.may_in(scope, ["protocol"], "openid-connect", {"oid4vc"})
}

realm_of(scope) := {realm |
	some realm in input.resources
	realm.kind == "realm"
	realm.address == keycloak.realm_of(scope)
}

# Asymmetric, with SHA-2 or better.
suited(alg) if regex.match(`^(ES|PS|RS)(256|384|512)$|^EdDSA$|^Ed(25519|448)$`, alg)

login_algorithm := ["defaultSignatureAlgorithm"]

# Neither a key nor an algorithm of its own: the active key of the realm signs. With an algorithm alone the active key
# for it does, which is that of logins where the realm signs them so; RS256 where absent (Constants.DEFAULT_SIGNATURE_ALGORITHM).
shares_login_key(scope, realm) if {
	keycloak.value_in(scope, key_id, "") == ""
	keycloak.value_in(scope, algorithm, used_for_logins(realm)) == used_for_logins(realm)
}

used_for_logins(realm) := keycloak.value_in(realm, login_algorithm, "RS256")

# METADATA
# title: Disclosures of a credential are hashed with a weak algorithm
# description: >-
#   The issuer signs hashes of the claims, not the claims. With a hash in which collisions can be found, a holder
#   makes a second claim that fits the signed hash.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc9901
#   - ref: https://www.iana.org/assignments/named-information/named-information.xhtml
#   - ref: https://github.com/keycloak/keycloak/blob/main/server-spi/src/main/java/org/keycloak/models/oid4vci/CredentialScopeModel.java
#     description: names and defaults of the attributes
# custom:
#   id: VC-006
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [client_scope]
#   scope: resource
#   level: 4
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M4T4, P7]
#   references: {nist-800-53: [SC-13]}
#   remediation: >-
#     Set `vc.credential_build_config.hash_algorithm` to `sha-256`, or remove it.
#   parameters: {}
package bartizan.keycloak.disclosure_hash_weak

import data.bartizan.lib.credential
import data.bartizan.lib.keycloak

path := ["attributes", "vc.credential_build_config.hash_algorithm"]

# With and without hyphen, as providers of Java name them.
strong := {
	"sha-256", "sha-384", "sha-512", "sha256", "sha384", "sha512", "sha3-256", "sha3-384", "sha3-512",
}

# Absent: sha-256 (CredentialScopeModel.HASH_ALGORITHM_DEFAULT).
algorithm := keycloak.value(path, "sha-256")

deny contains {
	"message": sprintf("credential %q hashes its disclosures with %q", [credential.name, algorithm]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "sha-256", "safety": "unsafe"}],
} if {
	credential.sd_jwt
	count(open) == 0
	weak
}

undetermined contains {"path": found, "reason": reason} if {
	credential.sd_jwt
	undecided
	some found, reason in open
}

undecided if weak

undecided if count(keycloak.open(path)) > 0

weak if not lower(algorithm) in strong

open := keycloak.open_all(array.concat(credential.sd_jwt_keys, [path]))

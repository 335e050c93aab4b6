# METADATA
# title: Tokens are signed with a weak or shared key
# description: >-
#   HMAC signs with a secret that whoever checks a token must know, and can therefore forge tokens with. RSA keys
#   below 2048 bits are within reach of well equipped attackers. Either way the signature stops proving where a token
#   comes from.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#realm_keys
#   - ref: https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-131Ar2.pdf
# custom:
#   id: KC-050
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [realm, component]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [P7, D3, M3T4]
#   references: {nist-800-53: [SC-12, SC-13]}
#   remediation: >-
#     Set `defaultSignatureAlgorithm` to `RS256`, `PS256` or `ES256`, and `keySize` of generated RSA keys to 2048 or
#     more.
#   parameters:
#     min_bits:
#       type: number
#       default: 2048
#       description: The least size of RSA keys, in bits.
package bartizan.keycloak.signing_key_weak

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

algorithm := ["defaultSignatureAlgorithm"]

size := ["config", "keySize"]

# Absent: RS256 (Constants.DEFAULT_SIGNATURE_ALGORITHM).
deny contains {
	"message": sprintf("realm %q signs tokens with %s, whose key every checker of a token must share", [keycloak.realm_name, keycloak.value(algorithm, "")]),
	"path": algorithm,
} if {
	input.kind == "realm"
	count(keycloak.open(algorithm)) == 0
	startswith(keycloak.value(algorithm, "RS256"), "HS")
}

deny contains {
	"message": sprintf("key provider %q makes RSA keys of %d bits", [keycloak.value(["name"], input.name), bits]),
	"path": size,
} if {
	generates_keys
	count(keycloak.open_all([["providerId"], size])) == 0
	bits < params.get("min_bits", 2048)
}

undetermined contains {"path": found, "reason": reason} if {
	input.kind == "realm"
	some found, reason in keycloak.open(algorithm)
}

undetermined contains {"path": found, "reason": reason} if {
	generates_keys
	some found, reason in keycloak.open(size)
}

undetermined contains {"path": found, "reason": reason} if {
	input.kind == "component"
	bits < params.get("min_bits", 2048)
	some found, reason in keycloak.open(["providerId"])
}

generates_keys if {
	input.kind == "component"
	keycloak.may(["providerId"], "", {"rsa-generated", "rsa-enc-generated"})
}

# Exports hold each setting of a component as a list. Absent: 2048 (Attributes.KEY_SIZE_PROPERTY).
bits := keycloak.number(single(keycloak.value(size, 2048)))

single(written) := written if not is_array(written)

single(written) := written[0] if is_array(written)

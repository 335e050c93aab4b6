# METADATA
# title: Credential carries more personal data than declared
# description: >-
#   Each credential should hold what its purpose needs and nothing else. The list of its claims is what the data
#   protection officer agreed to; what goes beyond is stored in wallets and shown to offices.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_oid4vci
#   - ref: https://eur-lex.europa.eu/eli/reg/2016/679/oj
# custom:
#   id: VC-017
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
#   controls: [M4T4, C1, C2]
#   references: {nist-800-53: [PT-2]}
#   remediation: >-
#     Remove the protocol mapper, or add the claim to the list of the credential in the parameter `allowed_claims`.
#   parameters:
#     allowed_claims:
#       type: object
#       default: {}
#       description: By name of the client scope, the claims that its credential may carry.
#     technical_claims:
#       type: array
#       default: [id, iss, sub, aud, iat, nbf, exp, jti, cnf, vct, status]
#       description: Claims that every credential may carry.
package bartizan.keycloak.credential_claims_beyond_list

import data.bartizan.lib.credential
import data.bartizan.lib.keycloak
import data.bartizan.lib.params

mappers := ["protocolMappers"]

allowed := object.get(params.get("allowed_claims", {}), credential.name, null)

deny contains {
	"message": sprintf("credential %q carries the claim %q, which is not on its list", [credential.name, claim]),
	"path": path,
} if {
	keycloak.credential
	allowed != null
	some [path, claim] in claims
	count(keycloak.open(array.slice(path, 0, 2))) == 0
	not listed(claim)
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may_be_credential
	some found, reason in keycloak.open_all([["protocol"], mappers])
}

undetermined contains {"path": path, "reason": reason} if {
	keycloak.may_be_credential
	some [path, claim] in claims
	keycloak.placeholder(claim)
	reason := keycloak.placeholder_reason
}

undetermined contains {"path": mappers, "reason": "no list says which claims this credential may carry"} if {
	keycloak.may_be_credential
	allowed == null
	count(claims) > 0
}

# Claims about the holder: a static claim is the same for everybody.
claims := {[path, claim] |
	some i, mapper in keycloak.value(mappers, [])
	object.get(mapper, "protocolMapper", "") != "oid4vc-static-claim-mapper"
	claim := object.get(mapper, ["config", "claim.name"], "")
	claim != ""
	not claim in params.get("technical_claims", ["id", "iss", "sub", "aud", "iat", "nbf", "exp", "jti", "cnf", "vct", "status"])
	path := array.concat(mappers, [i, "config", "claim.name"])
}

listed(claim) if claim in allowed

# `address` stands for everything below it.
listed(claim) if split(claim, ".")[0] in allowed

listed(claim) if keycloak.placeholder(claim)

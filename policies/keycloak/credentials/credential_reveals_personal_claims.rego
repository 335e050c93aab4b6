# METADATA
# title: SD-JWT credential reveals personal claims to every verifier
# description: >-
#   Claims in `visible_claims` are outside selective disclosure: every verifier reads them, whatever the citizen
#   chooses to show. Only what verification itself needs belongs there.
# related_resources:
#   - ref: https://datatracker.ietf.org/doc/rfc9901/
#   - ref: https://www.keycloak.org/2026/01/issue-credentials-over-openid4vci
# custom:
#   id: VC-004
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
#   controls: [M4T4, C1, C2]
#   references: {other: [SD-JWT], nist-800-53: [PT-2]}
#   remediation: Keep only technical claims in `visible_claims`; the others become selectively disclosable.
#   parameters:
#     technical_claims:
#       type: array
#       default: [id, iss, sub, aud, iat, nbf, exp, jti, cnf, vct, vct#integrity, status]
#       description: Claims that every verifier may see.
package bartizan.keycloak.credential_reveals_personal_claims

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

path := ["attributes", "vc.credential_build_config.sd_jwt.visible_claims"]

format := ["attributes", "vc.format"]

# Absent: id, iat, nbf, exp, jti (CredentialScopeModel.SD_JWT_VISIBLE_CLAIMS_DEFAULT).
visible := [trim_space(claim) | some claim in split(keycloak.value(path, ""), ","); trim_space(claim) != ""]

technical := {claim | some claim in params.get("technical_claims", [
	"id", "iss", "sub", "aud", "iat", "nbf", "exp", "jti", "cnf", "vct", "vct#integrity", "status",
])}

personal := [claim | some claim in visible; not claim in technical]

deny contains {
	"message": sprintf("credential %q shows %s to every verifier", [keycloak.value(["name"], input.name), concat(", ", personal)]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": concat(",", [claim | some claim in visible; claim in technical]), "safety": "unsafe"}],
} if {
	candidate
	count(open) == 0
	count(personal) > 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	may_be_personal
	some found, reason in open
}

candidate if {
	keycloak.may_be_credential
	keycloak.may(format, keycloak.default_credential_format, keycloak.sd_jwt_formats)
}

may_be_personal if count(personal) > 0

may_be_personal if count(keycloak.open(path)) > 0

open := keycloak.open_all([["protocol"], format, path])

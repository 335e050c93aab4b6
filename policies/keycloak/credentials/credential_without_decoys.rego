# METADATA
# title: SD-JWT credential has no decoy digests
# description: >-
#   A verifier sees how many digests a credential carries. Without decoys the count alone tells how many claims there
#   are, and so whether an optional one, a disability or an honour, is among them.
# related_resources:
#   - ref: https://www.rfc-editor.org/rfc/rfc9901
#   - ref: https://github.com/keycloak/keycloak/blob/main/server-spi/src/main/java/org/keycloak/models/oid4vci/CredentialScopeModel.java
#     description: names and defaults of the attributes
# custom:
#   id: VC-005
#   severity: low
#   confidence: high
#   platform: keycloak
#   kinds: [client_scope]
#   scope: resource
#   level: 4
#   pillar: technical
#   layer: Credential Management (VCs)
#   owner: Platform Security Team
#   supporting: [App Developers, Wallet Team]
#   controls: [M4T4]
#   references: {other: [SD-JWT]}
#   remediation: >-
#     Set `vc.sd_jwt.number_of_decoys` to a number such as `"10"`, or remove it: Keycloak then adds ten.
#   parameters: {}
package bartizan.keycloak.credential_without_decoys

import data.bartizan.lib.credential
import data.bartizan.lib.keycloak

# CredentialScopeModel.SD_JWT_NUMBER_OF_DECOYS. A spelling in `vc.credential_build_config` is not read: ten decoys then.
path := ["attributes", "vc.sd_jwt.number_of_decoys"]

deny contains {
	"message": sprintf("credential %q hides its claims among no decoy digests", [credential.name]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "10", "safety": "safe"}],
} if {
	credential.sd_jwt
	count(open) == 0
	without_decoys
}

undetermined contains {"path": found, "reason": reason} if {
	credential.sd_jwt
	undecided
	some found, reason in open
}

undecided if without_decoys

undecided if count(keycloak.open(path)) > 0

without_decoys if keycloak.number(keycloak.value(path, 10)) <= 0

open := keycloak.open_all(array.concat(credential.sd_jwt_keys, [path]))

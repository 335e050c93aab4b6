# METADATA
# title: Anyone can register an account
# description: >-
#   In a realm for staff or partners every stranger becomes a user with the rights of the default role, and a start
#   for whatever a logged in account may try.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#con-user-registration_server_administration_guide
# custom:
#   id: KC-035
#   severity: low
#   confidence: medium
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [P9, M1T1]
#   references: {kcwarden: [RealmSelfRegistrationEnabled], nist-800-53: [IA-4]}
#   remediation: >-
#     Set `registrationAllowed` to false, or name the realm in `open_realms` where citizens register themselves.
#   parameters:
#     open_realms:
#       type: array
#       default: []
#       description: Names or patterns of realms in which citizens register themselves.
package bartizan.keycloak.self_registration

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

path := ["registrationAllowed"]

deny contains {
	"message": sprintf("anyone can register an account in realm %q", [keycloak.realm_name]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}],
} if {
	not open_to_all
	keycloak.is(path, false, {true})
}

undetermined contains {"path": found, "reason": reason} if {
	not open_to_all
	some found, reason in keycloak.open(path)
}

open_to_all if {
	some pattern in params.get("open_realms", [])
	glob.match(pattern, null, keycloak.realm_name)
}

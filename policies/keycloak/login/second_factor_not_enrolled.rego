# METADATA
# title: New users are not asked to enrol a second factor
# description: >-
#   Users set up a second factor only when something asks them to. Where no required action does so by default, most
#   accounts stay protected by a password alone, and a thief of one is the first to enrol.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#con-required-actions_server_administration_guide
#   - ref: https://github.com/keycloak/keycloak/blob/main/model/storage-private/src/main/java/org/keycloak/storage/datastore/DefaultExportImportManager.java
# custom:
#   id: KC-010
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1O1]
#   references: {nist-800-53: [IA-2(1)]}
#   remediation: >-
#     Set `enabled` and `defaultAction` of the required action `CONFIGURE_TOTP` or `webauthn-register` to true.
#   parameters:
#     actions:
#       type: array
#       default: [CONFIGURE_TOTP, webauthn-register, webauthn-register-passwordless]
#       description: Required actions that enrol a second factor; add those of your extensions.
package bartizan.keycloak.second_factor_not_enrolled

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

path := ["requiredActions"]

deny contains {
	"message": sprintf("realm %q asks no new user to enrol a second factor", [keycloak.realm_name]),
	"path": place,
	"fix": fix,
} if {
	count(open) == 0
	count([action | some action in actions; asks(action)]) == 0
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open

open := keycloak.open_setting("requiredActions")

actions := keycloak.value(path, [])

enrolling := {alias | some alias in params.get("actions", ["CONFIGURE_TOTP", "webauthn-register", "webauthn-register-passwordless"])}

# Absent: not enabled, not a default action (RequiredActionProviderRepresentation); without the section Keycloak adds
# its own, none of which is a default action (DefaultRequiredActions).
asks(action) if {
	object.get(action, "alias", "") in enrolling
	keycloak.normal(object.get(action, "enabled", false)) == true
	keycloak.normal(object.get(action, "defaultAction", false)) == true
}

otp contains i if {
	some i, action in actions
	object.get(action, "alias", "") == "CONFIGURE_TOTP"
}

default place := ["requiredActions"]

place := array.concat(path, [min(otp), "defaultAction"]) if count(otp) > 0

default fix := []

fix := [
	{"op": "set", "path": array.concat(path, [min(otp), "enabled"]), "value": true, "safety": "unsafe"},
	{"op": "set", "path": array.concat(path, [min(otp), "defaultAction"]), "value": true, "safety": "unsafe"},
] if {
	count(otp) > 0
}

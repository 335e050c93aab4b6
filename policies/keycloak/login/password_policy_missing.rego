# METADATA
# title: Realm has no password policy
# description: >-
#   Keycloak accepts any password unless the realm says otherwise, one letter included. Accounts of the realm are
#   then as safe as the weakest password that somebody chose.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_password-policies
# custom:
#   id: KC-006
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1O1, P2]
#   references: {kcwarden: [PasswordPolicyMissing], nist-800-53: [IA-5], owasp: [A07:2021]}
#   remediation: >-
#     Set `passwordPolicy`, for example to `length(12) and notUsername(undefined) and passwordHistory(5)`.
#   parameters: {}
package bartizan.keycloak.password_policy_missing

import data.bartizan.lib.keycloak

path := ["passwordPolicy"]

deny contains {
	"message": sprintf("realm %q accepts any password: it has no password policy", [keycloak.realm_name]),
	"path": path,
	"fix": [{
		"op": "set",
		"path": path,
		"value": "length(12) and notUsername(undefined) and passwordHistory(5)",
		"safety": "unsafe",
	}],
} if {
	count(open) == 0
	trim_space(keycloak.value(path, "")) == ""
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open

open := keycloak.open_setting("passwordPolicy")

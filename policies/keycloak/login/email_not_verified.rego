# METADATA
# title: Self-registered e-mail addresses are not verified
# description: >-
#   Whoever registers may claim the address of somebody else. Applications that recognise people by e-mail then hand
#   over that person's data, and mails about the account go to the wrong one.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#con-user-registration_server_administration_guide
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#_email
# custom:
#   id: KC-036
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [P9, A3, M1T1]
#   references: {kcwarden: [RealmEmailVerificationDisabled], nist-800-53: [IA-12]}
#   remediation: Set `verifyEmail` to true and configure `smtpServer`.
#   parameters: {}
package bartizan.keycloak.email_not_verified

import data.bartizan.lib.keycloak

path := ["verifyEmail"]

deny contains {
	"message": sprintf("realm %q lets people register without proving their e-mail address", [keycloak.realm_name]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": true, "safety": "unsafe"}],
} if {
	candidate
	count(open) == 0
}

undetermined contains {"path": found, "reason": reason} if {
	candidate
	some found, reason in open
}

# Absent: neither registration nor verification (RealmEntity).
candidate if {
	keycloak.may(["registrationAllowed"], false, {true})
	keycloak.may(path, false, {false})
}

open := keycloak.open_all([["registrationAllowed"], path])

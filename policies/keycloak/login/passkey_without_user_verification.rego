# METADATA
# title: Passkeys log in whoever holds them
# description: >-
#   Where a passkey replaces the password, its PIN or fingerprint is the only thing that ties it to the person. Unless
#   the policy requires that, a stolen or borrowed key logs in alone.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#webauthn_server_administration_guide
#   - ref: https://www.w3.org/TR/webauthn-3/#enumdef-userverificationrequirement
# custom:
#   id: KC-012
#   severity: medium
#   confidence: high
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
#     Set `webAuthnPolicyPasswordlessUserVerificationRequirement` (without password form also
#     `webAuthnPolicyUserVerificationRequirement`) to `required`.
#   parameters: {}
package bartizan.keycloak.passkey_without_user_verification

import data.bartizan.lib.keycloak
import data.bartizan.lib.keycloak_flow

passwordless := ["webAuthnPolicyPasswordlessUserVerificationRequirement"]

plain := ["webAuthnPolicyUserVerificationRequirement"]

deny contains {
	"message": sprintf("realm %q lets passkeys log in without PIN or fingerprint: user verification is %q", [keycloak.realm_name, verification(path)]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "required", "safety": "unsafe"}],
} if {
	some path in used
	count(open) == 0
	count(keycloak.open(path)) == 0
	verification(path) != "required"
}

undetermined contains {"path": found, "reason": reason} if {
	some path in used
	some found, reason in object.union(open, keycloak.open(path))
}

undetermined contains {"path": path, "reason": "whether user verification is required by default depends on the version of Keycloak"} if {
	some path in used
	count(keycloak.open(path)) == 0
	not verification(path)
}

undetermined contains {"path": found, "reason": reason} if {
	not keycloak.value(passwordless, "") == "required"
	count(used) == 0
	some found, reason in open
}

undetermined contains {"path": ["browserFlow"], "reason": "the bound flow is not among these files"} if {
	not keycloak.value(passwordless, "") == "required"
	bound != "browser"
	not bound in {flow.alias | some flow in flows}
	count(open) == 0
}

open := keycloak.open_all([["browserFlow"], ["authenticationFlows"], ["webAuthnPolicyPasswordlessPasskeysEnabled"]])

bound := keycloak.value(["browserFlow"], "browser")

flows := keycloak.value(["authenticationFlows"], [])

steps := keycloak_flow.authenticators(flows, bound)

used contains passwordless if "webauthn-authenticator-passwordless" in steps

used contains passwordless if keycloak.value(["webAuthnPolicyPasswordlessPasskeysEnabled"], false) == true

# Beside a password the key itself is the second factor; without one it is all there is.
used contains plain if {
	"webauthn-authenticator" in steps
	count(steps & {"auth-username-password-form", "auth-password-form"}) == 0
}

verification(path) := keycloak.value(path, "") if keycloak.value(path, null) != null

verification(path) := "not specified" if {
	keycloak.value(path, null) == null
	path == plain
}

# Required by default from 26.4 on (WebAuthnPolicyPasswordlessDefaults).
verification(path) := "not specified" if {
	keycloak.value(path, null) == null
	path == passwordless
	keycloak.before(26, 4)
}

verification(path) := "required" if {
	keycloak.value(path, null) == null
	path == passwordless
	keycloak.major
	not keycloak.before(26, 4)
}

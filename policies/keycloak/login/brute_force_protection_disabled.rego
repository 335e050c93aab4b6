# METADATA
# title: Login guessing is not throttled
# description: >-
#   Without brute force detection an attacker may try passwords of any account as fast as the server answers, and
#   nothing in the realm slows or notices it.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#password-guess-brute-force-attacks
# custom:
#   id: KC-004
#   severity: high
#   confidence: high
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2O2, P2]
#   references: {kcwarden: [RealmBruteForceProtectionDisabled], nist-800-53: [AC-7], owasp: [A07:2021]}
#   remediation: Set `bruteForceProtected` to true and choose thresholds that fit your users.
#   parameters: {}
package bartizan.keycloak.brute_force_protection_disabled

import data.bartizan.lib.keycloak

path := ["bruteForceProtected"]

deny contains {
	"message": sprintf("realm %q does not throttle failed logins", [keycloak.realm_name]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": true, "safety": "safe"}],
} if {
	count(open) == 0
	keycloak.value(path, false) != true
}

undetermined contains {"path": found, "reason": reason} if some found, reason in open

open := keycloak.open_setting("bruteForceProtected")

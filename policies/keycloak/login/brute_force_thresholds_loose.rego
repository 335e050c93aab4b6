# METADATA
# title: Brute force detection lets many guesses through
# description: >-
#   Keycloak locks an account for a while after thirty failed logins unless the realm says otherwise. Thirty guesses,
#   again and again after a short wait, are enough for the passwords that people really choose.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#password-guess-brute-force-attacks
#   - ref: https://pages.nist.gov/800-63-4/sp800-63b.html
# custom:
#   id: KC-005
#   severity: medium
#   confidence: medium
#   platform: keycloak
#   kinds: [realm]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2O2, P2]
#   references: {nist-800-53: [AC-7]}
#   remediation: Set `failureFactor` to 5 and `maxFailureWaitSeconds` to 900.
#   parameters:
#     max_failures:
#       type: number
#       default: 10
#       description: The most failed logins before an account is locked.
#     min_wait_seconds:
#       type: number
#       default: 300
#       description: The shortest accepted upper limit of a temporary lockout, in seconds.
package bartizan.keycloak.brute_force_thresholds_loose

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

guard := ["bruteForceProtected"]

# Absent: 30 failures and 900 seconds (RealmManager.setupBruteForceDetection, RealmEntity).
failures := ["failureFactor"]

wait := ["maxFailureWaitSeconds"]

deny contains {
	"message": sprintf("realm %q locks an account only after %d failed logins", [keycloak.realm_name, factor]),
	"path": failures,
	"fix": [{"op": "set", "path": failures, "value": 5, "safety": "unsafe"}],
} if {
	guarded
	count(keycloak.open_setting("failureFactor")) == 0
	factor := keycloak.number(keycloak.value(failures, 30))
	factor > params.get("max_failures", 10)
}

# Under a permanent lockout nobody waits, unless temporary ones come first.
deny contains {
	"message": sprintf("realm %q locks an account for %d seconds at most", [keycloak.realm_name, seconds]),
	"path": wait,
	"fix": [{"op": "set", "path": wait, "value": 900, "safety": "unsafe"}],
} if {
	guarded
	count(keycloak.open_settings(["maxFailureWaitSeconds", "permanentLockout"])) == 0
	keycloak.value(["permanentLockout"], false) != true
	seconds := keycloak.number(keycloak.value(wait, 900))
	seconds < params.get("min_wait_seconds", 300)
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.may(guard, false, {true})
	some found, reason in keycloak.open_settings(["bruteForceProtected", "failureFactor", "maxFailureWaitSeconds", "permanentLockout"])
}

guarded if {
	count(keycloak.open_setting("bruteForceProtected")) == 0
	keycloak.is(guard, false, {true})
}

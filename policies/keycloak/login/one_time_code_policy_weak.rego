# METADATA
# title: One-time codes are reusable or easy to guess
# description: >-
#   A one-time code that works twice can be used again by whoever watched it being typed. Short codes, and codes of
#   many time steps that are accepted beside the current one, are easier to guess.
# related_resources:
#   - ref: https://www.keycloak.org/docs/latest/server_admin/index.html#one-time-password-otp-policies
#   - ref: https://datatracker.ietf.org/doc/html/rfc6238#section-5.2
# custom:
#   id: KC-011
#   severity: low
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
#   remediation: Set `otpPolicyCodeReusable` to false, `otpPolicyLookAheadWindow` to 1 and `otpPolicyDigits` to 6 or 8.
#   parameters:
#     max_window:
#       type: number
#       default: 1
#       description: The most time steps before and after the current one whose codes are accepted.
package bartizan.keycloak.one_time_code_policy_weak

import data.bartizan.lib.keycloak
import data.bartizan.lib.params

# Absent: not reusable, one step, six digits (OTPPolicy.DEFAULT_POLICY, DEFAULT_IS_REUSABLE). SHA-1 inside HMAC, the
# default, is no fault: apps of phones often know nothing else.
reusable := ["otpPolicyCodeReusable"]

window := ["otpPolicyLookAheadWindow"]

digits := ["otpPolicyDigits"]

deny contains {
	"message": sprintf("realm %q accepts a one-time code more than once", [keycloak.realm_name]),
	"path": reusable,
	"fix": [{"op": "set", "path": reusable, "value": false, "safety": "safe"}],
} if {
	keycloak.is(reusable, false, {true})
}

deny contains {
	"message": sprintf("realm %q accepts one-time codes of %d steps beside the current one", [keycloak.realm_name, steps]),
	"path": window,
	"fix": [{"op": "set", "path": window, "value": 1, "safety": "unsafe"}],
} if {
	count(keycloak.open(window)) == 0
	counts_time
	steps := keycloak.number(keycloak.value(window, 1))
	steps > params.get("max_window", 1)
}

deny contains {
	"message": sprintf("one-time codes of realm %q have %d digits", [keycloak.realm_name, length]),
	"path": digits,
	"fix": [{"op": "set", "path": digits, "value": 6, "safety": "unsafe"}],
} if {
	count(keycloak.open(digits)) == 0
	length := keycloak.number(keycloak.value(digits, 6))
	length < 6
}

undetermined contains {"path": found, "reason": reason} if {
	some found, reason in keycloak.open_all([reusable, window, digits])
}

undetermined contains {"path": found, "reason": reason} if {
	keycloak.number(keycloak.value(window, 1)) > params.get("max_window", 1)
	some found, reason in keycloak.open(["otpPolicyType"])
}

# The window of counter-based codes bridges codes that were made and not used, and must be wider.
counts_time if keycloak.is(["otpPolicyType"], "totp", {"totp"})

package bartizan.keycloak.one_time_code_policy_weak_test

import data.bartizan.keycloak.one_time_code_policy_weak as policy

realm(values) := {
	"kind": "realm",
	"name": "citizens",
	"address": "citizens",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"realm": "citizens", "enabled": true}, values),
}

unknown_at(values, path) := object.union(realm(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as resource}

fragment := object.union(realm({"clients": []}), {"complete": false})

test_violated_by_reusable_codes if {
	policy.deny == {{
		"message": `realm "citizens" accepts a one-time code more than once`,
		"path": ["otpPolicyCodeReusable"],
		"fix": [{"op": "set", "path": ["otpPolicyCodeReusable"], "value": false, "safety": "safe"}],
	}} with input as realm({"otpPolicyCodeReusable": true})
}

test_violated_by_window_and_digits if {
	{finding.message | some finding in policy.deny} == {
		`realm "citizens" accepts one-time codes of 2 steps beside the current one`,
		`one-time codes of realm "citizens" have 4 digits`,
	} with input as realm({"otpPolicyLookAheadWindow": 2, "otpPolicyDigits": "4"})
}

test_satisfied_by_the_defaults if count(policy.deny) == 0 with input as realm({})

test_satisfied if {
	count(policy.deny) == 0 with input as realm({"otpPolicyCodeReusable": false, "otpPolicyLookAheadWindow": 1, "otpPolicyDigits": 6, "otpPolicyAlgorithm": "HmacSHA1"})
	count(policy.deny) == 0 with input as realm({"otpPolicyType": "hotp", "otpPolicyLookAheadWindow": 5})
}

test_parameters if {
	resource := object.union(realm({"otpPolicyLookAheadWindow": 2}), {"parameters": {"max_window": 2}})
	count(policy.deny) == 0 with input as resource
}

test_unknown_is_undetermined if {
	every key in ["otpPolicyCodeReusable", "otpPolicyLookAheadWindow", "otpPolicyDigits"] {
		resource := unknown_at({}, [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
	resource := unknown_at({"otpPolicyLookAheadWindow": 2}, ["otpPolicyType"])
	count(policy.deny) == 0 with input as resource
	open_at(resource) == {["otpPolicyType"]}
}

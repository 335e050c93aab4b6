package bartizan.keycloak.brute_force_protection_disabled_test

import data.bartizan.keycloak.brute_force_protection_disabled as policy

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

test_violated_when_false if {
	some finding in policy.deny with input as realm({"bruteForceProtected": false})
	finding.path == ["bruteForceProtected"]
	finding.message == `realm "citizens" does not throttle failed logins`
}

test_violated_by_the_default if count(policy.deny) == 1 with input as realm({})

test_violated_without_a_realm_name if {
	resource := object.union(object.remove(realm({}), ["values"]), {"values": {}})
	count(policy.deny) == 1 with input as resource
}

test_satisfied if count(policy.deny) == 0 with input as realm({"bruteForceProtected": true})

test_satisfied_as_string if count(policy.deny) == 0 with input as realm({"bruteForceProtected": "true"})

test_unknown_is_undetermined if {
	resource := object.union(realm({}), {"unknown": [{"path": ["bruteForceProtected"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["bruteForceProtected"], "reason": "known after apply"}} with input as resource
}

test_placeholder_is_undetermined if {
	resource := realm({"bruteForceProtected": "$(env:SETTING)"})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["bruteForceProtected"], "reason": "placeholder filled at import"}} with input as resource
}

test_file_without_settings_is_undetermined if {
	resource := object.union(realm({"clients": []}), {"complete": false})
	count(policy.deny) == 0 with input as resource
	some entry in policy.undetermined with input as resource
	entry.path == ["bruteForceProtected"]
}

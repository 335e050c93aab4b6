package bartizan.keycloak.password_policy_missing_test

import data.bartizan.keycloak.password_policy_missing as policy

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

test_violated_when_empty if {
	some finding in policy.deny with input as realm({"passwordPolicy": " "})
	finding.path == ["passwordPolicy"]
}

test_violated_when_absent if count(policy.deny) == 1 with input as realm({})

test_violated_when_null if count(policy.deny) == 1 with input as realm({"passwordPolicy": null})

test_satisfied if count(policy.deny) == 0 with input as realm({"passwordPolicy": "length(12)"})

test_unknown_is_undetermined if {
	resource := object.union(realm({}), {"unknown": [{"path": ["passwordPolicy"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["passwordPolicy"], "reason": "known after apply"}} with input as resource
}

test_placeholder_is_undetermined if {
	resource := realm({"passwordPolicy": "$(env:SETTING)"})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["passwordPolicy"], "reason": "placeholder filled at import"}} with input as resource
}

test_file_without_settings_is_undetermined if {
	resource := object.union(realm({"clients": []}), {"complete": false})
	count(policy.deny) == 0 with input as resource
	some entry in policy.undetermined with input as resource
	entry.path == ["passwordPolicy"]
}

package bartizan.keycloak.password_policy_weak_test

import data.bartizan.keycloak.password_policy_weak as policy

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

policy_of(text) := realm({"passwordPolicy": text})

keys(text) := {finding.key | some finding in policy.deny with input as policy_of(text)}

strong := "length(12) and notUsername(undefined) and passwordHistory(5)"

test_violated_by_a_short_length if {
	policy.deny == {{
		"message": `password policy of realm "citizens" accepts passwords of 11 characters`,
		"path": ["passwordPolicy"],
		"key": "length",
		"fix": [{
			"op": "set",
			"path": ["passwordPolicy"],
			"value": "notUsername(undefined) and passwordHistory(3) and length(12)",
			"safety": "unsafe",
		}],
	}} with input as policy_of("length(11) and notUsername(undefined) and passwordHistory(3)")
}

test_violated_by_missing_clauses if {
	keys("digits(1)") == {"length", "username", "reuse"}
	keys("length and notEmail(undefined) and passwordBlacklist(common.txt)") == {"length"}
	keys("length(20) and passwordHistory(3)") == {"username"}
	keys("length(20) and notContainsUsername(undefined)") == {"reuse"}
}

test_satisfied if {
	keys(strong) == set()
	keys("passwordBlacklist(common.txt) and length( 14 ) and notEmail and upperCase(1)") == set()
}

test_satisfied_without_any_policy if {
	count(policy.deny) == 0 with input as realm({})
	count(policy.deny) == 0 with input as policy_of("")
}

test_fixed if {
	some finding in policy.deny with input as policy_of("length(8) and digits(1)")
	some step in finding.fix
	step.value == "digits(1) and length(12) and notUsername(undefined) and passwordHistory(5)"
	keys(step.value) == set()
}

test_parameters if count(policy.deny) == 1 with input as object.union(policy_of(strong), {"parameters": {"min_length": 13}})

test_unknown_is_undetermined if {
	resource := unknown_at({}, ["passwordPolicy"])
	count(policy.deny) == 0 with input as resource
	open_at(resource) == {["passwordPolicy"]}
	open_at(policy_of("length($(env:LENGTH))")) == {["passwordPolicy"]}
}

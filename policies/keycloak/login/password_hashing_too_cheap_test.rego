package bartizan.keycloak.password_hashing_too_cheap_test

import data.bartizan.keycloak.password_hashing_too_cheap as policy

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

in_version(version, values) := object.union(realm(values), {"version": version})

test_violated_by_few_rounds if {
	resource := in_version("26.4.0", {"passwordPolicy": "length(12) and hashAlgorithm(pbkdf2-sha512) and hashIterations(30000)"})
	policy.deny == {{
		"message": `realm "citizens" hashes passwords with 30000 rounds of pbkdf2-sha512, fewer than 210000`,
		"path": ["passwordPolicy"],
		"fix": [{"op": "set", "path": ["passwordPolicy"], "value": "length(12)", "safety": "unsafe"}],
	}} with input as resource
}

test_violated_by_the_default_of_old_versions if {
	count(policy.deny) == 1 with input as in_version("18.0.2", {})
	count(policy.deny) == 1 with input as in_version("23.0.7", {"passwordPolicy": "hashAlgorithm(pbkdf2)"})
}

test_satisfied_by_the_default_of_newer_versions if {
	count(policy.deny) == 0 with input as in_version("24.0.5", {})
	count(policy.deny) == 0 with input as in_version("26.4.0", {"passwordPolicy": "length(12)"})
	count(policy.deny) == 0 with input as realm({})
}

test_rounds_count_for_the_default_algorithm if {
	count(policy.deny) == 1 with input as in_version("24.0.5", {"passwordPolicy": "hashIterations(27500)"})
	count(policy.deny) == 0 with input as in_version("26.0.5", {"passwordPolicy": "hashIterations(27500)"})
}

test_satisfied_by_enough_rounds if {
	count(policy.deny) == 0 with input as realm({"passwordPolicy": "hashAlgorithm(pbkdf2-sha256) and hashIterations(600000)"})
	count(policy.deny) == 0 with input as realm({"passwordPolicy": "hashAlgorithm(argon2) and hashIterations(5)"})
}

test_unknown_version_is_undetermined if {
	resource := realm({"passwordPolicy": "hashIterations(27500)"})
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["passwordPolicy"]} with input as resource
}

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

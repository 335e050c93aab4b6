package bartizan.keycloak.refresh_token_reusable_test

import data.bartizan.keycloak.refresh_token_reusable as policy

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

test_violated_by_the_default if {
	policy.deny == {{
		"message": `refresh tokens of realm "citizens" stay valid after they are used`,
		"path": ["revokeRefreshToken"],
		"fix": [{"op": "set", "path": ["revokeRefreshToken"], "value": true, "safety": "unsafe"}],
	}} with input as realm({})
}

test_violated_by_reuse if {
	some finding in policy.deny with input as realm({"revokeRefreshToken": true, "refreshTokenMaxReuse": 1})
	finding.path == ["refreshTokenMaxReuse"]
	finding.message == `refresh tokens of realm "citizens" may be used 1 times more`
}

test_satisfied if {
	count(policy.deny) == 0 with input as realm({"revokeRefreshToken": true})
	count(policy.deny) == 0 with input as realm({"revokeRefreshToken": "true", "refreshTokenMaxReuse": 0})
}

test_unknown_is_undetermined if {
	every key in ["revokeRefreshToken", "refreshTokenMaxReuse"] {
		resource := unknown_at(object.remove({"revokeRefreshToken": true, "refreshTokenMaxReuse": 2}, [key]), [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
}

test_file_without_settings_is_undetermined if {
	count(policy.deny) == 0 with input as fragment
	open_at(fragment) == {["revokeRefreshToken"]}
}

package bartizan.keycloak.offline_session_endless_test

import data.bartizan.keycloak.offline_session_endless as policy

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
		"message": `offline sessions of realm "citizens" never end`,
		"path": ["offlineSessionMaxLifespanEnabled"],
		"fix": [{"op": "set", "path": ["offlineSessionMaxLifespanEnabled"], "value": true, "safety": "unsafe"}],
	}} with input as realm({"offlineSessionMaxLifespan": 60})
}

test_violated_by_a_long_life if {
	some finding in policy.deny with input as realm({"offlineSessionMaxLifespanEnabled": true, "offlineSessionMaxLifespan": 5184001})
	finding.path == ["offlineSessionMaxLifespan"]
	finding.message == `offline sessions of realm "citizens" last 5184001 seconds`
}

test_satisfied if {
	count(policy.deny) == 0 with input as realm({"offlineSessionMaxLifespanEnabled": true})
	count(policy.deny) == 0 with input as realm({"offlineSessionMaxLifespanEnabled": "true", "offlineSessionMaxLifespan": 5184000})
}

test_parameters if {
	resource := object.union(realm({"offlineSessionMaxLifespanEnabled": true}), {"parameters": {"max_seconds": 3600}})
	count(policy.deny) == 1 with input as resource
}

test_unknown_is_undetermined if {
	every key in ["offlineSessionMaxLifespanEnabled", "offlineSessionMaxLifespan"] {
		resource := unknown_at(object.remove({"offlineSessionMaxLifespanEnabled": true, "offlineSessionMaxLifespan": 9999999}, [key]), [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
}

test_file_without_settings_is_undetermined if {
	count(policy.deny) == 0 with input as fragment
	open_at(fragment) == {["offlineSessionMaxLifespanEnabled"]}
}

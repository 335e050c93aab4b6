package bartizan.keycloak.login_events_not_stored_test

import data.bartizan.keycloak.login_events_not_stored as policy

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
		"message": `realm "citizens" does not store logins`,
		"path": ["eventsEnabled"],
		"fix": [{"op": "set", "path": ["eventsEnabled"], "value": true, "safety": "safe"}],
	}} with input as realm({})
	count(policy.deny) == 1 with input as realm({"eventsEnabled": "false", "enabledEventTypes": ["LOGIN"]})
}

test_violated_by_missing_types if {
	some finding in policy.deny with input as realm({"eventsEnabled": true, "enabledEventTypes": ["LOGIN", "LOGOUT"]})
	finding.path == ["enabledEventTypes"]
	finding.message == `realm "citizens" stores events, but not LOGIN_ERROR, CODE_TO_TOKEN_ERROR`
	count(finding.fix) == 2
}

test_satisfied if {
	count(policy.deny) == 0 with input as realm({"eventsEnabled": true})
	count(policy.deny) == 0 with input as realm({"eventsEnabled": true, "enabledEventTypes": []})
	count(policy.deny) == 0 with input as realm({"eventsEnabled": true, "enabledEventTypes": ["LOGIN", "LOGIN_ERROR", "CODE_TO_TOKEN_ERROR"]})
}

test_parameters if {
	resource := realm({"eventsEnabled": true, "enabledEventTypes": ["LOGIN"]})
	count(policy.deny) == 0 with input as object.union(resource, {"parameters": {"event_types": ["LOGIN"]}})
}

test_unknown_is_undetermined if {
	unknown := unknown_at({}, ["eventsEnabled"])
	count(policy.deny) == 0 with input as unknown
	open_at(unknown) == {["eventsEnabled"]}
	listed := unknown_at({"eventsEnabled": true}, ["enabledEventTypes"])
	count(policy.deny) == 0 with input as listed
	open_at(listed) == {["enabledEventTypes"]}
}

test_file_without_settings_is_undetermined if {
	count(policy.deny) == 0 with input as fragment
	open_at(fragment) == {["eventsEnabled"]}
}

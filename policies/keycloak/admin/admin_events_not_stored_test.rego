package bartizan.keycloak.admin_events_not_stored_test

import data.bartizan.keycloak.admin_events_not_stored as policy

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

test_violated_when_off if {
	policy.deny == {{
		"message": `realm "citizens" does not store what administrators change`,
		"path": ["adminEventsEnabled"],
		"fix": [
			{"op": "set", "path": ["adminEventsEnabled"], "value": true, "safety": "safe"},
			{"op": "set", "path": ["adminEventsDetailsEnabled"], "value": true, "safety": "safe"},
		],
	}} with input as realm({"adminEventsEnabled": false})
}

test_violated_by_the_default if count(policy.deny) == 1 with input as realm({})

test_violated_without_details if {
	{finding.path | some finding in policy.deny} == {["adminEventsDetailsEnabled"]} with input as realm({"adminEventsEnabled": true})
}

test_satisfied if {
	count(policy.deny) == 0 with input as realm({"adminEventsEnabled": true, "adminEventsDetailsEnabled": true})
}

test_unknown_details_are_undetermined if {
	unknown := {"path": ["adminEventsDetailsEnabled"], "reason": "known after apply"}
	resource := object.union(realm({"adminEventsEnabled": true}), {"unknown": [unknown]})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {unknown} with input as resource
}

test_unknown_is_undetermined if {
	resource := object.union(realm({}), {"unknown": [{"path": ["adminEventsEnabled"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["adminEventsEnabled"], "reason": "known after apply"}} with input as resource
}

test_placeholder_is_undetermined if {
	resource := realm({"adminEventsEnabled": "$(env:SETTING)"})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["adminEventsEnabled"], "reason": "placeholder filled at import"}} with input as resource
}

test_file_without_settings_is_undetermined if {
	resource := object.union(realm({"clients": []}), {"complete": false})
	count(policy.deny) == 0 with input as resource
	some entry in policy.undetermined with input as resource
	entry.path == ["adminEventsEnabled"]
}

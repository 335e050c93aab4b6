package bartizan.keycloak.events_expire_early_test

import data.bartizan.keycloak.events_expire_early as policy

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

test_violated_without_a_listener if {
	policy.deny == {{
		"message": `events of realm "citizens" reach no log: its listeners are none`,
		"path": ["eventsListeners"],
		"fix": [{"op": "append", "path": ["eventsListeners"], "value": "jboss-logging", "safety": "safe"}],
	}} with input as realm({"eventsListeners": []})
	{finding.message | some finding in policy.deny} == {`events of realm "citizens" reach no log: its listeners are email`} with input as realm({"eventsListeners": ["email"]})
}

test_violated_by_an_early_expiry if {
	some finding in policy.deny with input as realm({"eventsEnabled": true, "eventsExpiration": 7775999})
	finding.path == ["eventsExpiration"]
	finding.message == `stored events of realm "citizens" expire after 7775999 seconds`
}

test_satisfied if {
	count(policy.deny) == 0 with input as realm({})
	count(policy.deny) == 0 with input as realm({"eventsEnabled": true, "eventsExpiration": 7776000, "eventsListeners": ["jboss-logging", "email"]})
	count(policy.deny) == 0 with input as realm({"eventsEnabled": true, "eventsExpiration": 0})
}

test_expiry_of_nothing if count(policy.deny) == 0 with input as realm({"eventsExpiration": 60})

test_parameters if {
	count(policy.deny) == 0 with input as object.union(realm({"eventsListeners": ["siem"]}), {"parameters": {"listeners": ["siem"]}})
	count(policy.deny) == 0 with input as object.union(realm({"eventsEnabled": true, "eventsExpiration": 86400}), {"parameters": {"min_seconds": 86400}})
}

test_unknown_is_undetermined if {
	listeners := unknown_at({}, ["eventsListeners"])
	count(policy.deny) == 0 with input as listeners
	open_at(listeners) == {["eventsListeners"]}
	every key in ["eventsEnabled", "eventsExpiration"] {
		resource := unknown_at(object.remove({"eventsEnabled": true, "eventsExpiration": 60}, [key]), [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
}

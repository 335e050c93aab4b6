package bartizan.keycloak.self_registration_test

import data.bartizan.keycloak.self_registration as policy

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

test_violated if {
	policy.deny == {{
		"message": `anyone can register an account in realm "citizens"`,
		"path": ["registrationAllowed"],
		"fix": [{"op": "set", "path": ["registrationAllowed"], "value": false, "safety": "unsafe"}],
	}} with input as realm({"registrationAllowed": true})
	count(policy.deny) == 1 with input as realm({"registrationAllowed": "true"})
}

test_satisfied if {
	count(policy.deny) == 0 with input as realm({})
	count(policy.deny) == 0 with input as realm({"registrationAllowed": false})
}

test_parameters if {
	resource := object.union(realm({"registrationAllowed": true}), {"parameters": {"open_realms": ["citi*"]}})
	count(policy.deny) == 0 with input as resource
	count(policy.deny) == 1 with input as object.union(resource, {"parameters": {"open_realms": ["staff"]}})
}

test_unknown_is_undetermined if {
	resource := unknown_at({}, ["registrationAllowed"])
	count(policy.deny) == 0 with input as resource
	open_at(resource) == {["registrationAllowed"]}
}

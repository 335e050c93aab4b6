package bartizan.keycloak.email_not_verified_test

import data.bartizan.keycloak.email_not_verified as policy

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
		"message": `realm "citizens" lets people register without proving their e-mail address`,
		"path": ["verifyEmail"],
		"fix": [{"op": "set", "path": ["verifyEmail"], "value": true, "safety": "unsafe"}],
	}} with input as realm({"registrationAllowed": true})
	count(policy.deny) == 1 with input as realm({"registrationAllowed": true, "verifyEmail": false})
}

test_satisfied if {
	count(policy.deny) == 0 with input as realm({})
	count(policy.deny) == 0 with input as realm({"registrationAllowed": true, "verifyEmail": true})
}

test_unknown_is_undetermined if {
	every key in ["registrationAllowed", "verifyEmail"] {
		resource := unknown_at(object.remove({"registrationAllowed": true}, [key]), [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
}

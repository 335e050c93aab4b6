package bartizan.keycloak.full_scope_allowed_test

import data.bartizan.keycloak.full_scope_allowed as policy

client(values) := {
	"kind": "client",
	"name": "portal",
	"address": "citizens/client/portal",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"clientId": "portal"}, values),
}

unknown_at(values, path) := object.union(client(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as resource}

test_violated_by_the_default if {
	policy.deny == {{
		"message": `tokens of client "portal" carry every role of their users`,
		"path": ["fullScopeAllowed"],
		"fix": [{"op": "set", "path": ["fullScopeAllowed"], "value": false, "safety": "unsafe"}],
	}} with input as client({})
	count(policy.deny) == 1 with input as client({"fullScopeAllowed": true, "consentRequired": true})
	count(policy.deny) == 1 with input as client({"fullScopeAllowed": "true", "protocol": "saml"})
}

test_satisfied if {
	count(policy.deny) == 0 with input as client({"fullScopeAllowed": false})
	count(policy.deny) == 0 with input as client({"consentRequired": true})
	count(policy.deny) == 0 with input as client({"bearerOnly": true})
	count(policy.deny) == 0 with input as client({"enabled": false})
	count(policy.deny) == 0 with input as client({"clientId": "security-admin-console", "fullScopeAllowed": true})
}

test_unknown_is_undetermined if {
	every key in ["fullScopeAllowed", "consentRequired", "enabled", "bearerOnly", "protocol"] {
		resource := unknown_at({}, [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
	count(policy.undetermined) == 0 with input as unknown_at({"fullScopeAllowed": true}, ["consentRequired"])
}

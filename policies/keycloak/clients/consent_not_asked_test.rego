package bartizan.keycloak.consent_not_asked_test

import data.bartizan.keycloak.consent_not_asked as policy

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

third := {"parameters": {"third_party_clients": ["por*"]}}

test_violated_by_a_third_party if {
	policy.deny == {{
		"message": `client "portal" belongs to a third party and its users are not asked for consent`,
		"path": ["consentRequired"],
		"fix": [{"op": "set", "path": ["consentRequired"], "value": true, "safety": "unsafe"}],
	}} with input as object.union(client({}), third)
}

test_violated_by_a_sensitive_scope if {
	{finding.message | some finding in policy.deny} == {`client "portal" gets scope "phone" by default and its users are not asked for consent`} with input as client({"defaultClientScopes": ["profile", "phone"]})
}

test_satisfied if {
	count(policy.deny) == 0 with input as client({})
	count(policy.deny) == 0 with input as object.union(client({"consentRequired": "true"}), third)
	count(policy.deny) == 0 with input as client({"optionalClientScopes": ["phone"], "defaultClientScopes": ["profile"]})
	count(policy.deny) == 0 with input as client({"defaultClientScopes": ["phone"], "enabled": false})
}

test_parameters if {
	resource := object.union(client({"defaultClientScopes": ["health"]}), {"parameters": {"sensitive_scopes": ["health"]}})
	count(policy.deny) == 1 with input as resource
}

test_unknown_is_undetermined if {
	every key in ["consentRequired", "enabled", "bearerOnly", "protocol"] {
		resource := object.union(unknown_at({}, [key]), third)
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
	scopes := unknown_at({}, ["defaultClientScopes"])
	count(policy.deny) == 0 with input as scopes
	open_at(scopes) == {["defaultClientScopes"]}
}

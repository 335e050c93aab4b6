package bartizan.keycloak.offline_access_by_default_test

import data.bartizan.keycloak.offline_access_by_default as policy

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

client(values) := object.union(realm({}), {"kind": "client", "name": "portal", "address": "citizens/client/portal", "values": object.union({"clientId": "portal"}, values)})

test_violated_by_a_client if {
	policy.deny == {{
		"message": `client "portal" gets an offline token with every login`,
		"path": ["defaultClientScopes", 1],
		"fix": [
			{"op": "remove", "path": ["defaultClientScopes", 1], "safety": "unsafe"},
			{"op": "append", "path": ["optionalClientScopes"], "value": "offline_access", "safety": "unsafe"},
		],
	}} with input as client({"defaultClientScopes": ["profile", "offline_access"], "optionalClientScopes": ["phone"]})
}

test_violated_by_a_realm if {
	some finding in policy.deny with input as realm({"defaultDefaultClientScopes": ["offline_access"]})
	finding.path == ["defaultDefaultClientScopes", 0]
	finding.message == `new clients of realm "citizens" get an offline token with every login`
	finding.fix == [{"op": "remove", "path": ["defaultDefaultClientScopes", 0], "safety": "unsafe"}]
}

test_satisfied if {
	count(policy.deny) == 0 with input as realm({"defaultOptionalClientScopes": ["offline_access"], "defaultDefaultClientScopes": ["profile"]})
	count(policy.deny) == 0 with input as client({"optionalClientScopes": ["offline_access"]})
	count(policy.deny) == 0 with input as client({"defaultClientScopes": ["offline_access"], "enabled": false})
	count(policy.deny) == 0 with input as realm({})
}

test_unknown_is_undetermined if {
	scopes := unknown_at({}, ["defaultDefaultClientScopes", 0])
	count(policy.deny) == 0 with input as scopes
	open_at(scopes) == {["defaultDefaultClientScopes", 0]}
	every key in ["enabled", "bearerOnly", "protocol"] {
		resource := object.union(client({"defaultClientScopes": ["offline_access"]}), {"unknown": [{"path": [key], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
}

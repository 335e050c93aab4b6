package bartizan.keycloak.secrets_not_rotated_test

import data.bartizan.keycloak.secrets_not_rotated as policy

realm(policies, profiles) := {"kind": "realm", "name": "citizens", "address": "citizens", "version": null, "actions": [], "unknown": [], "values": {
	"realm": "citizens",
	"clientPolicies": {"policies": policies},
	"clientProfiles": {"profiles": profiles},
}}

bare := object.union(realm([], []), {"values": {"clientPolicies": null, "clientProfiles": null}})

client(values) := {
	"kind": "client",
	"name": "api",
	"address": "citizens/client/api",
	"version": null,
	"actions": [],
	"unknown": [],
	"values": object.union({"clientId": "api"}, values),
}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

unit(resources) := {"complete": true, "resources": resources}

open_at(unit_input) := {entry.path | some entry in policy.undetermined with input as unit_input}

enforcing(executor) := realm(
	[{"name": "p", "enabled": true, "conditions": [{"condition": "any-client"}], "profiles": ["mine"]}],
	[{"name": "mine", "executors": [{"executor": executor, "configuration": {}}]}],
)

test_violated if {
	policy.deny == {{
		"message": `secrets of clients in realm "citizens" never expire: no client policy rotates them (api)`,
		"resource": "citizens",
		"path": ["clientPolicies"],
	}} with input as unit([bare, client({})])
}

test_violated_by_many if {
	clients := [client({"clientId": id}) | some id in ["a", "b", "c", "d", "e"]]
	some finding in policy.deny with input as unit(array.concat([bare], clients))
	endswith(finding.message, "(a, b, c and 2 more)")
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([enforcing("secret-rotation"), client({})])
	count(policy.deny) == 0 with input as unit([bare, client({"publicClient": true})])
	count(policy.deny) == 0 with input as unit([bare, client({"clientAuthenticatorType": "client-jwt"})])
	count(policy.deny) == 0 with input as unit([bare])
}

test_unknown_is_undetermined if {
	hidden := unit([unknown_at(bare, ["clientPolicies"]), client({})])
	count(policy.deny) == 0 with input as hidden
	open_at(hidden) == {["clientPolicies"]}
	every key in ["publicClient", "clientAuthenticatorType", "enabled", "bearerOnly", "protocol"] {
		found := unit([bare, unknown_at(client({}), [key])])
		count(policy.deny) == 0 with input as found
		open_at(found) == {[key]}
	}
	fragment := {"complete": false, "resources": [bare, client({})]}
	count(policy.deny) == 0 with input as fragment
	open_at(fragment) == {["clientPolicies"]}
}

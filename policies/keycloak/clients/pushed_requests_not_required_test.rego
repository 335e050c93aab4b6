package bartizan.keycloak.pushed_requests_not_required_test

import data.bartizan.keycloak.pushed_requests_not_required as policy

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

bound := client({"attributes": {"dpop.bound.access.tokens": "true"}})

test_violated if {
	policy.deny == {{
		"message": `client "api" need not push its authorisation requests`,
		"resource": "citizens/client/api",
		"path": ["attributes", "require.pushed.authorization.requests"],
		"fix": [{"op": "set", "path": ["attributes", "require.pushed.authorization.requests"], "value": "true", "safety": "unsafe"}],
	}} with input as unit([bare, bound])
	count(policy.deny) == 1 with input as unit([bare, client({"attributes": {"request.object.required": "request or request_uri"}})])
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([bare, client({})])
	count(policy.deny) == 0 with input as unit([bare, client({"attributes": {"dpop.bound.access.tokens": "true", "require.pushed.authorization.requests": "true"}})])
	count(policy.deny) == 0 with input as unit([enforcing("secure-par-content"), bound])
	count(policy.deny) == 0 with input as unit([bare, client({"attributes": {"dpop.bound.access.tokens": "true"}, "standardFlowEnabled": false})])
	count(policy.deny) == 0 with input as unit([bare, client({"attributes": {"dpop.bound.access.tokens": "true", "oid4vci.enabled": "true"}})])
}

test_parameters if {
	found := object.union(unit([bare, client({})]), {"parameters": {"high_risk_clients": ["api"]}})
	count(policy.deny) == 1 with input as found
}

test_unknown_is_undetermined if {
	every path in [["enabled"], ["bearerOnly"], ["protocol"], ["standardFlowEnabled"], ["attributes", "oid4vci.enabled"], ["attributes", "require.pushed.authorization.requests"]] {
		found := unit([bare, unknown_at(bound, path)])
		count(policy.deny) == 0 with input as found
		open_at(found) == {path}
	}
	every key in ["dpop.bound.access.tokens", "tls.client.certificate.bound.access.tokens", "request.object.required"] {
		found := unit([bare, unknown_at(client({}), ["attributes", key])])
		count(policy.deny) == 0 with input as found
		open_at(found) == {["attributes", key]}
	}
	hidden := unit([unknown_at(bare, ["clientPolicies"]), bound])
	count(policy.deny) == 0 with input as hidden
	open_at(hidden) == {["attributes", "require.pushed.authorization.requests"]}
}

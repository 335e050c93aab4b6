package bartizan.keycloak.plain_bearer_token_test

import data.bartizan.keycloak.plain_bearer_token as policy

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

machine := client({"serviceAccountsEnabled": true})

test_violated if {
	policy.deny == {{
		"message": `access tokens of client "api" work for whoever holds a copy`,
		"resource": "citizens/client/api",
		"path": ["attributes", "dpop.bound.access.tokens"],
	}} with input as unit([bare, machine])
}

test_satisfied if {
	every key in ["dpop.bound.access.tokens", "tls.client.certificate.bound.access.tokens"] {
		count(policy.deny) == 0 with input as unit([bare, client({"serviceAccountsEnabled": true, "attributes": {key: "true"}})])
	}
	every executor in ["dpop-bind-enforcer", "holder-of-key-enforcer"] {
		count(policy.deny) == 0 with input as unit([enforcing(executor), machine])
	}
	count(policy.deny) == 0 with input as unit([bare, client({})])
}

test_parameters if {
	found := object.union(unit([bare, client({})]), {"parameters": {"sensitive_clients": ["a*"]}})
	count(policy.deny) == 1 with input as found
}

test_unknown_is_undetermined if {
	every path in [["enabled"], ["bearerOnly"], ["protocol"], ["attributes", "oid4vci.enabled"], ["attributes", "dpop.bound.access.tokens"], ["attributes", "tls.client.certificate.bound.access.tokens"]] {
		found := unit([bare, unknown_at(machine, path)])
		count(policy.deny) == 0 with input as found
		open_at(found) == {path}
	}
	account := unit([bare, unknown_at(client({}), ["serviceAccountsEnabled"])])
	count(policy.deny) == 0 with input as account
	open_at(account) == {["serviceAccountsEnabled"]}
	hidden := unit([unknown_at(bare, ["clientPolicies"]), machine])
	count(policy.deny) == 0 with input as hidden
	open_at(hidden) == {["attributes", "dpop.bound.access.tokens"]}
}

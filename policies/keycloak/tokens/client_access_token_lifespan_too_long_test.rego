package bartizan.keycloak.client_access_token_lifespan_too_long_test

import data.bartizan.keycloak.client_access_token_lifespan_too_long as policy

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

with_unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

lifespan(written) := client({"attributes": {"access.token.lifespan": written}})

test_violated_when_long if {
	policy.deny == {{
		"message": `access tokens of client "portal" live 3600 seconds`,
		"path": ["attributes", "access.token.lifespan"],
		"fix": [{"op": "remove", "path": ["attributes", "access.token.lifespan"], "safety": "unsafe"}],
	}} with input as lifespan("3600")
}

test_violated_when_unlimited if {
	some finding in policy.deny with input as lifespan("0")
	finding.message == `access tokens of client "portal" never expire`
}

test_satisfied if count(policy.deny) == 0 with input as lifespan("600")

test_satisfied_when_absent_or_empty if {
	count(policy.deny) == 0 with input as client({})
	count(policy.deny) == 0 with input as lifespan("")
}

test_only_active_clients if {
	count(policy.deny) == 0 with input as client({"enabled": false, "attributes": {"access.token.lifespan": "0"}})
}

test_limit_is_a_parameter if {
	resource := object.union(lifespan("3600"), {"parameters": {"max_seconds": 3600}})
	count(policy.deny) == 0 with input as resource
}

test_placeholder_is_undetermined if {
	policy.undetermined == {{"path": ["attributes", "access.token.lifespan"], "reason": "placeholder filled at import"}} with input as lifespan("$(env:LIFE)")
}

test_unknown_attributes_access_token_lifespan_is_undetermined if {
	resource := with_unknown(client(object.remove({"attributes": {"access.token.lifespan": "0"}}, ["attributes"])), ["attributes", "access.token.lifespan"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["attributes", "access.token.lifespan"]} with input as resource
}

test_unknown_enabled_is_undetermined if {
	resource := with_unknown(client(object.remove({"attributes": {"access.token.lifespan": "0"}}, ["enabled"])), ["enabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["enabled"]} with input as resource
}

test_unknown_beareronly_is_undetermined if {
	resource := with_unknown(client(object.remove({"attributes": {"access.token.lifespan": "0"}}, ["bearerOnly"])), ["bearerOnly"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["bearerOnly"]} with input as resource
}

test_unknown_protocol_is_undetermined if {
	resource := with_unknown(client(object.remove({"attributes": {"access.token.lifespan": "0"}}, ["protocol"])), ["protocol"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["protocol"]} with input as resource
}

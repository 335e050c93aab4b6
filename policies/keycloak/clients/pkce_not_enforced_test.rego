package bartizan.keycloak.pkce_not_enforced_test

import data.bartizan.keycloak.pkce_not_enforced as policy

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

test_violated_when_absent if {
	policy.deny == {{
		"message": `client "portal" uses the code flow and leaves PKCE to the application`,
		"path": ["attributes", "pkce.code.challenge.method"],
		"fix": [{"op": "set", "path": ["attributes", "pkce.code.challenge.method"], "value": "S256", "safety": "unsafe"}],
	}} with input as client({"publicClient": true})
}

test_violated_when_plain if {
	some finding in policy.deny with input as client({"attributes": {"pkce.code.challenge.method": "plain"}})
	finding.message == `client "portal" uses the code flow and asks for PKCE with "plain" instead of S256`
}

test_satisfied if count(policy.deny) == 0 with input as client({"attributes": {"pkce.code.challenge.method": "S256"}})

test_satisfied_without_code_flow if {
	count(policy.deny) == 0 with input as client({"standardFlowEnabled": false})
	count(policy.deny) == 0 with input as client({"enabled": false})
	count(policy.deny) == 0 with input as client({"bearerOnly": true})
	count(policy.deny) == 0 with input as client({"protocol": "saml"})
}

test_built_in_client_as_shipped if {
	count(policy.deny) == 0 with input as client({"clientId": "account", "attributes": {}})
	count(policy.deny) == 1 with input as client({"clientId": "account-console", "attributes": {"pkce.code.challenge.method": "plain"}})
}

test_placeholder_is_undetermined if {
	resource := client({"attributes": {"pkce.code.challenge.method": "$(env:PKCE)"}})
	count(policy.deny) == 0 with input as resource
	count(policy.undetermined) == 1 with input as resource
}

test_unknown_attributes_is_undetermined if {
	resource := with_unknown(client(object.remove({}, ["attributes"])), ["attributes"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["attributes"]} with input as resource
}

test_unknown_attributes_pkce_code_challenge_method_is_undetermined if {
	resource := with_unknown(client(object.remove({}, ["attributes"])), ["attributes", "pkce.code.challenge.method"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["attributes", "pkce.code.challenge.method"]} with input as resource
}

test_unknown_standardflowenabled_is_undetermined if {
	resource := with_unknown(client(object.remove({}, ["standardFlowEnabled"])), ["standardFlowEnabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["standardFlowEnabled"]} with input as resource
}

test_unknown_enabled_is_undetermined if {
	resource := with_unknown(client(object.remove({}, ["enabled"])), ["enabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["enabled"]} with input as resource
}

test_unknown_beareronly_is_undetermined if {
	resource := with_unknown(client(object.remove({}, ["bearerOnly"])), ["bearerOnly"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["bearerOnly"]} with input as resource
}

test_unknown_protocol_is_undetermined if {
	resource := with_unknown(client(object.remove({}, ["protocol"])), ["protocol"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["protocol"]} with input as resource
}

package bartizan.keycloak.web_origin_wildcard_test

import data.bartizan.keycloak.web_origin_wildcard as policy

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

test_violated if {
	policy.deny == {{
		"message": `client "portal" lets scripts of any site read Keycloak's answers: web origin "*"`,
		"path": ["webOrigins", 1],
		"fix": [{"op": "set", "path": ["webOrigins", 1], "value": "+", "safety": "unsafe"}],
	}} with input as client({"webOrigins": ["https://portal.example.org", "*"]})
}

test_satisfied if count(policy.deny) == 0 with input as client({"webOrigins": ["+", "https://portal.example.org"]})

test_satisfied_when_absent if count(policy.deny) == 0 with input as client({})

test_only_active_clients if {
	count(policy.deny) == 0 with input as client({"webOrigins": ["*"], "enabled": false})
	count(policy.deny) == 0 with input as client({"webOrigins": ["*"], "protocol": "saml"})
}

test_placeholder_is_undetermined if {
	policy.undetermined == {{"path": ["webOrigins", 0], "reason": "placeholder filled at import"}} with input as client({"webOrigins": ["${ORIGIN}"]})
	count(policy.undetermined) == 0 with input as client({"webOrigins": ["https://${HOST}"]})
}

test_unknown_weborigins_is_undetermined if {
	resource := with_unknown(client(object.remove({"webOrigins": ["*"]}, ["webOrigins"])), ["webOrigins"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["webOrigins"]} with input as resource
}

test_unknown_enabled_is_undetermined if {
	resource := with_unknown(client(object.remove({"webOrigins": ["*"]}, ["enabled"])), ["enabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["enabled"]} with input as resource
}

test_unknown_beareronly_is_undetermined if {
	resource := with_unknown(client(object.remove({"webOrigins": ["*"]}, ["bearerOnly"])), ["bearerOnly"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["bearerOnly"]} with input as resource
}

test_unknown_protocol_is_undetermined if {
	resource := with_unknown(client(object.remove({"webOrigins": ["*"]}, ["protocol"])), ["protocol"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["protocol"]} with input as resource
}

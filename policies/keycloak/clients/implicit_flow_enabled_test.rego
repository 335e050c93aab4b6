package bartizan.keycloak.implicit_flow_enabled_test

import data.bartizan.keycloak.implicit_flow_enabled as policy

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
	some finding in policy.deny with input as client({"implicitFlowEnabled": true})
	finding.path == ["implicitFlowEnabled"]
	finding.fix == [{"op": "set", "path": ["implicitFlowEnabled"], "value": false, "safety": "unsafe"}]
}

test_satisfied_when_false if count(policy.deny) == 0 with input as client({"implicitFlowEnabled": false})

test_satisfied_by_the_default if count(policy.deny) == 0 with input as client({})

test_only_active_clients if {
	count(policy.deny) == 0 with input as client({"implicitFlowEnabled": true, "enabled": false})
	count(policy.deny) == 0 with input as client({"implicitFlowEnabled": true, "bearerOnly": true})
	count(policy.deny) == 0 with input as client({"implicitFlowEnabled": true, "protocol": "saml"})
}

test_unknown_implicitflowenabled_is_undetermined if {
	resource := with_unknown(client(object.remove({"implicitFlowEnabled": true}, ["implicitFlowEnabled"])), ["implicitFlowEnabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["implicitFlowEnabled"]} with input as resource
}

test_unknown_enabled_is_undetermined if {
	resource := with_unknown(client(object.remove({"implicitFlowEnabled": true}, ["enabled"])), ["enabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["enabled"]} with input as resource
}

test_unknown_beareronly_is_undetermined if {
	resource := with_unknown(client(object.remove({"implicitFlowEnabled": true}, ["bearerOnly"])), ["bearerOnly"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["bearerOnly"]} with input as resource
}

test_unknown_protocol_is_undetermined if {
	resource := with_unknown(client(object.remove({"implicitFlowEnabled": true}, ["protocol"])), ["protocol"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["protocol"]} with input as resource
}

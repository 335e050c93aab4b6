package bartizan.keycloak.password_grant_enabled_test

import data.bartizan.keycloak.password_grant_enabled as policy

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
	some finding in policy.deny with input as client({"directAccessGrantsEnabled": true})
	finding.path == ["directAccessGrantsEnabled"]
	finding.fix == [{"op": "set", "path": ["directAccessGrantsEnabled"], "value": false, "safety": "unsafe"}]
}

test_satisfied_when_false if count(policy.deny) == 0 with input as client({"directAccessGrantsEnabled": false})

test_satisfied_by_the_default if count(policy.deny) == 0 with input as client({})

test_only_active_clients if {
	count(policy.deny) == 0 with input as client({"directAccessGrantsEnabled": true, "enabled": false})
	count(policy.deny) == 0 with input as client({"directAccessGrantsEnabled": true, "bearerOnly": true})
	count(policy.deny) == 0 with input as client({"directAccessGrantsEnabled": true, "protocol": "saml"})
}

# Keycloak ships its command line client with the grant.
test_admin_cli_is_excluded if {
	count(policy.deny) == 0 with input as client({"clientId": "admin-cli", "directAccessGrantsEnabled": true})
}

test_other_built_in_clients_are_not if {
	count(policy.deny) == 1 with input as client({"clientId": "account", "directAccessGrantsEnabled": true})
}

test_unknown_directaccessgrantsenabled_is_undetermined if {
	resource := with_unknown(client(object.remove({"directAccessGrantsEnabled": true}, ["directAccessGrantsEnabled"])), ["directAccessGrantsEnabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["directAccessGrantsEnabled"]} with input as resource
}

test_unknown_enabled_is_undetermined if {
	resource := with_unknown(client(object.remove({"directAccessGrantsEnabled": true}, ["enabled"])), ["enabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["enabled"]} with input as resource
}

test_unknown_beareronly_is_undetermined if {
	resource := with_unknown(client(object.remove({"directAccessGrantsEnabled": true}, ["bearerOnly"])), ["bearerOnly"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["bearerOnly"]} with input as resource
}

test_unknown_protocol_is_undetermined if {
	resource := with_unknown(client(object.remove({"directAccessGrantsEnabled": true}, ["protocol"])), ["protocol"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["protocol"]} with input as resource
}

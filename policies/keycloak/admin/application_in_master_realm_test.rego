package bartizan.keycloak.application_in_master_realm_test

import data.bartizan.keycloak.application_in_master_realm as policy

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

master(values) := object.union(client(values), {"address": "master/client/portal"})

test_violated if {
	policy.deny == {{
		"message": `client "portal" is registered in the master realm, beside the administrators of the server`,
		"path": ["clientId"],
	}} with input as master({})
}

test_satisfied_in_other_realms if count(policy.deny) == 0 with input as client({})

test_satisfied_by_built_in_clients if {
	every id in ["account", "account-console", "admin-cli", "broker", "master-realm", "citizens-realm", "security-admin-console"] {
		count(policy.deny) == 0 with input as master({"clientId": id})
	}
}

test_disabled_client if count(policy.deny) == 0 with input as master({"enabled": false})

test_unknown_is_undetermined if {
	resource := with_unknown(master({}), ["enabled"])
	count(policy.deny) == 0 with input as resource
	{entry.path | some entry in policy.undetermined} == {["enabled"]} with input as resource
}

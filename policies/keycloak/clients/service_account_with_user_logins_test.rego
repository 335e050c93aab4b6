package bartizan.keycloak.service_account_with_user_logins_test

import data.bartizan.keycloak.service_account_with_user_logins as policy

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

unknown_at(values, path) := object.union(client(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as resource}

test_violated_by_the_default_flow if {
	policy.deny == {{
		"message": `client "portal" has a service account and logs users in by the code flow`,
		"path": ["standardFlowEnabled"],
		"fix": [{"op": "set", "path": ["standardFlowEnabled"], "value": false, "safety": "unsafe"}],
	}} with input as client({"serviceAccountsEnabled": true})
}

test_violated_by_each_flow if {
	{finding.path | some finding in policy.deny} == {["implicitFlowEnabled"], ["directAccessGrantsEnabled"]} with input as client({
		"serviceAccountsEnabled": true, "standardFlowEnabled": false, "implicitFlowEnabled": true, "directAccessGrantsEnabled": true,
	})
}

test_satisfied if {
	count(policy.deny) == 0 with input as client({"serviceAccountsEnabled": true, "standardFlowEnabled": false})
	count(policy.deny) == 0 with input as client({})
	count(policy.deny) == 0 with input as client({"serviceAccountsEnabled": true, "authorizationServicesEnabled": true})
	count(policy.deny) == 0 with input as client({"serviceAccountsEnabled": true, "enabled": false})
}

test_unknown_is_undetermined if {
	every key in ["serviceAccountsEnabled", "standardFlowEnabled", "authorizationServicesEnabled", "enabled", "bearerOnly", "protocol"] {
		resource := unknown_at(object.remove({"serviceAccountsEnabled": true}, [key]), [key])
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {[key]}
	}
}

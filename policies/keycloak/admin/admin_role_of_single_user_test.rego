package bartizan.keycloak.admin_role_of_single_user_test

import data.bartizan.keycloak.admin_role_of_single_user as policy

user(values) := {
	"kind": "user",
	"name": "ama",
	"address": "citizens/user/ama",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"username": "ama"}, values),
}

in_master(values) := object.union(user(values), {"address": "master/user/ama"})

unknown_at(values, path) := object.union(user(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as resource}

manager := {"clientRoles": {"realm-management": ["view-users", "manage-users"]}}

test_violated_by_a_client_role if {
	policy.deny == {{
		"message": `user "ama" holds role "manage-users" by itself, not through a group`,
		"path": ["clientRoles", "realm-management", 1],
		"key": "manage-users",
	}} with input as user(manager)
}

test_violated_in_the_master_realm if {
	{finding.path | some finding in policy.deny} == {["realmRoles", 0]} with input as in_master({"realmRoles": ["admin"]})
	{finding.path | some finding in policy.deny} == {["clientRoles", "citizens-realm", 0]} with input as in_master({"clientRoles": {"citizens-realm": ["manage-realm"]}})
	count(policy.deny) == 0 with input as user({"realmRoles": ["admin"], "clientRoles": {"citizens-realm": ["manage-realm"]}})
}

test_satisfied if {
	count(policy.deny) == 0 with input as user({"groups": ["/administrators"]})
	count(policy.deny) == 0 with input as user({"clientRoles": {"realm-management": ["view-users"], "portal": ["manage-users"]}})
	count(policy.deny) == 0 with input as user(object.union(manager, {"enabled": false}))
	count(policy.deny) == 0 with input as user(object.union(manager, {"serviceAccountClientId": "portal"}))
	count(policy.deny) == 0 with input as user(object.union(manager, {"username": "service-account-portal"}))
}

test_parameters if count(policy.deny) == 0 with input as object.union(user(manager), {"parameters": {"allowed_users": ["ama"]}})

test_unknown_is_undetermined if {
	every path in [["realmRoles"], ["clientRoles"]] {
		resource := unknown_at({}, path)
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {path}
	}
	every path in [["enabled"], ["serviceAccountClientId"]] {
		resource := unknown_at(manager, path)
		count(policy.deny) == 0 with input as resource
		open_at(resource) == {path}
	}
}

package bartizan.keycloak.service_account_administers_realm_test

import data.bartizan.keycloak.service_account_administers_realm as policy

unit(resources) := {"platform": "keycloak", "complete": true, "resources": resources}

realm(values) := {
	"kind": "realm",
	"name": "citizens",
	"address": "citizens",
	"unknown": [],
	"values": object.union({"realm": "citizens"}, values),
}

user(name, values) := {
	"kind": "user",
	"name": name,
	"address": concat("/", ["citizens/user", name]),
	"unknown": [],
	"values": object.union({"username": name}, values),
}

account(values) := user("service-account-registry", object.union({"serviceAccountClientId": "registry"}, values))

administrator := {"clientRoles": {"realm-management": ["view-users", "manage-users"]}}

found(resources) := {[finding.resource, finding.path] | some finding in policy.deny with input as unit(resources)}

test_violated_by_a_role if {
	policy.deny == {{
		"message": `service account "registry" holds role "manage-users"`,
		"resource": "citizens/user/service-account-registry",
		"path": ["clientRoles", "realm-management", 1],
		"key": "client:realm-management:manage-users",
	}} with input as unit([account(administrator), realm({})])
}

composite := {"realm": [
	{"name": "operator", "composites": {"realm": ["helper"]}},
	{"name": "helper", "composites": {"client": {"realm-management": ["impersonation"]}}},
]}

test_violated_through_composites if {
	found([account({"realmRoles": ["citizen", "operator"]}), realm({"roles": composite})]) == {["citizens/user/service-account-registry", ["realmRoles", 1]]}
}

groups := [{"name": "staff", "clientRoles": {"realm-management": ["realm-admin"]}, "subGroups": [{"name": "north"}]}]

test_violated_through_groups if {
	found([account({"groups": ["/staff/north"]}), realm({"groups": groups})]) == {["citizens/user/service-account-registry", ["groups", 0]]}
	found([account({"groups": ["/staffing"]}), realm({"groups": groups})]) == set()
}

test_violated_by_the_default_role if {
	roles := {"realm": [{"name": "default-roles-citizens", "composites": {
		"realm": ["offline_access"],
		"client": {"realm-management": ["realm-admin"]},
	}}]}
	policy.deny == {{
		"message": `every user of realm "citizens" holds role "realm-admin": it is in the default role`,
		"resource": "citizens",
		"path": ["roles", "realm", 0, "composites", "client", "realm-management", 0],
		"key": "client:realm-management:realm-admin",
	}} with input as unit([realm({"roles": roles})])
}

test_violated_by_a_default_group if {
	found([realm({"groups": groups, "defaultGroups": ["/staff"]})]) == {["citizens", ["defaultGroups", 0]]}
}

test_master_realm if {
	master := object.union(realm({"realm": "master"}), {"address": "master", "name": "master"})
	found([account({"clientRoles": {"citizens-realm": ["manage-clients"]}}), master]) != set()
	found([account({"realmRoles": ["admin"]}), master]) != set()
	found([account({"realmRoles": ["admin"]}), realm({})]) == set()
}

test_satisfied if {
	found([account({"clientRoles": {"realm-management": ["view-users"]}}), realm({"roles": composite})]) == set()
	found([account({}), realm({})]) == set()
}

test_people_are_another_matter if found([user("operator", administrator), realm({})]) == set()

test_disabled_account if found([account(object.union(administrator, {"enabled": false}))]) == set()

test_allowed_account if {
	given := object.union(unit([account(administrator)]), {"parameters": {"allowed_service_accounts": ["registry"]}})
	count(policy.deny) == 0 with input as given
}

test_unknown_is_undetermined if {
	every key in ["clientRoles", "serviceAccountClientId", "enabled"] {
		holder := user("registry-robot", object.remove(object.union(administrator, {"serviceAccountClientId": "registry"}), [key]))
		resource := object.union(holder, {"unknown": [{"path": [key], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([resource])
		{entry.path | some entry in policy.undetermined} == {[key]} with input as unit([resource])
	}
}

test_unknown_roles_are_undetermined if {
	unknown := {"path": ["roles"], "reason": "known after apply"}
	resource := object.union(realm({}), {"unknown": [unknown]})
	count(policy.deny) == 0 with input as unit([resource])
	policy.undetermined == {object.union(unknown, {"resource": "citizens"})} with input as unit([resource])
}

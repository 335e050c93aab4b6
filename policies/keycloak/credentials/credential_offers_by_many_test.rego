package bartizan.keycloak.credential_offers_by_many_test

import data.bartizan.keycloak.credential_offers_by_many as policy

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

offering := {"realmRoles": ["credential-offer-create"]}

found(resources) := {[finding.resource, finding.path] | some finding in policy.deny with input as unit(resources)}

test_violated_by_the_default_role if {
	roles := {"realm": [{"name": "default-roles-citizens", "composites": {"realm": ["offline_access", "credential-offer-create"]}}]}
	policy.deny == {{
		"message": `every user of realm "citizens" may create credential offers: the default role holds "credential-offer-create"`,
		"resource": "citizens",
		"path": ["roles", "realm", 0, "composites", "realm", 1],
	}} with input as unit([realm({"roles": roles})])
}

test_violated_by_a_default_group if {
	groups := [{"name": "all", "realmRoles": ["credential-offer-create"]}]
	found([realm({"groups": groups, "defaultGroups": ["/all"]})]) == {["citizens", ["defaultGroups", 0]]}
}

test_violated_by_a_person if {
	found([user("alice", offering), realm({})]) == {["citizens/user/alice", ["realmRoles", 0]]}
}

test_violated_through_a_group if {
	groups := [{"name": "office", "realmRoles": ["issuer"]}]
	roles := {"realm": [{"name": "issuer", "composites": {"realm": ["credential-offer-create"]}}]}
	found([user("alice", {"groups": ["/office"]}), realm({"groups": groups, "roles": roles})]) == {["citizens/user/alice", ["groups", 0]]}
}

test_satisfied if {
	found([user("alice", {"realmRoles": ["offline_access"]}), realm({"roles": {"realm": [{"name": "default-roles-citizens"}]}})]) == set()
	found([user("alice", object.union(offering, {"enabled": false}))]) == set()
}

test_service_account_makes_the_offers if found([user("service-account-issuer", offering)]) == set()

test_listed_holders if {
	given := object.union(
		unit([user("alice", offering), user("service-account-issuer", offering)]),
		{"parameters": {"allowed_holders": ["alice"]}},
	)
	{finding.resource | some finding in policy.deny} == {"citizens/user/service-account-issuer"} with input as given
}

test_unknown_is_undetermined if {
	resource := object.union(user("alice", {}), {"unknown": [{"path": ["realmRoles"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unit([resource])
	{entry.path | some entry in policy.undetermined} == {["realmRoles"]} with input as unit([resource])
}

test_unknown_roles_are_undetermined if {
	resource := object.union(realm({}), {"unknown": [{"path": ["roles"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unit([resource])
	{entry.path | some entry in policy.undetermined} == {["roles"]} with input as unit([resource])
}

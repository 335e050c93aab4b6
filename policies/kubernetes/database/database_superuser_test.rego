package bartizan.kubernetes.database_superuser_test

import data.bartizan.kubernetes.database_superuser as policy

cluster(spec) := {"kind": "Cluster", "name": "citizens", "values": {"spec": spec}}

zalando(users) := {"kind": "postgresql", "name": "citizens", "values": {"spec": {"users": users}}}

role(spec) := {"kind": "DatabaseRole", "name": "app", "values": {"spec": spec}}

found(resource) := {finding.path | some finding in policy.deny with input as resource}

test_violated if {
	policy.deny == {{
		"message": `Cluster "citizens" opens the login of its superuser`,
		"path": ["spec", "enableSuperuserAccess"],
		"fix": [{"op": "set", "path": ["spec", "enableSuperuserAccess"], "value": false, "safety": "unsafe"}],
	}} with input as cluster({"enableSuperuserAccess": true})
}

test_violated_by_roles if {
	found(cluster({"managed": {"roles": [{"name": "app", "superuser": true, "createrole": true}]}})) == {
		["spec", "managed", "roles", 0, "superuser"],
		["spec", "managed", "roles", 0, "createrole"],
	}
}

test_violated_by_users if {
	found(zalando({"app": ["SUPERUSER", "login"], "other": ["createdb"]})) == {["spec", "users", "app", 0], ["spec", "users", "other", 0]}
}

test_violated_by_a_role_of_its_own if {
	found(role({"superuser": true, "createrole": true})) == {["spec", "superuser"], ["spec", "createrole"]}
}

test_satisfied if {
	every resource in [
		role({"login": true, "superuser": false}),
		role({"ensure": "absent", "superuser": true}),
		cluster({}),
		cluster({"enableSuperuserAccess": false, "managed": {"roles": [{"name": "app", "login": true}, {"name": "old", "ensure": "absent", "superuser": true}]}}),
		zalando({"app": [], "other": null, "third": ["login", "NOSUPERUSER"]}),
	] {
		count(policy.deny) == 0 with input as resource
	}
}

test_unknown_is_undetermined if {
	every case in [
		[cluster({}), ["spec", "enableSuperuserAccess"]],
		[cluster({}), ["spec", "managed", "roles"]],
		[zalando(null), ["spec", "users"]],
		[cluster({}), ["spec"]],
		[role({}), ["spec", "superuser"]],
		[role({"superuser": true}), ["spec", "ensure"]],
	] {
		resource := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {case[1]} with input as resource
	}
}

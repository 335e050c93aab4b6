package bartizan.kubernetes.personal_binding_test

import data.bartizan.kubernetes.personal_binding as policy

binding(subjects) := {
	"kind": "RoleBinding",
	"name": "grant",
	"values": {"roleRef": {"kind": "Role", "name": "reader"}, "subjects": subjects},
}

user(name) := {"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": name}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	policy.deny == {{
		"message": `RoleBinding "grant" gives "reader" to the user "jane@example.org"`,
		"path": ["subjects", 1, "name"],
		"key": "jane@example.org",
	}} with input as binding([user("system:kube-scheduler"), user("jane@example.org")])
}

test_satisfied if {
	every name in ["system:kube-scheduler", "eks:node-manager", "deploy@project.iam.gserviceaccount.com"] {
		count(policy.deny) == 0 with input as binding([user(name)])
	}
	count(policy.deny) == 0 with input as binding([
		{"kind": "Group", "name": "developers"},
		{"kind": "ServiceAccount", "namespace": "prod", "name": "web"},
	])
}

test_satisfied_without_subjects if {
	count(policy.deny) == 0 with input as {"kind": "RoleBinding", "name": "grant", "values": {}}
}

test_machines_by_parameter if {
	resource := object.union(binding([user("ci-deployer")]), {"parameters": {"machine_users": ["ci-*"]}})
	count(policy.deny) == 0 with input as resource
	count(policy.deny) == 1 with input as binding([user("ci-deployer")])
}

test_unknown_is_undetermined if {
	every path in [["subjects"], ["subjects", 0], ["subjects", 0, "name"], ["subjects", 0, "kind"]] {
		resource := unknown(binding([{"kind": "User"}]), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
	count(policy.undetermined) == 0 with input as unknown(binding([{"kind": "ServiceAccount"}]), ["subjects", 0, "name"])
}

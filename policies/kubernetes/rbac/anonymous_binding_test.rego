package bartizan.kubernetes.anonymous_binding_test

import data.bartizan.kubernetes.anonymous_binding as policy

binding(kind, role, subjects) := {
	"kind": kind,
	"name": "grant",
	"values": {"roleRef": {"kind": "ClusterRole", "name": role}, "subjects": subjects},
}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

test_violated if {
	every name in ["system:anonymous", "system:unauthenticated", "system:authenticated", "system:serviceaccounts", "system:masters"] {
		some finding in policy.deny with input as binding("RoleBinding", "view", [{"kind": "Group", "name": name}])
		finding.path == ["subjects", 0, "name"]
		finding.message == sprintf(`RoleBinding "grant" gives the rights of "view" to %q`, [name])
	}
}

test_satisfied if {
	count(policy.deny) == 0 with input as binding("RoleBinding", "view", [{"kind": "Group", "name": "developers"}])
	count(policy.deny) == 0 with input as binding("RoleBinding", "view", [{"kind": "Group", "name": "system:serviceaccounts:prod"}])
}

test_bindings_of_kubernetes_itself_are_allowed if {
	count(policy.deny) == 0 with input as binding("ClusterRoleBinding", "system:discovery", [{"kind": "Group", "name": "system:authenticated"}])
	count(policy.deny) == 0 with input as binding("ClusterRoleBinding", "cluster-admin", [{"kind": "Group", "name": "system:masters"}])
}

test_public_role_by_parameter if {
	resource := binding("ClusterRoleBinding", "catalogue-reader", [{"kind": "Group", "name": "system:authenticated"}])
	count(policy.deny) == 1 with input as resource
	count(policy.deny) == 0 with input as with_parameters(resource, {"public_roles": ["catalogue-reader"]})
}

test_satisfied_without_subjects if {
	count(policy.deny) == 0 with input as binding("RoleBinding", "view", null)
}

test_unknown_is_undetermined if {
	every path in [["subjects"], ["subjects", 0], ["subjects", 0, "name"], ["roleRef"], ["roleRef", "name"]] {
		resource := unknown({"kind": "RoleBinding", "name": "grant", "values": {"roleRef": {"kind": "ClusterRole"}}}, path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_role_is_no_violation if {
	resource := unknown(
		{"kind": "RoleBinding", "name": "grant", "values": {"roleRef": {}, "subjects": [{"kind": "User", "name": "system:anonymous"}]}},
		["roleRef", "name"],
	)
	count(policy.deny) == 0 with input as resource
}

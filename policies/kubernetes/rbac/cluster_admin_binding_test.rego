package bartizan.kubernetes.cluster_admin_binding_test

import data.bartizan.kubernetes.cluster_admin_binding as policy

binding(kind, role, subjects) := {
	"kind": kind,
	"name": "grant",
	"values": {"roleRef": {"kind": "ClusterRole", "name": role}, "subjects": subjects},
}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

flux := {"kind": "ServiceAccount", "namespace": "flux-system", "name": "flux"}

test_violated if {
	some finding in policy.deny with input as binding("ClusterRoleBinding", "cluster-admin", [flux])
	finding.path == ["roleRef", "name"]
	finding.key == "ServiceAccount flux-system/flux"
	finding.message == `ClusterRoleBinding "grant" grants "cluster-admin" to ServiceAccount flux-system/flux`
	finding.related[0].path == ["subjects", 0]
}

test_violated_by_admin_everywhere if {
	count(policy.deny) == 2 with input as binding("ClusterRoleBinding", "admin", [flux, {"kind": "Group", "name": "developers"}])
}

test_admin_of_one_namespace_is_allowed if {
	count(policy.deny) == 0 with input as binding("RoleBinding", "admin", [flux])
	count(policy.deny) == 1 with input as binding("RoleBinding", "cluster-admin", [flux])
}

test_satisfied if {
	count(policy.deny) == 0 with input as binding("ClusterRoleBinding", "view", [flux])
	count(policy.deny) == 0 with input as binding("ClusterRoleBinding", "cluster-admin", [{"kind": "Group", "name": "system:masters"}])
	count(policy.deny) == 0 with input as with_parameters(
		binding("ClusterRoleBinding", "cluster-admin", [flux]),
		{"exempt_subjects": ["ServiceAccount flux-system/flux"]},
	)
}

test_satisfied_without_subjects if {
	count(policy.deny) == 0 with input as {"kind": "ClusterRoleBinding", "name": "grant", "values": {"roleRef": {"kind": "ClusterRole", "name": "cluster-admin"}}}
}

test_role_of_the_same_name_is_another if {
	resource := object.union(binding("RoleBinding", "cluster-admin", [flux]), {"values": {"roleRef": {"kind": "Role"}}})
	count(policy.deny) == 0 with input as resource
}

test_unknown_role_is_undetermined if {
	resource := unknown({"kind": "ClusterRoleBinding", "name": "grant", "values": {"roleRef": {}, "subjects": [flux]}}, ["roleRef", "name"])
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["roleRef", "name"], "reason": "known after apply"}} with input as resource
}

test_unknown_subject_is_undetermined if {
	resource := unknown(binding("ClusterRoleBinding", "cluster-admin", [{"kind": "Group"}]), ["subjects", 0, "name"])
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": ["subjects", 0, "name"], "reason": "known after apply"}} with input as resource
}

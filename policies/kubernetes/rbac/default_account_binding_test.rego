package bartizan.kubernetes.default_account_binding_test

import data.bartizan.kubernetes.default_account_binding as policy

binding(subjects) := {
	"kind": "RoleBinding",
	"name": "grant",
	"values": {"roleRef": {"kind": "Role", "name": "reader"}, "subjects": subjects},
}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	policy.deny == {{
		"message": `RoleBinding "grant" gives rights to ServiceAccount prod/default, which every pod without an account of its own runs under`,
		"path": ["subjects", 1, "name"],
		"key": "ServiceAccount prod/default",
	}} with input as binding([
		{"kind": "ServiceAccount", "namespace": "prod", "name": "web"},
		{"kind": "ServiceAccount", "namespace": "prod", "name": "default"},
	])
}

test_violated_by_group_of_all_accounts if {
	some finding in policy.deny with input as binding([{"kind": "Group", "name": "system:serviceaccounts:prod"}])
	finding.message == `RoleBinding "grant" gives rights to every service account of namespace "prod"`
}

test_satisfied if {
	count(policy.deny) == 0 with input as binding([
		{"kind": "ServiceAccount", "namespace": "default", "name": "web"},
		{"kind": "Group", "name": "default"},
		{"kind": "Group", "name": "system:serviceaccounts"},
	])
	count(policy.deny) == 0 with input as {"kind": "RoleBinding", "name": "grant", "values": {}}
}

test_unknown_is_undetermined if {
	every path in [["subjects"], ["subjects", 0], ["subjects", 0, "name"]] {
		resource := unknown(binding([{"kind": "ServiceAccount"}]), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

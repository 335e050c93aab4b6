package bartizan.kubernetes.pod_exec_access_test

import data.bartizan.kubernetes.pod_exec_access as policy

role(rules) := {"kind": "ClusterRole", "name": "operator", "values": {"rules": rules}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	findings := {finding.path: finding.message | some finding in policy.deny} with input as role([
		{"apiGroups": [""], "resources": ["pods", "pods/exec"], "verbs": ["get", "list", "create"]},
		{"apiGroups": [""], "resources": ["pods/ephemeralcontainers"], "verbs": ["patch"]},
	])
	findings == {
		["rules", 0, "resources", 1]: `ClusterRole "operator" may create, get pods/exec`,
		["rules", 1, "resources", 0]: `ClusterRole "operator" may patch pods/ephemeralcontainers`,
	}
}

test_satisfied if {
	count(policy.deny) == 0 with input as role([{"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "create"]}])
	count(policy.deny) == 0 with input as role([{"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["list"]}])
	count(policy.deny) == 0 with input as role([{"apiGroups": [""], "resources": ["pods/ephemeralcontainers"], "verbs": ["get"]}])
}

test_unknown_is_no_violation if {
	resource := unknown(role([{"apiGroups": [""], "resources": ["pods/exec"], "verbs": []}]), ["rules", 0, "verbs"])
	count(policy.deny) == 0 with input as resource
}

test_satisfied_without_rules if {
	count(policy.deny) == 0 with input as role(null)
	count(policy.deny) == 0 with input as role([])
}

test_unknown_is_undetermined if {
	every path in [["rules"], ["rules", 0], ["rules", 0, "verbs"], ["rules", 0, "resources", 0]] {
		resource := unknown(role([{"apiGroups": ["*"]}]), path)
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

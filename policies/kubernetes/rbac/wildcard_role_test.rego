package bartizan.kubernetes.wildcard_role_test

import data.bartizan.kubernetes.wildcard_role as policy

role(rules) := {"kind": "ClusterRole", "name": "operator", "values": {"rules": rules}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	findings := {finding.path: finding.message | some finding in policy.deny} with input as role([{"apiGroups": ["*"], "resources": ["pods", "*"], "verbs": ["*"]}])
	findings == {
		["rules", 0, "apiGroups", 0]: `ClusterRole "operator" grants every API group (apiGroups has "*")`,
		["rules", 0, "resources", 1]: `ClusterRole "operator" grants every resource (resources has "*")`,
		["rules", 0, "verbs", 0]: `ClusterRole "operator" grants every verb (verbs has "*")`,
	}
}

test_satisfied if {
	count(policy.deny) == 0 with input as role([{"apiGroups": [""], "resources": ["pods", "*/scale"], "verbs": ["get"]}])
	count(policy.deny) == 0 with input as role([{"nonResourceURLs": ["/healthz/*"], "verbs": ["get"]}])
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

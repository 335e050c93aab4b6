package bartizan.kubernetes.secrets_access_test

import data.bartizan.kubernetes.secrets_access as policy

role(rules) := {"kind": "ClusterRole", "name": "operator", "values": {"rules": rules}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

reading(verbs) := role([{"apiGroups": [""], "resources": ["configmaps", "secrets"], "verbs": verbs}])

test_violated if {
	some finding in policy.deny with input as reading(["list", "get"])
	finding.path == ["rules", 0, "resources", 1]
	finding.message == `ClusterRole "operator" may get, list all secrets`
}

test_violated_by_every_verb if {
	some finding in policy.deny with input as reading(["*"])
	finding.message == `ClusterRole "operator" may do anything to all secrets`
}

test_satisfied_when_named if {
	count(policy.deny) == 0 with input as role([{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"], "resourceNames": ["web-tls"]}])
}

test_satisfied_in_another_group if {
	count(policy.deny) == 0 with input as role([{"apiGroups": ["example.org"], "resources": ["secrets"], "verbs": ["get"]}])
}

test_unknown_is_no_violation if {
	resource := unknown(reading(["get"]), ["rules", 0, "resourceNames"])
	count(policy.deny) == 0 with input as resource
	count(policy.undetermined) == 1 with input as resource
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

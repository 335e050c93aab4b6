package bartizan.kubernetes.wildcard_role_test

import data.bartizan.kubernetes.wildcard_role as policy

role(rules) := {"kind": "ClusterRole", "name": "operator", "values": {"rules": rules}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	findings := {finding.path: finding.message | some finding in policy.deny} with input as role([{"apiGroups": ["*"], "resources": ["pods", "*"], "verbs": ["*"]}])
	findings == {
		["rules", 0, "apiGroups", 0]: `ClusterRole "operator" grants rights in every API group (apiGroups has "*")`,
		["rules", 0, "resources", 1]: `ClusterRole "operator" grants rights on every resource (resources has "*")`,
		["rules", 0, "verbs", 0]: `ClusterRole "operator" grants every verb on every resource (verbs has "*")`,
	}
}

message(rule) := finding.message if {
	resource := role([rule])
	some finding in policy.deny with input as resource
}

test_message_says_what_limits_the_rule if {
	message({"apiGroups": ["custom.metrics.k8s.io"], "resources": ["*"], "verbs": ["get"]}) == `ClusterRole "operator" grants rights on every resource of custom.metrics.k8s.io (resources has "*")`
	message({"apiGroups": ["", "apps"], "resources": ["*"], "verbs": ["get"]}) == `ClusterRole "operator" grants rights on every resource of core, apps (resources has "*")`
	message({"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["*"]}) == `ClusterRole "operator" grants every verb on deployments of apps (verbs has "*")`
	message({"apiGroups": ["a"], "resources": ["b", "c", "d", "e"], "verbs": ["*"]}) == `ClusterRole "operator" grants every verb on b, c and 2 more of a (verbs has "*")`
	message({"nonResourceURLs": ["/healthz"], "verbs": ["*"]}) == `ClusterRole "operator" grants every verb on /healthz (verbs has "*")`
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

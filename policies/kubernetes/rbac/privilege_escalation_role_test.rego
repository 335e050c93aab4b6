package bartizan.kubernetes.privilege_escalation_role_test

import data.bartizan.kubernetes.privilege_escalation_role as policy

role(rules) := {"kind": "ClusterRole", "name": "operator", "values": {"rules": rules}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

on(group, resources, verbs) := role([{"apiGroups": [group], "resources": resources, "verbs": verbs}])

rbac_group := "rbac.authorization.k8s.io"

test_violated_by_escalate if {
	some finding in policy.deny with input as on(rbac_group, ["clusterroles"], ["get", "escalate"])
	finding.path == ["rules", 0, "verbs"]
	finding.key == "escalate"
	finding.message == `ClusterRole "operator" may escalate clusterroles`
}

test_violated_by_impersonate if {
	some finding in policy.deny with input as on("", ["users", "groups"], ["impersonate"])
	finding.message == `ClusterRole "operator" may impersonate groups, users`
}

test_violated_by_writing_bindings if {
	some finding in policy.deny with input as on(rbac_group, ["rolebindings", "roles"], ["create", "list", "patch"])
	finding.key == "write"
	finding.message == `ClusterRole "operator" may create, patch rolebindings, roles`
}

test_violated_by_every_verb if {
	messages := {finding.message | some finding in policy.deny} with input as on(rbac_group, ["roles"], ["*"])
	messages == {`ClusterRole "operator" may do anything to roles`}
}

test_satisfied if {
	count(policy.deny) == 0 with input as on(rbac_group, ["roles", "rolebindings"], ["get", "list", "watch", "delete"])
	count(policy.deny) == 0 with input as on("example.org", ["roles"], ["create"])
}

named(verb) := role([{"apiGroups": [rbac_group], "resources": ["clusterroles"], "verbs": [verb], "resourceNames": ["view"]}])

test_named_roles_may_be_bound if {
	count(policy.deny) == 0 with input as named("bind")
	count(policy.deny) == 1 with input as named("escalate")
}

test_unknown_is_no_violation if {
	resource := unknown(role([{"apiGroups": [rbac_group], "resources": ["clusterroles"], "verbs": ["bind"]}]), ["rules", 0, "resourceNames"])
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

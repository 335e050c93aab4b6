package bartizan.kubernetes.workload_creation_role_test

import data.bartizan.kubernetes.workload_creation_role as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

role_object(kind, namespace, rules) := {
	"kind": kind,
	"name": "developer",
	"namespace": namespace,
	"address": "role",
	"values": {"rules": rules},
}

grant(kind, namespace, subject) := {
	"kind": "RoleBinding",
	"name": "grant",
	"namespace": namespace,
	"address": "binding",
	"values": {"roleRef": {"kind": kind, "name": "developer"}, "subjects": [subject]},
}

creating := [{"apiGroups": ["apps"], "resources": ["deployments/status", "deployments"], "verbs": ["get", "create", "patch"]}]

developers := {"kind": "Group", "name": "developers"}

unit(resources) := {"complete": false, "resources": resources}

test_violated if {
	policy.deny == {{
		"message": `Role "developer" lets Group developers create, patch deployments`,
		"resource": "role",
		"path": ["rules", 0, "resources", 1],
		"key": "Group developers",
		"related": [{"path": ["subjects", 0], "message": "the subject", "resource": "binding"}],
	}} with input as unit([role_object("Role", "prod", creating), grant("Role", "prod", developers)])
}

test_violated_by_cluster_role_bound_in_a_namespace if {
	count(policy.deny) == 1 with input as unit([role_object("ClusterRole", null, creating), grant("ClusterRole", "prod", developers)])
}

test_violated_by_nodes_proxy if {
	rules := [{"apiGroups": [""], "resources": ["nodes/proxy"], "verbs": ["get"]}]
	some finding in policy.deny with input as unit([role_object("ClusterRole", null, rules)])
	finding.path == ["rules", 0, "resources", 0]
	finding.message == `ClusterRole "developer" reaches the kubelet of every node by nodes/proxy`
}

test_satisfied if {
	reading := [{"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get", "list"]}]
	count(policy.deny) == 0 with input as unit([role_object("Role", "prod", reading), grant("Role", "prod", developers)])
}

test_service_account_may_create_workloads if {
	pipeline := {"kind": "ServiceAccount", "namespace": "ci", "name": "pipeline"}
	count(policy.deny) == 0 with input as unit([role_object("Role", "prod", creating), grant("Role", "prod", pipeline)])
}

test_role_of_another_namespace if {
	count(policy.deny) == 0 with input as unit([role_object("Role", "prod", creating), grant("Role", "stage", developers)])
}

test_satisfied_without_binding if {
	count(policy.deny) == 0 with input as unit([role_object("Role", "prod", creating)])
}

test_deployers_by_parameter if {
	resources := unit([role_object("Role", "prod", creating), grant("Role", "prod", developers)])
	count(policy.deny) == 0 with input as with_parameters(resources, {"deployers": ["Group developers"]})
}

test_unknown_rule_is_undetermined if {
	every path in [["rules"], ["rules", 0], ["rules", 0, "verbs"]] {
		resources := unit([unknown(role_object("Role", "prod", creating), path), grant("Role", "prod", developers)])
		count(policy.deny) == 0 with input as resources
		policy.undetermined == {{"resource": "role", "path": path, "reason": "known after apply"}} with input as resources
	}
}

test_unknown_subject_is_undetermined if {
	path := ["subjects", 0, "name"]
	resources := unit([role_object("Role", "prod", creating), unknown(grant("Role", "prod", {"kind": "Group"}), path)])
	count(policy.deny) == 0 with input as resources
	policy.undetermined == {{"resource": "binding", "path": path, "reason": "known after apply"}} with input as resources
}

package bartizan.kubernetes.namespace_without_limit_range_test

import data.bartizan.kubernetes.namespace_without_limit_range as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

prod := {"kind": "Namespace", "name": "prod", "namespace": null, "address": "Namespace/prod", "values": {}}

workload(namespace) := {"kind": "Deployment", "name": "web", "namespace": namespace, "address": "Deployment/web", "values": {}}

limit_range(namespace, limits) := {"kind": "LimitRange", "name": "l", "namespace": namespace, "address": "LimitRange/l", "values": {"spec": {"limits": limits}}}

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	found := policy.deny with input as fleet([prod, workload("prod")])
	count(found) == 1
	some finding in found
	finding.message == `namespace "prod" has workloads but no limit range`
	finding.resource == "Namespace/prod"
	finding.path == ["metadata", "name"]
}

test_fix_mends if {
	some finding in policy.deny with input as fleet([prod, workload("prod")])
	some step in finding.fix
	step.op == "add_resource"
	added := {"kind": step.kind, "name": step.name, "namespace": step.values.metadata.namespace, "address": "added", "values": step.values}
	count(policy.deny) == 0 with input as fleet([prod, workload("prod"), added])
}

test_violated_by_range_without_default if {
	every limits in [[{"type": "Pod", "max": {"cpu": "1"}}], [{"type": "Container", "min": {"cpu": "1"}}], [], null] {
		some finding in policy.deny with input as fleet([workload("prod"), limit_range("prod", limits)])
		finding.message == `namespace "prod" has a limit range, but no default limit for containers`
	}
}

test_satisfied if {
	every field in ["default", "max"] {
		count(policy.deny) == 0 with input as fleet([prod, workload("prod"), limit_range("prod", [{"type": "Container", field: {"memory": "1Gi"}}])])
	}
	count(policy.deny) == 0 with input as fleet([prod])
	count(policy.deny) == 0 with input as fleet([workload("kube-system")])
}

test_exempt_namespaces_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([workload("prod")]), {"parameters": {"exempt_namespaces": ["prod"]}})
}

test_unknown_is_undetermined if {
	every resources in [
		{"complete": false, "resources": [workload("prod")]},
		fleet([workload(null)]),
		fleet([workload("prod"), limit_range(null, [])]),
		fleet([workload("prod"), unknown(limit_range("prod", []), ["spec", "limits", 0])]),
	] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}

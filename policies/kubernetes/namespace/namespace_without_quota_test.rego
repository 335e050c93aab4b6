package bartizan.kubernetes.namespace_without_quota_test

import data.bartizan.kubernetes.namespace_without_quota as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

prod := {"kind": "Namespace", "name": "prod", "namespace": null, "address": "Namespace/prod", "values": {}}

workload(namespace) := {"kind": "Deployment", "name": "web", "namespace": namespace, "address": "Deployment/web", "values": {}}

quota(namespace, hard) := {"kind": "ResourceQuota", "name": "q", "namespace": namespace, "address": "ResourceQuota/q", "values": {"spec": {"hard": hard}}}

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	found := policy.deny with input as fleet([prod, workload("prod"), quota("other", {"cpu": "1"})])
	count(found) == 1
	some finding in found
	finding.message == `namespace "prod" has workloads but no resource quota`
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

test_violated_by_quota_on_other_things if {
	every hard in [{"pods": "10"}, {}, null] {
		some finding in policy.deny with input as fleet([workload("prod"), quota("prod", hard)])
		finding.message == `namespace "prod" has a quota, but none on processors or memory`
		finding.resource == "Deployment/web"
	}
}

test_satisfied if {
	every field in ["cpu", "memory", "requests.cpu", "limits.memory"] {
		count(policy.deny) == 0 with input as fleet([prod, workload("prod"), quota("prod", {field: "1"})])
	}
	count(policy.deny) == 0 with input as fleet([prod])
	count(policy.deny) == 0 with input as fleet([workload("kube-system")])
	generator := {"kind": "ClusterPolicy", "name": "g", "values": {"spec": {"rules": [{"generate": {"kind": "ResourceQuota"}}]}}}
	count(policy.deny) == 0 with input as fleet([workload("prod"), generator])
}

test_exempt_namespaces_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([workload("prod")]), {"parameters": {"exempt_namespaces": ["prod"]}})
}

test_incomplete_fleet_is_undetermined if {
	resources := {"complete": false, "resources": [prod, workload("prod")]}
	count(policy.deny) == 0 with input as resources
	policy.undetermined == {{
		"resource": "Namespace/prod",
		"path": ["metadata", "name"],
		"reason": "its ResourceQuota may stand outside this scan",
	}} with input as resources
}

test_unknown_is_undetermined if {
	every resources in [
		fleet([workload(null)]),
		fleet([workload("prod"), quota(null, {"cpu": "1"})]),
		fleet([workload("prod"), unknown(quota("prod", {}), ["spec", "hard"])]),
		fleet([workload("prod"), unknown(quota("prod", {}), ["spec", "hard", "limits.cpu"])]),
		fleet([workload("prod"), {"kind": "ClusterResourceQuota", "name": "q", "address": "q", "values": {}}]),
	] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}

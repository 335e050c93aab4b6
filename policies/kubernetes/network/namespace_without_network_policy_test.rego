package bartizan.kubernetes.namespace_without_network_policy_test

import data.bartizan.kubernetes.namespace_without_network_policy as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

workload(namespace) := {"kind": "Deployment", "name": "web", "namespace": namespace, "address": "Deployment/web", "values": {}}

namespace_object := {"kind": "Namespace", "name": "prod", "namespace": null, "address": "Namespace/prod", "values": {}}

network_policy(namespace, spec) := {
	"kind": "NetworkPolicy",
	"name": "np",
	"namespace": namespace,
	"address": "NetworkPolicy/np",
	"values": {"spec": spec},
}

cilium(kind, namespace, spec) := {"kind": kind, "name": "np", "namespace": namespace, "address": "Cilium/np", "values": {"spec": spec}}

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	some finding in policy.deny with input as fleet([namespace_object, workload("prod")])
	finding.resource == "Namespace/prod"
	finding.path == ["metadata", "name"]
	finding.message == `namespace "prod" has workloads but no network policy`
	finding.fix[0].op == "add_resource"
	finding.fix[0].values.metadata.namespace == "prod"
}

test_violated_without_namespace_object if {
	some finding in policy.deny with input as fleet([workload("prod"), network_policy("stage", {})])
	finding.resource == "Deployment/web"
	finding.path == ["metadata", "namespace"]
}

test_satisfied if {
	count(policy.deny) == 0 with input as fleet([namespace_object, workload("prod"), network_policy("prod", {"podSelector": {"matchLabels": {"app": "web"}}})])
	count(policy.deny) == 0 with input as fleet([workload("prod"), cilium("CiliumNetworkPolicy", "prod", {})])
}

test_satisfied_by_clusterwide_policy if {
	every selector in [{}, {"matchLabels": {"k8s:io.kubernetes.pod.namespace": "prod"}}] {
		count(policy.deny) == 0 with input as fleet([workload("prod"), cilium("CiliumClusterwideNetworkPolicy", null, {"endpointSelector": selector})])
	}
	count(policy.deny) == 1 with input as fleet([
		workload("prod"),
		cilium("CiliumClusterwideNetworkPolicy", null, {"endpointSelector": {"matchLabels": {"app": "web"}}}),
	])
}

test_namespace_without_workloads if {
	count(policy.deny) == 0 with input as fleet([namespace_object])
}

test_exempt_namespaces if {
	count(policy.deny) == 0 with input as fleet([workload("kube-system")])
	count(policy.deny) == 0 with input as with_parameters(fleet([workload("prod")]), {"exempt_namespaces": ["prod"]})
}

test_incomplete_fleet_is_undetermined if {
	resources := {"complete": false, "resources": [namespace_object, workload("prod")]}
	count(policy.deny) == 0 with input as resources
	policy.undetermined == {{
		"resource": "Namespace/prod",
		"path": ["metadata", "name"],
		"reason": "network policies may stand outside this scan",
	}} with input as resources
}

test_namespace_left_to_the_deployment_is_undetermined if {
	every resources in [fleet([workload(null)]), fleet([workload("prod"), network_policy(null, {})])] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}

test_unknown_is_undetermined if {
	resources := fleet([
		workload("prod"),
		unknown(cilium("CiliumClusterwideNetworkPolicy", null, {}), ["spec", "endpointSelector"]),
	])
	count(policy.deny) == 0 with input as resources
	count(policy.undetermined) == 1 with input as resources
}

package bartizan.kubernetes.namespace_without_default_deny_test

import data.bartizan.kubernetes.namespace_without_default_deny as policy

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

selecting := {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress"]}

keys(findings) := {finding.key | some finding in findings}

test_violated if {
	keys(policy.deny) == {"Ingress", "Egress"} with input as fleet([namespace_object, workload("prod"), network_policy("prod", selecting)])
}

test_fixes_mend if {
	resources := [namespace_object, workload("prod"), network_policy("prod", selecting)]
	found := policy.deny with input as fleet(resources)
	added := [{"kind": step.kind, "name": step.name, "namespace": "prod", "address": step.name, "values": step.values} |
		some finding in found
		some step in finding.fix
	]
	{resource.name | some resource in added} == {"default-deny-ingress", "default-deny-egress"}
	count(policy.deny) == 0 with input as fleet(array.concat(resources, added))
}

test_message_names_the_direction if {
	denied := {"podSelector": {}}
	some finding in policy.deny with input as fleet([namespace_object, workload("prod"), network_policy("prod", denied)])
	finding.resource == "Namespace/prod"
	finding.path == ["metadata", "name"]
	finding.message == `namespace "prod" has network policies but none that denies Egress by default`
}

test_satisfied if {
	count(policy.deny) == 0 with input as fleet([workload("prod"), network_policy("prod", {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})])
}

test_satisfied_by_two_policies if {
	count(policy.deny) == 0 with input as fleet([
		workload("prod"),
		network_policy("prod", {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from": [{"podSelector": {}}]}]}),
		network_policy("prod", {"podSelector": {}, "policyTypes": ["Egress"]}),
	])
}

test_rule_that_allows_everything_is_no_default_deny if {
	keys(policy.deny) == {"Ingress"} with input as fleet([
		workload("prod"),
		network_policy("prod", {"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "ingress": [{}]}),
	])
}

test_satisfied_by_cilium if {
	count(policy.deny) == 0 with input as fleet([workload("prod"), cilium("CiliumNetworkPolicy", "prod", {"endpointSelector": {}, "ingress": [{}], "egress": [{}]})])
	count(policy.deny) == 0 with input as fleet([
		workload("prod"),
		network_policy("prod", selecting),
		cilium("CiliumClusterwideNetworkPolicy", null, {"endpointSelector": {}}),
	])
}

test_namespace_without_any_policy_is_another_matter if {
	count(policy.deny) == 0 with input as fleet([namespace_object, workload("prod")])
}

test_exempt_namespaces if {
	count(policy.deny) == 0 with input as with_parameters(
		fleet([workload("prod"), network_policy("prod", selecting)]),
		{"exempt_namespaces": ["prod"]},
	)
}

test_incomplete_fleet_is_undetermined if {
	resources := {"complete": false, "resources": [workload("prod"), network_policy("prod", selecting)]}
	count(policy.deny) == 0 with input as resources
	count(policy.undetermined) == 1 with input as resources
}

test_unknown_is_undetermined if {
	every field in ["podSelector", "policyTypes"] {
		resources := fleet([workload("prod"), unknown(network_policy("prod", {}), ["spec", field])])
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}

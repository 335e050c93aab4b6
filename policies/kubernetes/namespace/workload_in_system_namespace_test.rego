package bartizan.kubernetes.workload_in_system_namespace_test

import data.bartizan.kubernetes.workload_in_system_namespace as policy

deployment(name, namespace) := {"kind": "Deployment", "name": name, "namespace": namespace, "values": {"metadata": {"name": name}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

path := ["metadata", "namespace"]

test_violated if {
	policy.deny == {{"message": `Deployment "portal" sits in kube-system`, "path": path}} with input as deployment("portal", "kube-system")
}

test_satisfied if {
	every name in ["coredns", "kube-proxy", "ebs-csi-controller", "metrics-server"] {
		count(policy.deny) == 0 with input as deployment(name, "kube-system")
	}
	count(policy.deny) == 0 with input as deployment("portal", "prod")
	count(policy.deny) == 0 with input as deployment("portal", null)
}

test_satisfied_by_label_of_add_ons if {
	resource := object.union(deployment("portal", "kube-system"), {"values": {"metadata": {"labels": {"addonmanager.kubernetes.io/mode": "Reconcile"}}}})
	count(policy.deny) == 0 with input as resource
}

test_system_workloads_by_parameter if {
	resource := object.union(deployment("portal", "kube-system"), {"parameters": {"system_workloads": ["portal*"]}})
	count(policy.deny) == 0 with input as resource
}

test_unknown_is_undetermined if {
	every unknown_path in [path, ["metadata"]] {
		resource := unknown(deployment("portal", null), unknown_path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
	named := unknown(deployment("portal", "kube-system"), ["metadata", "name"])
	count(policy.deny) == 0 with input as named
	policy.undetermined == {{"path": ["metadata", "name"], "reason": "known after apply"}} with input as named
	count(policy.undetermined) == 0 with input as unknown(deployment("portal", "prod"), ["metadata", "name"])
}

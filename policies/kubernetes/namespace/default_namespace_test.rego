package bartizan.kubernetes.default_namespace_test

import data.bartizan.kubernetes.default_namespace as policy

deployment(namespace) := {"kind": "Deployment", "name": "web", "namespace": namespace, "values": {"metadata": {"name": "web"}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

path := ["metadata", "namespace"]

test_violated if {
	policy.deny == {{"message": `Deployment "web" stands in the namespace "default"`, "path": path}} with input as deployment("default")
}

test_satisfied if {
	count(policy.deny) == 0 with input as deployment("prod")
	count(policy.undetermined) == 0 with input as deployment("prod")
}

test_namespace_left_to_the_deployment_is_undetermined if {
	count(policy.deny) == 0 with input as deployment(null)
	policy.undetermined == {{"path": path, "reason": "the manifest does not say its namespace"}} with input as deployment(null)
}

test_unknown_is_undetermined if {
	every unknown_path in [path, ["metadata"]] {
		resource := unknown(deployment(null), unknown_path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}

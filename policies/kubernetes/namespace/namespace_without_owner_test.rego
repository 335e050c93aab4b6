package bartizan.kubernetes.namespace_without_owner_test

import data.bartizan.kubernetes.namespace_without_owner as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

namespace(metadata) := {"kind": "Namespace", "name": "prod", "values": {"metadata": metadata}}

test_violated if {
	policy.deny == {
		{"message": `namespace "prod" names no owner`, "path": ["metadata", "labels"], "key": "owner"},
		{"message": `namespace "prod" names no criticality`, "path": ["metadata", "labels"], "key": "criticality"},
	} with input as namespace({})
	some finding in policy.deny with input as namespace({"labels": {"owner": "registry", "criticality": ""}})
	finding.key == "criticality"
}

test_satisfied if {
	every metadata in [
		{"labels": {"owner": "registry", "criticality": "high"}},
		{"labels": {"example.org/team": "registry"}, "annotations": {"data-classification": "restricted"}},
	] {
		count(policy.deny) == 0 with input as namespace(metadata)
	}
}

test_parameters if {
	resource := namespace({"labels": {"cost-centre": "1", "impact": "2"}})
	count(policy.deny) == 0 with input as with_parameters(resource, {"owner_labels": ["cost-centre"], "criticality_labels": ["impact"]})
	count(policy.deny) == 0 with input as with_parameters(namespace({}), {"exempt_namespaces": ["prod"]})
}

test_exempt_namespace if {
	count(policy.deny) == 0 with input as object.union(namespace({}), {"name": "kube-system"})
}

test_unknown_is_undetermined if {
	every path in [["metadata"], ["metadata", "labels"], ["metadata", "labels", "owner"], ["metadata", "annotations"]] {
		resource := unknown(namespace({"labels": {}}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
	count(policy.undetermined) == 0 with input as unknown(namespace({"labels": {"owner": "a", "tier": "b"}}), ["metadata", "annotations"])
}

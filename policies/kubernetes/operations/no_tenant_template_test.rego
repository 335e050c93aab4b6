package bartizan.kubernetes.no_tenant_template_test

import data.bartizan.kubernetes.no_tenant_template as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

resource(kind, values) := {"kind": kind, "name": "x", "address": kind, "values": values}

fleet(resources) := {"complete": true, "resources": resources}

namespaces := [object.union(resource("Namespace", {}), {"name": name}) | some name in ["health", "tax", "roads", "kube-system"]]

with_template(template) := fleet(array.concat(namespaces, [template]))

test_violated if {
	policy.deny == {{"message": "3 namespaces come from no template for departments", "path": []}} with input as fleet(namespaces)
	count(policy.deny) == 1 with input as with_template(object.union(resource("AppProject", {}), {"name": "default"}))
	count(policy.deny) == 1 with input as with_template(resource("ClusterPolicy", {"spec": {"rules": [{"validate": {}}]}}))
}

test_satisfied if {
	every template in [
		resource("ApplicationSet", {}),
		resource("Tenant", {}),
		resource("SubnamespaceAnchor", {}),
		resource("AppProject", {}),
		resource("ClusterPolicy", {"spec": {"rules": [{"generate": {"kind": "NetworkPolicy"}}]}}),
	] {
		count(policy.deny) == 0 with input as with_template(template)
		count(policy.undetermined) == 0 with input as object.union(with_template(template), {"complete": false})
	}
	count(policy.deny) == 0 with input as fleet(array.slice(namespaces, 1, 4))
}

test_parameters if {
	count(policy.deny) == 0 with input as object.union(fleet(namespaces), {"parameters": {"namespaces": 4}})
	count(policy.deny) == 0 with input as object.union(fleet(namespaces), {"parameters": {"system": ["tax", "kube-system"]}})
	count(policy.deny) == 1 with input as object.union(fleet(namespaces), {"parameters": {"namespaces": 3}})
}

test_incomplete_fleet_is_undetermined if {
	part := {"complete": false, "resources": namespaces}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

test_unknown_is_undetermined if {
	hidden := with_template(unknown(resource("ClusterPolicy", {}), ["spec", "rules"]))
	count(policy.deny) == 0 with input as hidden
	count(policy.undetermined) == 1 with input as hidden
}

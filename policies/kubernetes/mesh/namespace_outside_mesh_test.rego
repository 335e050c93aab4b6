package bartizan.kubernetes.namespace_outside_mesh_test

import data.bartizan.kubernetes.namespace_outside_mesh as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

mesh := {"kind": "IstioOperator", "name": "mesh", "address": "IstioOperator/mesh", "values": {}}

namespace(metadata) := {"kind": "Namespace", "name": "prod", "namespace": null, "address": "Namespace/prod", "values": {"metadata": metadata}}

deployment(metadata) := {"kind": "Deployment", "name": "web", "namespace": "prod", "address": "Deployment/web", "values": {"spec": {"template": {"metadata": metadata}}}}

web := deployment({})

part(resources) := {"complete": false, "resources": resources}

test_violated if {
	policy.deny == {{
		"message": `namespace "prod" is outside the mesh`,
		"resource": "Namespace/prod",
		"path": ["metadata", "name"],
		"fix": [{"op": "set", "path": ["metadata", "labels", "istio-injection"], "value": "enabled", "safety": "unsafe"}],
	}} with input as part([mesh, namespace({}), web])
	every labels in [{"istio-injection": "disabled"}, {"istio.io/dataplane-mode": "none"}] {
		count(policy.deny) == 1 with input as part([mesh, namespace({"labels": labels}), web])
	}
	some finding in policy.deny with input as {"complete": true, "resources": [mesh, web]}
	finding.resource == "Deployment/web"
}

test_satisfied if {
	every resources in [
		[mesh, namespace({"labels": {"istio-injection": "enabled"}}), web],
		[mesh, namespace({"labels": {"istio.io/rev": "canary"}}), web],
		[mesh, namespace({"labels": {"istio.io/dataplane-mode": "ambient"}}), web],
		[mesh, namespace({"annotations": {"linkerd.io/inject": "enabled"}}), web],
		[mesh, namespace({}), deployment({"labels": {"sidecar.istio.io/inject": "true"}})],
		[mesh, namespace({}), deployment({"labels": {"istio.io/dataplane-mode": "ambient"}})],
		[namespace({}), web],
		[mesh, namespace({})],
		[mesh, object.union(web, {"namespace": "istio-system"})],
	] {
		count(policy.deny) == 0 with input as part(resources)
		count(policy.undetermined) == 0 with input as part(resources)
	}
}

test_exempt_namespaces_by_parameter if {
	count(policy.deny) == 0 with input as object.union(part([mesh, namespace({}), web]), {"parameters": {"exempt_namespaces": ["prod"]}})
}

test_fixed if {
	fixes := {fix | some finding in policy.deny; some fix in finding.fix} with input as part([mesh, namespace({}), web])
	count(policy.deny) == 0 with input as part([mesh, namespace({"labels": {fix.path[2]: fix.value | some fix in fixes}}), web])
}

test_unknown_is_undetermined if {
	every resources in [
		[mesh, web],
		[mesh, object.union(web, {"namespace": null})],
		[mesh, unknown(namespace({}), ["metadata", "labels"]), web],
	] {
		count(policy.deny) == 0 with input as part(resources)
		count(policy.undetermined) == 1 with input as part(resources)
	}
}

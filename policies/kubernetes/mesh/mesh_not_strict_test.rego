package bartizan.kubernetes.mesh_not_strict_test

import data.bartizan.kubernetes.mesh_not_strict as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

mesh := {"kind": "IstioOperator", "name": "mesh", "address": "IstioOperator/mesh", "values": {}}

peer(namespace, spec) := {"kind": "PeerAuthentication", "group": "security.istio.io", "name": "default", "namespace": namespace, "address": "p", "values": {"spec": spec}}

strict := {"mtls": {"mode": "STRICT"}}

fleet(resources) := {"complete": true, "resources": resources}

message := `no PeerAuthentication in "istio-system" demands mutual TLS of the whole mesh`

test_violated if {
	policy.deny == {{"message": message, "path": []}} with input as fleet([mesh])
	every resource in [
		peer("prod", strict),
		peer("istio-system", {"mtls": {"mode": "UNSET"}}),
		peer("istio-system", object.union(strict, {"selector": {"matchLabels": {"app": "web"}}})),
	] {
		count(policy.deny) == 1 with input as fleet([resource])
	}
}

test_fix_mends if {
	root := {"kind": "Namespace", "name": "istio-system", "address": "Namespace/istio-system", "values": {}}
	some finding in policy.deny with input as fleet([mesh, root])
	finding.resource == "Namespace/istio-system"
	finding.path == ["metadata", "name"]
	some step in finding.fix
	added := {"kind": step.kind, "name": step.name, "namespace": step.values.metadata.namespace, "address": "added", "values": step.values}
	count(policy.deny) == 0 with input as fleet([mesh, root, added])

	# One of that name is there already.
	policy.deny == {{"message": message, "path": []}} with input as fleet([root, peer("istio-system", {"mtls": {"mode": "UNSET"}})])
}

test_satisfied if {
	control_plane := {"kind": "ServiceMeshControlPlane", "name": "m", "address": "m", "values": {"spec": {"security": {"dataPlane": {"mtls": true}}}}}
	every resources in [[mesh, peer("istio-system", strict)], [control_plane], [peer("istio-system", {"mtls": {"mode": "PERMISSIVE"}})], []] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as {"complete": false, "resources": resources}
	}
}

test_root_namespace_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([mesh, peer("mesh", strict)]), {"parameters": {"root_namespace": "mesh"}})
}

test_unknown_is_undetermined if {
	every resources in [
		{"complete": false, "resources": [mesh]},
		fleet([unknown(peer("istio-system", {}), ["spec", "mtls", "mode"])]),
		fleet([peer(null, strict)]),
	] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}

package bartizan.kubernetes.no_service_mesh_test

import data.bartizan.kubernetes.no_service_mesh as policy

resource(kind, values) := {"kind": kind, "name": "x", "address": "x", "values": values}

running(image) := resource("Deployment", {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}})

web := running("nginx:1.27")

cilium(settings) := {"kind": "ConfigMap", "name": "cilium-config", "address": "c", "values": {"data": settings}}

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"message": "no service mesh is installed, and the network does not encrypt", "path": []}} with input as fleet([web])
	every other in [cilium({"enable-wireguard": "false"}), resource("FelixConfiguration", {"spec": {}}), resource("google_container_cluster", {})] {
		count(policy.deny) == 1 with input as fleet([web, other])
	}
}

test_satisfied if {
	every evidence in [
		running("docker.io/istio/pilot:1.26.0"),
		running("cr.l5d.io/linkerd/linkerd-destination:1"),
		running("hashicorp/consul-k8s-control-plane:1.6"),
		resource("IstioOperator", {}),
		resource("helm_release", {"name": "m", "chart": "linkerd-control-plane"}),
		resource("helm_release", {"name": "c", "chart": "cilium", "values": ["encryption:\n  enabled: true\n"]}),
		resource("helm_release", {"name": "c", "chart": "cilium", "set": [{"name": "encryption.enabled", "value": "true"}]}),
		resource("HelmRelease", {"spec": {"chart": {"spec": {"chart": "cilium"}}, "values": {"encryption": {"enabled": true}}}}),
		cilium({"enable-wireguard": "true"}),
		resource("FelixConfiguration", {"spec": {"wireguardEnabled": true}}),
		resource("Mesh", {}),
		resource("google_container_cluster", {"in_transit_encryption_config": "IN_TRANSIT_ENCRYPTION_INTER_NODE_TRANSPARENT"}),
		resource("google_gke_hub_feature", {"name": "servicemesh"}),
		resource("azurerm_kubernetes_cluster", {"service_mesh_profile": [{"mode": "Istio"}]}),
	] {
		count(policy.deny) == 0 with input as fleet([web, evidence])
		count(policy.undetermined) == 0 with input as {"complete": false, "resources": [web, evidence]}
	}
	count(policy.deny) == 0 with input as fleet([])
}

test_software_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([web]), {"parameters": {"software": ["nginx"]}})
}

test_unknown_is_undetermined if {
	part := {"complete": false, "resources": [web]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
	hidden := object.union(cilium({}), {"unknown": [{"path": ["data", "enable-wireguard"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as fleet([web, hidden])
	count(policy.undetermined) == 1 with input as fleet([web, hidden])
}

package bartizan.kubernetes.no_log_collection_test

import data.bartizan.kubernetes.no_log_collection as policy

resource(kind, values) := {"kind": kind, "name": "x", "address": "x", "values": values}

running(kind, image) := resource(kind, {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}})

web := running("Deployment", "nginx:1.27")

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"message": "nothing collects the logs of the pods", "path": []}} with input as fleet([web])
}

test_violated_beside_others if {
	every other in [
		running("Deployment", "grafana/loki:3.4"),
		resource("google_container_cluster", {"logging_service": "none"}),
		resource("google_container_cluster", {"logging_config": [{"enable_components": ["SYSTEM_COMPONENTS"]}]}),
		resource("azurerm_kubernetes_cluster", {"oms_agent": []}),
	] {
		count(policy.deny) == 1 with input as fleet([web, other])
	}
}

test_satisfied if {
	every evidence in [
		running("DaemonSet", "cr.fluentbit.io/fluent/fluent-bit:4.0"),
		running("DaemonSet", "timberio/vector:0.45"),
		resource("HelmRelease", {"spec": {"chartRef": {"kind": "OCIRepository", "name": "victoria-logs-collector"}}}),
		resource("Beat", {}),
		resource("ClusterLogForwarder", {}),
		resource("aws_eks_addon", {"addon_name": "amazon-cloudwatch-observability"}),
		resource("google_container_cluster", {}),
		resource("google_container_cluster", {"logging_config": [{"enable_components": ["SYSTEM_COMPONENTS", "WORKLOADS"]}]}),
		resource("azurerm_kubernetes_cluster", {"oms_agent": [{}]}),
	] {
		count(policy.deny) == 0 with input as fleet([web, evidence])
		count(policy.undetermined) == 0 with input as {"complete": false, "resources": [web, evidence]}
	}
}

test_nothing_is_missed_where_nothing_runs if {
	count(policy.deny) == 0 with input as fleet([resource("ConfigMap", {})])
}

test_incomplete_fleet_is_undetermined if {
	part := {"complete": false, "resources": [web]}
	count(policy.deny) == 0 with input as part
	policy.undetermined == {{"path": [], "reason": "nothing collects the logs of the pods; it may be installed outside this scan"}} with input as part
}

test_unknown_image_is_undetermined if {
	hidden := object.union(running("DaemonSet", "x"), {"unknown": [{"path": ["spec", "template", "spec", "containers", 1, "image"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as fleet([web, hidden])
	policy.undetermined == {{"path": [], "reason": "nothing collects the logs of the pods; not all images are known"}} with input as fleet([web, hidden])
}

test_other_software_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([web]), {"parameters": {"software": ["nginx"]}})
}

test_unknown_evidence_is_undetermined if {
	every kind, paths in {
		"google_container_cluster": [["logging_service"], ["logging_config"]],
		"azurerm_kubernetes_cluster": [["oms_agent"]],
	} {
		every path in paths {
			unsure := object.union(resource(kind, {}), {"unknown": [{"path": path, "reason": "known after apply"}]})
			count(policy.deny) == 0 with input as fleet([web, unsure])
			count(policy.undetermined) == 1 with input as fleet([web, unsure])
		}
	}
}

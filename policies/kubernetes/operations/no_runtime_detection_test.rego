package bartizan.kubernetes.no_runtime_detection_test

import data.bartizan.kubernetes.no_runtime_detection as policy

resource(kind, values) := {"kind": kind, "name": "x", "address": "x", "values": values}

running(kind, image) := resource(kind, {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}})

web := running("Deployment", "nginx:1.27")

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"message": "nothing detects intrusions at run time", "path": []}} with input as fleet([web])
}

test_violated_beside_others if {
	every other in [
		running("DaemonSet", "falcosecurity-mirror/exporter:1"),
		resource("aws_guardduty_detector_feature", {"name": "RUNTIME_MONITORING", "status": "DISABLED"}),
		resource("aws_guardduty_detector_feature", {"name": "S3_DATA_EVENTS", "status": "ENABLED"}),
		resource("azurerm_security_center_subscription_pricing", {"resource_type": "Containers", "tier": "Free"}),
		resource("azurerm_security_center_subscription_pricing", {"tier": "Standard"}),
		resource("azurerm_kubernetes_cluster", {"microsoft_defender": []}),
	] {
		count(policy.deny) == 1 with input as fleet([web, other])
	}
}

test_satisfied if {
	every evidence in [
		running("DaemonSet", "docker.io/falcosecurity/falco:0.40.0"),
		running("DaemonSet", "quay.io/cilium/tetragon:v1.3.0"),
		running("DaemonSet", "quay.io/sysdig/agent:13"),
		resource("helm_release", {"chart": "falco"}),
		resource("TracingPolicy", {}),
		resource("KubeArmorPolicy", {}),
		resource("aws_guardduty_detector_feature", {"name": "RUNTIME_MONITORING", "status": "ENABLED"}),
		resource("aws_guardduty_organization_configuration_feature", {"name": "EKS_RUNTIME_MONITORING", "auto_enable": "ALL"}),
		resource("azurerm_security_center_subscription_pricing", {"resource_type": "Containers", "tier": "Standard"}),
		resource("azurerm_kubernetes_cluster", {"microsoft_defender": [{}]}),
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
	policy.undetermined == {{"path": [], "reason": "nothing detects intrusions at run time; it may be installed outside this scan"}} with input as part
}

test_unknown_image_is_undetermined if {
	hidden := object.union(running("DaemonSet", "x"), {"unknown": [{"path": ["spec", "template", "spec", "containers", 1, "image"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as fleet([web, hidden])
	policy.undetermined == {{"path": [], "reason": "nothing detects intrusions at run time; not all images are known"}} with input as fleet([web, hidden])
}

test_other_software_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([web]), {"parameters": {"software": ["nginx"]}})
}

test_unknown_evidence_is_undetermined if {
	every kind, paths in {
		"aws_guardduty_detector_feature": [["name"], ["status"]],
		"azurerm_security_center_subscription_pricing": [["resource_type"], ["tier"]],
		"azurerm_kubernetes_cluster": [["microsoft_defender"]],
	} {
		every path in paths {
			unsure := object.union(resource(kind, {}), {"unknown": [{"path": path, "reason": "known after apply"}]})
			count(policy.deny) == 0 with input as fleet([web, unsure])
			count(policy.undetermined) == 1 with input as fleet([web, unsure])
		}
	}
}

package bartizan.kubernetes.no_anomaly_detection_test

import data.bartizan.kubernetes.no_anomaly_detection as policy

resource(kind, values) := {"kind": kind, "name": "x", "address": "x", "values": values}

running(kind, image) := resource(kind, {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}})

web := running("Deployment", "nginx:1.27")

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"message": "nothing looks for unusual behaviour", "path": []}} with input as fleet([web])
}

test_violated_beside_others if {
	every other in [
		resource("Elasticsearch", {"spec": {"nodeSets": [{"config": {"node.roles": ["master", "data"]}}]}}),
		resource("Elasticsearch", {"spec": {"nodeSets": [{"config": {"xpack.ml.enabled": false}}]}}),
		resource("aws_guardduty_detector", {"enable": false}),
		resource("aws_guardduty_detector", {"enable": "false"}),
		resource("azurerm_log_analytics_solution", {"solution_name": "ContainerInsights"}),
		resource("aws_cloudwatch_metric_alarm", {"comparison_operator": "GreaterThanThreshold"}),
	] {
		count(policy.deny) == 1 with input as fleet([web, other])
	}
}

test_satisfied if {
	every evidence in [
		running("StatefulSet", "wazuh/wazuh-manager:4.12.0"),
		resource("Elasticsearch", {"spec": {"nodeSets": [{"name": "all"}]}}),
		resource("Elasticsearch", {"spec": {"nodeSets": [{"config": {"node.roles": ["master"]}}, {"config": {"node.roles": ["data", "ml"]}}]}}),
		resource("azurerm_sentinel_log_analytics_workspace_onboarding", {}),
		resource("azurerm_log_analytics_solution", {"solution_name": "SecurityInsights"}),
		resource("aws_guardduty_detector", {}),
		resource("aws_cloudwatch_metric_alarm", {"comparison_operator": "LessThanLowerOrGreaterThanUpperThreshold"}),
		resource("aws_cloudwatch_metric_alarm", {"comparison_operator": "GreaterThanUpperThreshold"}),
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
	policy.undetermined == {{"path": [], "reason": "nothing looks for unusual behaviour; it may be installed outside this scan"}} with input as part
}

test_unknown_image_is_undetermined if {
	hidden := object.union(running("DaemonSet", "x"), {"unknown": [{"path": ["spec", "template", "spec", "containers", 1, "image"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as fleet([web, hidden])
	policy.undetermined == {{"path": [], "reason": "nothing looks for unusual behaviour; not all images are known"}} with input as fleet([web, hidden])
}

test_other_software_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([web]), {"parameters": {"software": ["nginx"]}})
}

test_unknown_evidence_is_undetermined if {
	every kind, paths in {
		"Elasticsearch": [["spec", "nodeSets"]],
		"aws_guardduty_detector": [["enable"]],
		"aws_cloudwatch_metric_alarm": [["comparison_operator"]],
		"azurerm_log_analytics_solution": [["solution_name"]],
	} {
		every path in paths {
			unsure := object.union(resource(kind, {}), {"unknown": [{"path": path, "reason": "known after apply"}]})
			count(policy.deny) == 0 with input as fleet([web, unsure])
			count(policy.undetermined) == 1 with input as fleet([web, unsure])
		}
	}
}

package bartizan.kubernetes.no_benchmark_schedule_test

import data.bartizan.kubernetes.no_benchmark_schedule as policy

resource(kind, values) := {"kind": kind, "name": "x", "address": "x", "values": values}

running(kind, image) := resource(kind, {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}})

web := running("Deployment", "nginx:1.27")

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"message": "nothing measures the cluster against a benchmark on schedule", "path": []}} with input as fleet([web])
}

test_violated_beside_others if {
	every other in [
		resource("ClusterComplianceReport", {"spec": {}}),
		resource("ClusterScan", {"spec": {"scanProfileName": "cis-1.9"}}),
		job("docker.io/aquasec/kube-bench:v0.10", [], true),
		job("example.org/tools:1", ["backup"], false),
	] {
		count(policy.deny) == 1 with input as fleet([web, other])
	}
}

test_satisfied if {
	every evidence in [
		resource("ClusterComplianceReport", {"spec": {"cron": "0 */6 * * *"}}),
		resource("ScanSettingBinding", {}),
		resource("ClusterScan", {"spec": {"scheduledScanConfig": {"cronSchedule": "0 1 * * *"}}}),
		job("docker.io/aquasec/kube-bench:v0.10", [], false),
		job("example.org/tools:1", ["lynis", "audit", "system"], false),
		running("DaemonSet", "example.org/openscap:1"),
		resource("helm_release", {"chart": "trivy-operator"}),
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
	policy.undetermined == {{"path": [], "reason": "nothing measures the cluster against a benchmark on schedule; it may be installed outside this scan"}} with input as part
}

test_unknown_image_is_undetermined if {
	hidden := object.union(running("DaemonSet", "x"), {"unknown": [{"path": ["spec", "template", "spec", "containers", 1, "image"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as fleet([web, hidden])
	policy.undetermined == {{"path": [], "reason": "nothing measures the cluster against a benchmark on schedule; not all images are known"}} with input as fleet([web, hidden])
}

test_other_software_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([web]), {"parameters": {"software": ["nginx"]}})
}

test_unknown_evidence_is_undetermined if {
	every kind, paths in {
		"ClusterComplianceReport": [["spec", "cron"]],
		"ClusterScan": [["spec", "scheduledScanConfig"]],
	} {
		every path in paths {
			unsure := object.union(resource(kind, {}), {"unknown": [{"path": path, "reason": "known after apply"}]})
			count(policy.deny) == 0 with input as fleet([web, unsure])
			count(policy.undetermined) == 1 with input as fleet([web, unsure])
		}
	}
}

test_other_tools_by_parameter if {
	count(policy.deny) == 0 with input as object.union(
		fleet([web, job("example.org/tools:1", ["measure"], false)]),
		{"parameters": {"tools": ["measure"]}},
	)
}

job(image, command, suspend) := resource("CronJob", {"spec": {
	"suspend": suspend,
	"jobTemplate": {"spec": {"template": {"spec": {"containers": [{"image": image, "command": command}]}}}},
}})

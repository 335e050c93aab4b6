package bartizan.terraform.gke_logging_test

import data.bartizan.terraform.gke_logging as policy

cluster(values) := {"kind": "google_container_cluster", "name": "c", "values": values, "unknown": []}

logs(components) := {"logging_config": [{"enable_components": components}]}

test_violated_by_service if {
	policy.deny == {{"path": ["logging_service"], "message": `cluster "c" sends no logs`}} with input as cluster({"logging_service": "none"})
}

test_violated_by_components if {
	every components in [[], ["WORKLOADS"]] {
		some finding in policy.deny with input as cluster(logs(components))
		finding.path == ["logging_config", 0, "enable_components"]
		finding.message == `cluster "c" keeps no logs of SYSTEM_COMPONENTS`
	}
}

test_violated_by_posture if {
	some finding in policy.deny with input as cluster({"security_posture_config": [{"mode": "DISABLED"}]})
	finding.path == ["security_posture_config", 0, "mode"]
}

test_satisfied if {
	every values in [
		{},
		{"logging_service": "logging.googleapis.com/kubernetes"},
		logs(["SYSTEM_COMPONENTS", "WORKLOADS"]),
		{"security_posture_config": [{"mode": "BASIC"}]},
	] {
		count(policy.deny) == 0 with input as cluster(values)
		count(policy.undetermined) == 0 with input as cluster(values)
	}
}

test_components_are_a_parameter if {
	subject := object.union(cluster(logs(["SYSTEM_COMPONENTS"])), {"parameters": {"components": ["SYSTEM_COMPONENTS", "APISERVER"]}})
	some finding in policy.deny with input as subject
	finding.message == `cluster "c" keeps no logs of APISERVER`
}

test_unknown_is_undetermined if {
	every path in [
		["logging_service"],
		["logging_config"],
		["logging_config", 0, "enable_components"],
		["logging_config", 0, "enable_components", 0],
		["security_posture_config"],
		["security_posture_config", 0, "mode"],
	] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
	partly := object.union(cluster(logs(["WORKLOADS"])), {"unknown": [{"path": ["logging_config", 0, "enable_components", 1], "reason": "later"}]})
	count(policy.deny) == 0 with input as partly
}

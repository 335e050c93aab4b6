package bartizan.terraform.gke_network_policy_test

import data.bartizan.terraform.gke_network_policy as policy

cluster(values) := {"kind": "google_container_cluster", "name": "c", "values": values, "unknown": []}

test_violated if {
	every values in [{}, {"network_policy": [{"enabled": false}]}, {"datapath_provider": "LEGACY_DATAPATH", "enable_autopilot": "false"}] {
		some finding in policy.deny with input as cluster(values)
		finding.path == ["datapath_provider"]
		finding.message == `cluster "c" does not enforce network policies`
		count(policy.deny) == 0 with input as cluster(object.union(values, {"datapath_provider": finding.fix[0].value}))
	}
}

test_satisfied if {
	every values in [
		{"network_policy": [{"enabled": true}]},
		{"network_policy": [{"enabled": "true", "provider": "CALICO"}]},
		{"datapath_provider": "ADVANCED_DATAPATH"},
		{"enable_autopilot": true},
	] {
		count(policy.deny) == 0 with input as cluster(values)
		count(policy.undetermined) == 0 with input as cluster(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["network_policy"], ["network_policy", 0, "enabled"], ["datapath_provider"], ["enable_autopilot"]] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

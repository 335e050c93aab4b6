package bartizan.terraform.aks_public_endpoint_test

import data.bartizan.terraform.aks_public_endpoint as policy

cluster(values) := {"kind": "azurerm_kubernetes_cluster", "values": values, "unknown": []}

profile(ranges) := {"api_server_access_profile": [{"authorized_ip_ranges": ranges}]}

ranges_path := ["api_server_access_profile", 0, "authorized_ip_ranges"]

test_violated_by_default if {
	every values in [{}, {"private_cluster_enabled": false}, {"api_server_access_profile": [{}]}] {
		found := policy.deny with input as cluster(values)
		{finding.path | some finding in found} == {ranges_path}
	}
}

test_violated_by_range if {
	some finding in policy.deny with input as cluster(profile(["192.0.2.0/24", "0.0.0.0/0"]))
	finding.path == array.concat(ranges_path, [1])
	finding.message == "cluster's API server is open to 0.0.0.0/0"
	count(policy.deny) == 2 with input as cluster({"api_server_authorized_ip_ranges": ["0.0.0.0/1", "128.0.0.0/1"]})
}

test_satisfied if {
	every values in [{"private_cluster_enabled": true}, {"private_cluster_enabled": "true"}, profile(["192.0.2.0/24"]), {"api_server_authorized_ip_ranges": ["192.0.2.0/24"]}] {
		count(policy.deny) == 0 with input as cluster(values)
		count(policy.undetermined) == 0 with input as cluster(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["private_cluster_enabled"], ["api_server_access_profile"], ranges_path, array.concat(ranges_path, [0])] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

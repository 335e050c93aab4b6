package bartizan.terraform.gke_public_endpoint_test

import data.bartizan.terraform.gke_public_endpoint as policy

cluster(values) := {"kind": "google_container_cluster", "values": values, "unknown": []}

networks(ranges) := {"master_authorized_networks_config": [{"cidr_blocks": [{"cidr_block": range, "display_name": "n"} | some range in ranges]}]}

test_violated_by_default if {
	every values in [{}, {"private_cluster_config": [{"enable_private_nodes": true}]}] {
		found := policy.deny with input as cluster(values)
		{finding.path | some finding in found} == {["master_authorized_networks_config"]}
	}
}

test_violated_by_range if {
	some finding in policy.deny with input as cluster(networks(["192.0.2.0/24", "0.0.0.0/0"]))
	finding.path == ["master_authorized_networks_config", 0, "cidr_blocks", 1, "cidr_block"]
	finding.message == "control plane is open to 0.0.0.0/0"
	count(policy.deny) == 2 with input as cluster(networks(["0.0.0.0/1", "128.0.0.0/1"]))
}

test_satisfied if {
	every values in [
		networks(["192.0.2.0/24"]),
		{"master_authorized_networks_config": [{}]},
		{"private_cluster_config": [{"enable_private_endpoint": "true"}]},
		{"control_plane_endpoints_config": [{"ip_endpoints_config": [{"enabled": false}]}]},
	] {
		count(policy.deny) == 0 with input as cluster(values)
		count(policy.undetermined) == 0 with input as cluster(values)
	}
}

test_unknown_is_undetermined if {
	every path in [
		["master_authorized_networks_config"],
		["master_authorized_networks_config", 0, "cidr_blocks", 0, "cidr_block"],
		["private_cluster_config"],
		["private_cluster_config", 0, "enable_private_endpoint"],
	] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

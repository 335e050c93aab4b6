package bartizan.terraform.aks_network_policy_test

import data.bartizan.terraform.aks_network_policy as policy

cluster(values) := {"kind": "azurerm_kubernetes_cluster", "name": "c", "address": "azurerm_kubernetes_cluster.c", "values": values, "unknown": []}

profile(block) := cluster({"network_profile": [block]})

test_violated if {
	every subject in [cluster({}), profile({"network_plugin": "azure"}), profile({"network_plugin": "azure", "network_policy": ""}), profile({"network_data_plane": "azure"})] {
		some finding in policy.deny with input as subject
		finding.path == ["network_profile", 0, "network_policy"]
		finding.message == "cluster has no engine that enforces network policies"
	}
}

test_satisfied if {
	every block in [{"network_policy": "calico"}, {"network_policy": "azure"}, {"network_data_plane": "cilium"}, {"ebpf_data_plane": "cilium"}, {"network_plugin": "none"}] {
		count(policy.deny) == 0 with input as profile(block)
		count(policy.undetermined) == 0 with input as profile(block)
	}
}

test_unknown_is_undetermined if {
	every path in [["network_profile"], ["network_profile", 0, "network_policy"], ["network_profile", 0, "network_data_plane"], ["network_profile", 0, "network_plugin"], ["network_profile", 0, "ebpf_data_plane"]] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

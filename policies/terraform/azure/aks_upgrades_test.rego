package bartizan.terraform.aks_upgrades_test

import data.bartizan.terraform.aks_upgrades as policy

cluster(values) := {"kind": "azurerm_kubernetes_cluster", "name": "c", "address": "azurerm_kubernetes_cluster.c", "values": values, "unknown": []}

paths(values) := {finding.path | some finding in found} if {
	found := policy.deny with input as cluster(values)
}

test_violated if {
	some finding in policy.deny with input as cluster({})
	finding.path == ["automatic_upgrade_channel"]
	finding.message == "cluster has no channel for automatic upgrades"
	finding.fix[0].value == "patch"
	paths({"automatic_upgrade_channel": "none"}) == {["automatic_upgrade_channel"]}
	paths({"automatic_channel_upgrade": "none"}) == {["automatic_channel_upgrade"]}
}

test_name_depends_on_the_version_of_the_provider if {
	found := policy.deny with input as object.union(cluster({}), {"version": "3.117.1"})
	{finding.path | some finding in found} == {["automatic_channel_upgrade"]}
}

test_violated_nodes if {
	some finding in policy.deny with input as cluster({"automatic_upgrade_channel": "patch", "node_os_upgrade_channel": "None"})
	finding.path == ["node_os_upgrade_channel"]
	finding.message == "upgrade channel of the nodes' system is None"
	paths({"automatic_channel_upgrade": "stable", "node_os_channel_upgrade": "Unmanaged"}) == {["node_os_channel_upgrade"]}
}

test_satisfied if {
	every values in [
		{"automatic_upgrade_channel": "patch"},
		{"automatic_channel_upgrade": "stable", "node_os_channel_upgrade": "SecurityPatch"},
		{"automatic_upgrade_channel": "rapid", "node_os_upgrade_channel": "NodeImage"},
	] {
		paths(values) == set()
		count(policy.undetermined) == 0 with input as cluster(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["automatic_upgrade_channel"], ["automatic_channel_upgrade"]] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_channel_of_nodes_is_undetermined if {
	every path in [["node_os_upgrade_channel"], ["node_os_channel_upgrade"]] {
		unsure := object.union(cluster({"automatic_upgrade_channel": "patch"}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

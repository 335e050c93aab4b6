package bartizan.terraform.aks_entra_test

import data.bartizan.terraform.aks_entra as policy

cluster(values) := {"kind": "azurerm_kubernetes_cluster", "name": "c", "address": "azurerm_kubernetes_cluster.c", "values": values, "unknown": []}

paths(values) := {finding.path | some finding in found} if {
	found := policy.deny with input as cluster(values)
}

entra := {"azure_active_directory_role_based_access_control": [{"azure_rbac_enabled": true}]}

test_violated_without_entra if {
	some finding in policy.deny with input as cluster({"role_based_access_control_enabled": true})
	finding.path == ["azure_active_directory_role_based_access_control"]
	finding.message == "cluster is not tied to Entra ID"
	paths({}) == {["azure_active_directory_role_based_access_control"]}
}

test_violated_without_roles if {
	paths({"role_based_access_control_enabled": "false"}) == {["role_based_access_control_enabled"]}
	paths({"role_based_access_control": [{"enabled": false}]}) == {["role_based_access_control", 0, "enabled"]}
}

test_satisfied if {
	every values in [entra, {"role_based_access_control": [{"enabled": true, "azure_active_directory": [{"managed": true}]}]}] {
		paths(values) == set()
		count(policy.undetermined) == 0 with input as cluster(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["role_based_access_control_enabled"], ["azure_active_directory_role_based_access_control"], ["role_based_access_control"], ["role_based_access_control", 0, "enabled"]] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

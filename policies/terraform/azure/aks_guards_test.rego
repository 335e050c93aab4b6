package bartizan.terraform.aks_guards_test

import data.bartizan.terraform.aks_guards as policy

cluster(values) := {"kind": "azurerm_kubernetes_cluster", "name": "c", "address": "azurerm_kubernetes_cluster.c", "values": values, "unknown": []}

paths(values) := {finding.path | some finding in found} if {
	found := policy.deny with input as cluster(values)
}

good := {"azure_policy_enabled": true, "microsoft_defender": [{"log_analytics_workspace_id": "w"}]}

test_violated_without_add_on if {
	some finding in policy.deny with input as cluster(object.union(good, {"azure_policy_enabled": "false"}))
	finding.path == ["azure_policy_enabled"]
	finding.message == "cluster has no policy add-on"
	finding.fix[0].value == true
}

test_violated_without_defender if {
	paths({"azure_policy_enabled": true}) == {["microsoft_defender"]}
	paths({}) == {["azure_policy_enabled"], ["microsoft_defender"]}
}

test_satisfied if {
	every values in [good, object.union(good, {"azure_policy_enabled": "true"})] {
		paths(values) == set()
		count(policy.undetermined) == 0 with input as cluster(values)
	}
	paths({"addon_profile": [{"azure_policy": [{"enabled": true}]}], "microsoft_defender": [{}]}) == set()
}

test_unknown_is_undetermined if {
	every path in [["azure_policy_enabled"], ["microsoft_defender"], ["addon_profile"], ["addon_profile", 0, "azure_policy", 0, "enabled"]] {
		unsure := {"values": without(path[0]), "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

without("microsoft_defender") := {"azure_policy_enabled": true}

without(name) := {"microsoft_defender": [{}]} if name != "microsoft_defender"

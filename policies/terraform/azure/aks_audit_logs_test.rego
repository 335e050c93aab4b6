package bartizan.terraform.aks_audit_logs_test

import data.bartizan.terraform.aks_audit_logs as policy

cluster(values) := {"kind": "azurerm_kubernetes_cluster", "name": "c", "address": "azurerm_kubernetes_cluster.c", "values": values, "unknown": []}

setting(values) := {
	"kind": "azurerm_monitor_diagnostic_setting",
	"name": "d",
	"address": "azurerm_monitor_diagnostic_setting.d",
	"values": values,
	"unknown": [],
	"references": [{"path": ["target_resource_id"], "address": "azurerm_kubernetes_cluster.c"}],
}

unit(resources) := {"complete": true, "resources": resources}

unsure(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	some finding in policy.deny with input as unit([cluster({"name": "services", "oms_agent": [{}]})])
	finding.resource == "azurerm_kubernetes_cluster.c"
	finding.path == []
	finding.message == `cluster "services" sends its audit logs nowhere`
}

test_violated_automatic_cluster if {
	automatic := object.union(cluster({}), {"kind": "azurerm_kubernetes_automatic_cluster", "address": "azurerm_kubernetes_automatic_cluster.c"})
	found := policy.deny with input as unit([automatic])
	{finding.resource | some finding in found} == {"azurerm_kubernetes_automatic_cluster.c"}
}

test_violated_by_other_logs if {
	every values in [
		{"enabled_log": [{"category": "kube-scheduler"}]},
		{"log": [{"category": "kube-audit", "enabled": false}]},
		{"metric": [{"category": "AllMetrics"}]},
	] {
		count(policy.deny) == 1 with input as unit([cluster({}), setting(values)])
	}
	elsewhere := object.union(setting({"enabled_log": [{"category": "kube-audit"}]}), {"references": [{"path": ["target_resource_id"], "address": "azurerm_key_vault.v"}]})
	count(policy.deny) == 1 with input as unit([cluster({}), elsewhere])
}

test_satisfied if {
	named := {"references": []}
	every companion in [
		setting({"enabled_log": [{"category": "kube-audit"}]}),
		setting({"enabled_log": [{"category": "kube-audit-admin"}]}),
		setting({"enabled_log": [{"category_group": "allLogs"}]}),
		setting({"log": [{"category": "kube-audit", "enabled": "true"}]}),
		object.union(setting({"target_resource_id": "/subscriptions/1/managedClusters/services", "enabled_log": [{"category": "kube-audit"}]}), named),
	] {
		count(policy.deny) == 0 with input as unit([cluster({"name": "services"}), companion])
		count(policy.undetermined) == 0 with input as unit([cluster({"name": "services"}), companion])
	}
}

test_unknown_is_undetermined if {
	every path in [["enabled_log"], ["enabled_log", 0, "category"], ["log", 0]] {
		subject := unit([cluster({}), unsure(setting({}), path)])
		count(policy.deny) == 0 with input as subject
		policy.undetermined == {{"resource": "azurerm_monitor_diagnostic_setting.d", "path": path, "reason": "known after apply"}} with input as subject
	}
}

test_setting_of_unknown_target_and_incomplete_unit_are_undetermined if {
	stray := object.union(unsure(setting({"enabled_log": [{"category": "kube-audit"}]}), ["target_resource_id"]), {"references": []})
	every subject in [unit([cluster({}), stray]), {"complete": false, "resources": [cluster({})]}] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 1 with input as subject
	}
}

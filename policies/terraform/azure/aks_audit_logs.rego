# METADATA
# title: AKS sends its audit logs nowhere
# description: >-
#   Nobody can say afterwards who read a secret or changed a right in the cluster. The monitoring agent collects what
#   containers print, not what the API server was asked; for that it takes a diagnostic setting.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/aks/monitor-aks#aks-control-planeresource-logs
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/monitor_diagnostic_setting
# custom:
#   id: TF-AZ-025
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_kubernetes_cluster, azurerm_kubernetes_automatic_cluster, azurerm_monitor_diagnostic_setting]
#   scope: unit
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, P6, D2]
#   references:
#     trivy: [AZU-0040]
#     checkov: [CKV_AZURE_4]
#     nist-800-53: [AU-12]
#   remediation: >-
#     Add an `azurerm_monitor_diagnostic_setting` with the cluster as `target_resource_id`, an `enabled_log` of
#     category `kube-audit` or `kube-audit-admin`, and a workspace.
package bartizan.terraform.aks_audit_logs

import data.bartizan.lib.azure
import data.bartizan.lib.tf

kind := "azurerm_monitor_diagnostic_setting"

# Before version 4 of the provider logs could stand in `log`.
blocks := ["enabled_log", "log"]

deny contains {
	"resource": cluster.address,
	"path": [],
	"message": sprintf("cluster %q sends its audit logs nowhere", [azure.label(cluster)]),
} if {
	some cluster in unaudited
	count(questions(cluster)) == 0
	not azure.doubt(kind, "target_resource_id")
}

undetermined contains {"resource": setting.address, "path": path, "reason": reason} if {
	some cluster in unaudited
	some [index, path, reason] in questions(cluster)
	setting := input.resources[index]
}

undetermined contains {"resource": cluster.address, "path": [], "reason": reason} if {
	some cluster in unaudited
	reason := azure.doubt(kind, "target_resource_id")
}

unaudited contains cluster if {
	some cluster in (azure.all("azurerm_kubernetes_cluster") | azure.all("azurerm_kubernetes_automatic_cluster"))
	count([index |
		some index in azure.companions(kind, "target_resource_id", cluster)
		audits(input.resources[index])
	]) == 0
}

audits(setting) if {
	some name in blocks
	some block in object.get(setting.values, name, [])
	covers(block)
	not tf.is_false(object.get(block, "enabled", true))
}

covers(block) if object.get(block, "category", "") in {"kube-audit", "kube-audit-admin"}

covers(block) if object.get(block, "category_group", "") in {"audit", "allLogs"}

# What is unknown of the logs in settings of `cluster`: [index of the setting, path, reason].
questions(cluster) := {[index, entry.path, entry.reason] |
	some index in azure.companions(kind, "target_resource_id", cluster)
	some entry in object.get(input.resources[index], "unknown", [])
	entry.path[0] in blocks
}

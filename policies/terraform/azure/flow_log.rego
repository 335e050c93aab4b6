# METADATA
# title: Flow log is off or kept too briefly
# description: >-
#   After an intrusion these logs are what shows which machines talked to whom. Those that are off or already deleted
#   answer nothing, and intrusions are often found only after months.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_watcher_flow_log#retention_policy
# custom:
#   id: TF-AZ-016
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [azurerm_network_watcher_flow_log]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M2O2, D4, C5]
#   references:
#     trivy: [AZU-0049, AZU-0073]
#     checkov: [CKV_AZURE_12]
#     nist-800-53: [AU-12]
#   remediation: >-
#     Set `enabled` to true, and in `retention_policy` `enabled` to true with at least 90 `days`, or 0 to keep the log
#     for ever.
#   parameters:
#     days:
#       type: number
#       default: 90
#       description: >-
#         Days that flow logs must be kept at least; 0 days in a log means for ever.
package bartizan.terraform.flow_log

import data.bartizan.lib.azure
import data.bartizan.lib.params
import data.bartizan.lib.tf

retention := ["retention_policy", 0]

deny contains {
	"path": ["enabled"],
	"message": "flow log is switched off",
	"fix": azure.write(["enabled"], true),
} if {
	azure.not_true(input, [], ["enabled"])
}

deny contains {
	"path": array.concat(retention, ["enabled"]),
	"message": "flow log has no retention",
} if {
	azure.not_true(input, retention, ["enabled"])
}

deny contains {
	"path": array.concat(retention, ["days"]),
	"message": sprintf("flow log is kept for %v days, not %v", [days, least]),
} if {
	tf.is_true(azure.value(input, retention, ["enabled"], false))
	days := tf.number(azure.value(input, retention, ["days"], 0))
	days > 0
	days < least
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in object.union(azure.unknowns(input, [], ["enabled"]), azure.unknowns(input, retention, ["enabled", "days"]))
}

least := params.get("days", 90)

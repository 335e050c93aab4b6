# METADATA
# title: AKS is only upgraded by hand
# description: >-
#   A version of Kubernetes is mended for about a year; flaws of the nodes' systems come out every week. A cluster
#   that waits for somebody to find the time runs with flaws that everyone knows.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/aks/auto-upgrade-cluster
#   - ref: https://learn.microsoft.com/azure/aks/auto-upgrade-node-os-image
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster#automatic_upgrade_channel
# custom:
#   id: TF-AZ-024
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_kubernetes_cluster]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2O1, D6]
#   references:
#     checkov: [CKV_AZURE_171]
#     nist-800-53: [SI-2]
#   remediation: >-
#     Set `automatic_upgrade_channel` to `patch` (before version 4 of the provider `automatic_channel_upgrade`) and
#     leave `node_os_upgrade_channel` out or set it to `SecurityPatch` or `NodeImage`. A
#     `maintenance_window_auto_upgrade` says when.
package bartizan.terraform.aks_upgrades

import data.bartizan.lib.azure

# Before version 4 of the provider both went by their second name.
cluster_names := ["automatic_upgrade_channel", "automatic_channel_upgrade"] if not third_provider

cluster_names := ["automatic_channel_upgrade", "automatic_upgrade_channel"] if third_provider

third_provider if azure.major(input) < 4

node_names := ["node_os_upgrade_channel", "node_os_channel_upgrade"]

deny contains {
	"path": path,
	"message": "cluster has no channel for automatic upgrades",
	"fix": azure.write(path, "patch"),
} if {
	count(azure.unknowns(input, [], cluster_names)) == 0
	lower(azure.value(input, [], cluster_names, "none")) in {"", "none"}
	path := azure.place(input, [], cluster_names)
}

deny contains {
	"path": channel.path,
	"message": sprintf("upgrade channel of the nodes' system is %s", [channel.value]),
	"fix": azure.write(channel.path, "NodeImage"),
} if {
	channel := azure.setting(input, [], node_names)
	lower(channel.value) in {"none", "unmanaged"}
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in azure.unknowns(input, [], array.concat(cluster_names, node_names))
}

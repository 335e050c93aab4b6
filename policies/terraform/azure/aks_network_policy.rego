# METADATA
# title: AKS enforces no network policies
# description: >-
#   `NetworkPolicy` objects are accepted and do nothing: every pod reaches every other one, while those who wrote the
#   policies believe their data shut off. A cluster that brings its own network plugin is not asked.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/aks/use-network-policies
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster#network_policy
# custom:
#   id: TF-AZ-023
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [azurerm_kubernetes_cluster]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, P5]
#   references:
#     trivy: [AZU-0043]
#     checkov: [CKV_AZURE_7]
#     nist-800-53: [SC-7]
#   remediation: >-
#     In `network_profile`, set `network_data_plane` and `network_policy` to `cilium`, or `network_policy` to `calico`
#     or `azure`.
package bartizan.terraform.aks_network_policy

import data.bartizan.lib.azure

profile := ["network_profile", 0]

# Until version 4 of the provider the data plane could go by its old name.
plane_names := ["network_data_plane", "ebpf_data_plane"]

deny contains {
	"path": array.concat(profile, ["network_policy"]),
	"message": "cluster has no engine that enforces network policies",
} if {
	unenforced
	count(unknown_settings) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	unenforced
	some path, reason in unknown_settings
}

unenforced if {
	lower(azure.value(input, profile, ["network_policy"], "")) in {"", "none"}
	lower(azure.value(input, profile, plane_names, "azure")) != "cilium"
	lower(azure.value(input, profile, ["network_plugin"], "")) != "none"
}

unknown_settings := azure.unknowns(input, profile, array.concat(["network_policy", "network_plugin"], plane_names))

# METADATA
# title: AKS API server is open to all addresses
# description: >-
#   Everyone can reach the control plane of the cluster and try stolen tokens or the next flaw of the API server on
#   it. From there all workloads and their secrets are in reach.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster#api_server_access_profile
# custom:
#   id: TF-AZ-022
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [azurerm_kubernetes_cluster]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, P5]
#   references:
#     trivy: [AZU-0041, AZU-0065]
#     checkov: [CKV_AZURE_6, CKV_AZURE_115]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Set `private_cluster_enabled` to true, which makes a new cluster, or name the networks of your people in
#     `authorized_ip_ranges` of `api_server_access_profile`.
package bartizan.terraform.aks_public_endpoint

import data.bartizan.lib.cidr
import data.bartizan.lib.tf

ranges_path := ["api_server_access_profile", 0, "authorized_ip_ranges"]

# Before version 4 of the provider the ranges could stand at the top.
old_path := ["api_server_authorized_ip_ranges"]

deny contains {
	"path": ranges_path,
	"message": "cluster's API server is public and not limited to any addresses",
} if {
	public
	count(unknown_settings) == 0
	count(ranges) == 0
}

deny contains {
	"path": range.path,
	"message": sprintf("cluster's API server is open to %s", [range.cidr]),
	"key": range.cidr,
} if {
	public
	count(unknown_settings) == 0
	some range in ranges
	cidr.everyone(range.cidr)
}

undetermined contains {"path": path, "reason": reason} if {
	public
	some path, reason in unknown_settings
}

public if not tf.is_true(object.get(input.values, "private_cluster_enabled", false))

ranges contains {"path": array.concat(path, [index]), "cidr": range} if {
	some path in [ranges_path, old_path]
	some index, range in object.get(input.values, path, [])
}

unknown_settings := object.union(
	tf.unknown_among([], {"private_cluster_enabled", "api_server_authorized_ip_ranges"}),
	object.union(
		tf.unknown_among(["api_server_access_profile", 0], {"authorized_ip_ranges"}),
		tf.unknown_blocks("api_server_access_profile"),
	),
)

# METADATA
# title: AKS gives access without roles or without Entra ID
# description: >-
#   Rights in the cluster are not tied to people: nobody can say who acted, and those who leave keep what they had.
#   Without role-based access control everyone who gets in may do everything.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/aks/concepts-identity
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster#azure_active_directory_role_based_access_control
# custom:
#   id: TF-AZ-021
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
#   controls: [M2T2, M1T1]
#   references:
#     trivy: [AZU-0042]
#     checkov: [CKV_AZURE_5]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Keep `role_based_access_control_enabled` true and add `azure_active_directory_role_based_access_control` with
#     `azure_rbac_enabled` or the `admin_group_object_ids` of your administrators. Role-based access control can only
#     be had in a new cluster.
package bartizan.terraform.aks_entra

import data.bartizan.lib.azure
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Before version 3 of the provider both stood in one block.
old := ["role_based_access_control", 0]

entra := "azure_active_directory_role_based_access_control"

deny contains {
	"path": setting.path,
	"message": "cluster has role-based access control switched off",
} if {
	some setting in switched_off
}

deny contains {
	"path": [entra],
	"message": "cluster is not tied to Entra ID",
} if {
	count(switched_off) == 0
	count(unknown_roles) == 0
	not azure.given(input, entra)
	count(object.get(input.values, array.concat(old, ["azure_active_directory"]), [])) == 0
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown_roles

undetermined contains {"path": path, "reason": reason} if {
	count(switched_off) == 0
	some path, reason in unknown.at([entra])
}

switched_off contains setting if {
	some prefix, name in {[]: "role_based_access_control_enabled", old: "enabled"}
	setting := azure.setting(input, prefix, [name])
	tf.is_false(setting.value)
}

unknown_roles := object.union(
	azure.unknowns(input, [], ["role_based_access_control_enabled"]),
	azure.unknowns(input, old, ["enabled", "azure_active_directory"]),
)

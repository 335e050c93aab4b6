# METADATA
# title: AKS keeps the local admin account
# description: >-
#   The account's certificate opens the whole cluster, names nobody, passes by the central login and its second
#   factor, and is good until the cluster's keys are changed.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster#local_account_disabled
# custom:
#   id: TF-AZ-020
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_kubernetes_cluster]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M1T1, M2T2, A3]
#   references:
#     checkov: [CKV_AZURE_141]
#     nist-800-53: [IA-2, AC-2]
#   remediation: >-
#     Set `local_account_disabled` to true; the cluster must be tied to Entra ID
#     (`azure_active_directory_role_based_access_control`) first.
package bartizan.terraform.aks_local_account

import data.bartizan.lib.azure

names := ["local_account_disabled"]

deny contains {
	"path": names,
	"message": "cluster keeps its local admin account",
	"fix": azure.write(names, true),
} if {
	azure.not_true(input, [], names)
}

undetermined contains {"path": path, "reason": reason} if some path, reason in azure.unknowns(input, [], names)

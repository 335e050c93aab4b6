# METADATA
# title: Storage account can be opened with its shared keys
# description: >-
#   A shared key opens everything in the account, names nobody, and is good until somebody changes it. Rights that
#   people and services get through the central login count for nothing next to it.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/storage_account#shared_access_key_enabled
# custom:
#   id: TF-AZ-005
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_storage_account]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T1, M2T2, A2]
#   references:
#     checkov: [CKV2_AZURE_40]
#     nist-800-53: [IA-5]
#   remediation: >-
#     Set `shared_access_key_enabled` to false once all who use the account log in with Entra ID, and
#     `storage_use_azuread` of the provider to true.
package bartizan.terraform.storage_shared_key

import data.bartizan.lib.azure

names := ["shared_access_key_enabled"]

deny contains {
	"path": names,
	"message": "storage account can be opened with its shared keys",
	"fix": azure.write(names, false),
} if {
	azure.not_false(input, [], names)
}

undetermined contains {"path": path, "reason": reason} if some path, reason in azure.unknowns(input, [], names)

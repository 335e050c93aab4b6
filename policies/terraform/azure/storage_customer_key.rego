# METADATA
# title: Storage account is encrypted with a key of Microsoft alone
# description: >-
#   Nobody can cut off access to the stored data by taking back a key, nor see who used it. For citizens' records a
#   key of your own is worth its care; for the rest Microsoft's key is enough.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/storage_account_customer_managed_key
# custom:
#   id: TF-AZ-007
#   severity: low
#   confidence: low
#   platform: terraform
#   kinds: [azurerm_storage_account, azurerm_storage_account_customer_managed_key]
#   scope: unit
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1]
#   references:
#     trivy: [AZU-0060]
#     checkov: [CKV2_AZURE_1]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Add a `customer_managed_key` to the account, or an `azurerm_storage_account_customer_managed_key` that names it,
#     with a key of your own vault.
#   unknown: set
package bartizan.terraform.storage_customer_key

import data.bartizan.lib.azure

kind := "azurerm_storage_account_customer_managed_key"

deny contains {
	"resource": account.address,
	"path": ["customer_managed_key"],
	"message": sprintf("storage account %q has no key of your own", [azure.label(account)]),
} if {
	some account in keyless
	not azure.doubt(kind, "storage_account_id")
}

undetermined contains {"resource": account.address, "path": ["customer_managed_key"], "reason": reason} if {
	some account in keyless
	reason := azure.doubt(kind, "storage_account_id")
}

keyless contains account if {
	some account in azure.all("azurerm_storage_account")
	not azure.given(account, "customer_managed_key")
	count(azure.companions(kind, "storage_account_id", account)) == 0
}

# METADATA
# title: Storage account accepts plain HTTP
# description: >-
#   Documents travel readable for everyone on the way, and so do the tokens in their addresses that open the rest of
#   the account.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/storage/common/storage-require-secure-transfer
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/storage_account#https_traffic_only_enabled
# custom:
#   id: TF-AZ-001
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [azurerm_storage_account]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, P5]
#   references:
#     trivy: [AZU-0008]
#     checkov: [CKV_AZURE_3]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Set `https_traffic_only_enabled` to true or leave it out; before version 4 of the provider it is
#     `enable_https_traffic_only`.
package bartizan.terraform.storage_plain_http

import data.bartizan.lib.azure
import data.bartizan.lib.tf

# Before version 4 of the provider the setting was called `enable_https_traffic_only`.
names := ["https_traffic_only_enabled", "enable_https_traffic_only"]

deny contains {
	"path": setting.path,
	"message": "storage account accepts plain HTTP",
	"fix": azure.write(setting.path, true),
} if {
	setting := azure.setting(input, [], names)
	tf.is_false(setting.value)
}

undetermined contains {"path": path, "reason": reason} if some path, reason in azure.unknowns(input, [], names)

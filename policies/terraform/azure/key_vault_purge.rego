# METADATA
# title: Key vault can be purged
# description: >-
#   Whoever may delete the vault, an intruder included, can erase secrets and signing keys for good, and with them all
#   that is encrypted with them. Purge protection keeps them until the retention is over.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/key_vault#purge_protection_enabled
# custom:
#   id: TF-AZ-008
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [azurerm_key_vault]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, P3, P7]
#   references:
#     trivy: [AZU-0016]
#     checkov: [CKV_AZURE_110, CKV_AZURE_42]
#     nist-800-53: [CP-9, SC-12]
#   remediation: >-
#     Set `purge_protection_enabled` to true. It cannot be taken back, and a deleted vault keeps its name for
#     `soft_delete_retention_days`.
#   parameters:
#     days:
#       type: number
#       default: 7
#       description: >-
#         Days that deleted secrets and keys must be kept at least.
package bartizan.terraform.key_vault_purge

import data.bartizan.lib.azure
import data.bartizan.lib.params
import data.bartizan.lib.tf

names := ["purge_protection_enabled"]

days_path := ["soft_delete_retention_days"]

deny contains {
	"path": names,
	"message": "key vault is not protected against purging",
	"fix": azure.write(names, true),
} if {
	azure.not_true(input, [], names)
}

deny contains {
	"path": days_path,
	"message": sprintf("key vault keeps what is deleted for %v days, not %v", [days, least]),
} if {
	days := tf.number(object.get(input.values, days_path, 90))
	days < least
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in tf.unknown_among([], {"purge_protection_enabled", "soft_delete_retention_days"})
}

least := params.get("days", 7)

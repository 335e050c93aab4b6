# METADATA
# title: Key vault grants access by its own policies
# description: >-
#   Who may read the secrets stands in each vault by itself, outside the roles that are reviewed centrally. Who may
#   change the vault can grant himself all that is in it.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/key-vault/general/rbac-access-policy
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/key_vault#rbac_authorization_enabled
# custom:
#   id: TF-AZ-012
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_key_vault]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T2, M3T1, D2]
#   references:
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Set `rbac_authorization_enabled` to true (before version 4.42 of the provider `enable_rbac_authorization`) once
#     the roles are assigned.
package bartizan.terraform.key_vault_access_policies

import data.bartizan.lib.azure

# Until version 5 of the provider the setting also went by its old name.
names := ["rbac_authorization_enabled", "enable_rbac_authorization"]

deny contains {
	"path": azure.place(input, [], names),
	"message": "key vault grants access by its own policies, not by roles",
} if {
	azure.not_true(input, [], names)
}

undetermined contains {"path": path, "reason": reason} if some path, reason in azure.unknowns(input, [], names)

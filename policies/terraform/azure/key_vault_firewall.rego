# METADATA
# title: Key vault can be reached from any network
# description: >-
#   Nothing but a login stands between the internet and all secrets of the service: a token stolen anywhere is good
#   from anywhere. Without rules of its own a vault admits everyone.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/key-vault/general/network-security
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/key_vault#network_acls
# custom:
#   id: TF-AZ-009
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_key_vault]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, P3, P5]
#   references:
#     trivy: [AZU-0013]
#     checkov: [CKV_AZURE_109, CKV_AZURE_189]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Add `network_acls` with `default_action` `Deny` and the networks that need the vault, or set
#     `public_network_access_enabled` to false and use a private endpoint.
package bartizan.terraform.key_vault_firewall

import data.bartizan.lib.azure
import data.bartizan.lib.tf

access := ["public_network_access_enabled"]

action_path := ["network_acls", 0, "default_action"]

deny contains {
	"path": action_path,
	"message": "key vault lets in all networks",
	"fix": azure.write(action_path, "Deny"),
} if {
	reachable
	count(unknown_settings) == 0
	count(object.get(input.values, "network_acls", [])) > 0
}

deny contains {
	"path": ["network_acls"],
	"message": "key vault has no network rules and lets in all networks",
	"fix": azure.write(["network_acls"], [{"default_action": "Deny", "bypass": "AzureServices"}]),
} if {
	reachable
	count(unknown_settings) == 0
	count(object.get(input.values, "network_acls", [])) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	reachable
	some path, reason in unknown_settings
}

# Neither is public access refused nor do the vault's rules deny, as far as is known.
reachable if {
	not tf.is_false(azure.value(input, [], access, true))
	lower(object.get(input.values, action_path, "Allow")) != "deny"
}

unknown_settings := object.union(
	azure.unknowns(input, [], access),
	azure.unknowns(input, ["network_acls", 0], ["default_action"]),
)

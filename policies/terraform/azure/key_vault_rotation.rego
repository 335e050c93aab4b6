# METADATA
# title: Key in a vault is not rotated by itself
# description: >-
#   A key that only people change grows old: the longer it is in use, the more is lost with it, and the harder it is
#   to change when that must happen in an hour.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/key_vault_key#rotation_policy
# custom:
#   id: TF-AZ-011
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_key_vault_key]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, D3]
#   references:
#     nist-800-53: [SC-12]
#   remediation: >-
#     Add a `rotation_policy` with an `automatic` block that has `time_after_creation`, or `time_before_expiry`
#     together with `expire_after`.
package bartizan.terraform.key_vault_rotation

import data.bartizan.lib.azure
import data.bartizan.lib.unknown

automatic := ["rotation_policy", 0, "automatic"]

deny contains {
	"path": automatic,
	"message": sprintf("key %q has no automatic rotation", [azure.label(input)]),
	"fix": azure.write(automatic, [{"time_after_creation": "P90D"}]),
} if {
	count(object.get(input.values, automatic, [])) == 0
	not unknown.at(automatic)
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(automatic)

# METADATA
# title: Container registry can be used without a personal login or from everywhere
# description: >-
#   Images pulled by strangers show how the service is built; images pushed with a shared password run where nobody
#   knows who made them. The admin user is one password for all, and anonymous pull asks for none.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/container-registry/container-registry-authentication
#   - ref: https://learn.microsoft.com/azure/container-registry/container-registry-access-selected-networks
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/container_registry#admin_enabled
# custom:
#   id: TF-AZ-028
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_container_registry]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T3, D2]
#   references:
#     checkov: [CKV_AZURE_137, CKV_AZURE_138, CKV_AZURE_139]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Leave out `admin_enabled` and `anonymous_pull_enabled`, and give clusters and pipelines roles of their own. Set
#     `public_network_access_enabled` to false, or `default_action` of `network_rule_set` to `Deny`; both need the sku
#     `Premium`.
package bartizan.terraform.container_registry

import data.bartizan.lib.azure
import data.bartizan.lib.tf

rules := ["network_rule_set", 0]

access := ["public_network_access_enabled"]

doors := {
	"admin_enabled": "registry has the shared admin user",
	"anonymous_pull_enabled": "registry lets everyone pull images without logging in",
}

deny contains {
	"path": [name],
	"message": message,
	"fix": azure.write([name], false),
} if {
	some name, message in doors
	tf.is_true(object.get(input.values, name, false))
}

deny contains {
	"path": access,
	"message": "registry can be reached from all networks",
	"fix": azure.write(access, false),
} if {
	open
	count(unknown_access) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	some name, _ in doors
	some path, reason in azure.unknowns(input, [], [name])
}

undetermined contains {"path": path, "reason": reason} if {
	open
	some path, reason in unknown_access
}

open if {
	not tf.is_false(azure.value(input, [], access, true))
	lower(azure.value(input, rules, ["default_action"], "Allow")) != "deny"
}

unknown_access := object.union(azure.unknowns(input, [], access), azure.unknowns(input, rules, ["default_action"]))

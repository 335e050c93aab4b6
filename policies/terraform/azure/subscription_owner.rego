# METADATA
# title: Machine identity or custom role owns a whole subscription
# description: >-
#   One identity controls everything: whoever steals its token can read every record, delete every backup and give out
#   rights. A pipeline or an app needs the rights of its task, in the resource groups of its task.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/role-based-access-control/best-practices
#   - ref: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/role_assignment
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/role_definition
# custom:
#   id: TF-AZ-039
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [azurerm_role_definition, azurerm_role_assignment]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, M3T1]
#   references:
#     trivy: [AZU-0030, AZU-0052]
#     checkov: [CKV_AZURE_39]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Assign a role that names the task, at the scope of a resource group. In `azurerm_role_definition`, list the
#     `actions` that are needed instead of `*`. Where a pipeline must grant roles, limit those by a `condition`.
#   parameters:
#     roles:
#       type: array
#       default: ["Owner", "User Access Administrator"]
#       description: >-
#         Names of built-in roles that no machine may have in a whole subscription.
package bartizan.terraform.subscription_owner

import data.bartizan.lib.azure
import data.bartizan.lib.azure_role
import data.bartizan.lib.params
import data.bartizan.lib.unknown

# Exclusions that leave a role without the right to give out rights.
harmless := {"*", "microsoft.authorization/*", "microsoft.authorization/*/write"}

deny contains {
	"path": ["permissions", index, "actions", position],
	"message": sprintf("custom role %q may do everything in %s", [azure.label(input), scope]),
} if {
	some [index, position] in all_actions
	count(unknown_exclusions(index)) == 0
	scope := min(azure_role.wide_scopes)
}

deny contains {
	"path": ["scope"],
	"message": sprintf("identity of a machine is %s of %s", [azure_role.role, scope]),
} if {
	powerful
	azure_role.machine
	some scope in azure_role.wide_scopes
}

undetermined contains {"path": path, "reason": reason} if {
	some [index, _] in all_actions
	some path, reason in unknown_exclusions(index)
	count(azure_role.wide_scopes) > 0
}

undetermined contains {"path": path, "reason": reason} if {
	too_much
	some path, reason in azure_role.unknown_scopes
}

undetermined contains {"path": entry.path, "reason": entry.reason} if {
	input.kind == "azurerm_role_definition"
	count(azure_role.wide_scopes) > 0
	some entry in object.get(input, "unknown", [])
	unknown_actions(entry.path)
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "azurerm_role_assignment"
	count(azure_role.wide_scopes) > 0
	not azure_role.person
	some path, reason in azure_role.unknown_role
}

undetermined contains {"path": ["principal_id"], "reason": "nobody can tell whether the identity is a machine's"} if {
	powerful
	count(azure_role.wide_scopes) > 0
	not azure_role.machine
	not azure_role.person
}

# Where the actions `*` stand: [index of the permissions, index of the action].
all_actions contains [index, position] if {
	some index, block in object.get(input.values, "permissions", [])
	some position, "*" in object.get(block, "actions", [])
	count(harmless & {lower(action) | some action in object.get(block, "not_actions", [])}) == 0
}

unknown_exclusions(index) := {entry.path: entry.reason |
	some entry in object.get(input, "unknown", [])
	unknown.related(entry.path, ["permissions", index, "not_actions"])
}

unknown_actions(path) if {
	path[0] == "permissions"
	count(path) <= 2
}

unknown_actions(path) if {
	path[0] == "permissions"
	path[2] == "actions"
}

# Is the role too much for a subscription?
too_much if count(all_actions) > 0

too_much if {
	powerful
	not azure_role.person
}

powerful if {
	input.kind == "azurerm_role_assignment"
	azure_role.role in params.get("roles", ["Owner", "User Access Administrator"])
	not limited
}

# A condition says which roles may be given out; it does not limit what else an owner may do.
limited if {
	azure_role.role != "Owner"
	azure.given(input, "condition")
}

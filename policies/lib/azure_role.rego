# METADATA
# description: >-
#   Azure roles: what is granted, where, and to whom, of one `azurerm_role_definition` or `azurerm_role_assignment` in `input`.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
#   - ref: https://learn.microsoft.com/azure/role-based-access-control/scope-overview
package bartizan.lib.azure_role

import data.bartizan.lib.azure

# Built-in roles by the ids that `role_definition_id` ends with.
ids := {
	"8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
	"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
	"f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
	"b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
}

named if object.get(input.values, "role_definition_name", "") != ""

# Name of the role that is assigned; undefined for roles that are not built in and given by id.
role := input.values.role_definition_name if named

role := ids[id] if {
	not named
	segments := split(lower(object.get(input.values, "role_definition_id", "")), "/")
	id := segments[count(segments) - 1]
}

# What is unknown of the role: `{path: reason}`.
unknown_role := azure.unknowns(input, [], ["role_definition_name"]) if named

unknown_role := azure.unknowns(input, [], ["role_definition_name", "role_definition_id"]) if not named

# Scopes that are a subscription, a management group or everything.
wide_scopes contains scope if {
	some scope in array.concat([object.get(input.values, "scope", "")], object.get(input.values, "assignable_scopes", []))
	regex.match(`(?i)^/$|^/subscriptions/[^/]+/?$|^/providers/microsoft[.]management/managementgroups/[^/]+/?$`, scope)
}

# Scopes that may be such, where none is known to be: `{path: reason}`.
unknown_scopes := {entry.path: entry.reason |
	some entry in object.get(input, "unknown", [])
	entry.path[0] in {"scope", "assignable_scopes"}
	count(wide_scopes) == 0
}

# Is the role given to a machine: by its type or, where that is not said, by what the identity refers to?
machine if lower(object.get(input.values, "principal_type", "")) == "serviceprincipal"

machine if {
	not azure.given(input, "principal_type")
	principal_of(`(^|[.])(azuread_service_principal|azuread_application|azurerm_[a-z0-9_]+)[.]`)
}

# Is it given to people?
person if lower(object.get(input.values, "principal_type", "")) in {"user", "group"}

person if {
	not azure.given(input, "principal_type")
	principal_of(`(^|[.])azuread_(user|group|users|groups)[.]`)
}

# Who runs Terraform, `azurerm_client_config`, may be either.
principal_of(pattern) if {
	some reference in object.get(input, "references", [])
	reference.path == ["principal_id"]
	regex.match(pattern, reference.address)
	not contains(reference.address, "azurerm_client_config.")
}

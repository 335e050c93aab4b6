package bartizan.lib.azure_role_test

import data.bartizan.lib.azure_role

test_role if {
	azure_role.role == "Reader" with input as {"values": {"role_definition_name": "Reader"}}
	id := "/providers/Microsoft.Authorization/roleDefinitions/8E3AF657-a8ff-443c-a75c-2fe8c4bcb635"
	azure_role.role == "Owner" with input as {"values": {"role_definition_id": id}}
	not azure_role.role with input as {"values": {"role_definition_id": "x"}}
}

test_wide_scopes if {
	wide := ["/", "/subscriptions/1", "/Subscriptions/1/", "/providers/Microsoft.Management/managementGroups/root"]
	azure_role.wide_scopes == {scope | some scope in wide} with input as {"values": {"assignable_scopes": wide}}
	azure_role.wide_scopes == set() with input as {"values": {"scope": "/subscriptions/1/resourceGroups/g"}}
}

principal(address) := {"values": {}, "references": [{"path": ["principal_id"], "address": address}]}

test_whose_principal_it_is if {
	azure_role.machine with input as {"values": {"principal_type": "ServicePrincipal"}}
	azure_role.machine with input as principal("module.a.azurerm_user_assigned_identity.i")
	not azure_role.machine with input as principal("data.azurerm_client_config.current")
	not azure_role.person with input as principal("data.azurerm_client_config.current")
	azure_role.person with input as principal("data.azuread_group.admins")
	azure_role.person with input as {"values": {"principal_type": "User"}}
}

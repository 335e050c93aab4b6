package bartizan.terraform.key_vault_access_policies_test

import data.bartizan.terraform.key_vault_access_policies as policy

vault(values) := {"kind": "azurerm_key_vault", "values": values, "unknown": []}

test_violated if {
	some finding in policy.deny with input as vault({})
	finding.path == ["rbac_authorization_enabled"]
	finding.message == "key vault grants access by its own policies, not by roles"
}

test_violated_by_its_old_name if {
	found := policy.deny with input as vault({"enable_rbac_authorization": false})
	{finding.path | some finding in found} == {["enable_rbac_authorization"]}
}

test_satisfied if {
	every values in [{"rbac_authorization_enabled": true}, {"enable_rbac_authorization": "true"}] {
		count(policy.deny) == 0 with input as vault(values)
		count(policy.undetermined) == 0 with input as vault(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["rbac_authorization_enabled"], ["enable_rbac_authorization"]] {
		unsure := object.union(vault({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

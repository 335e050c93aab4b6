package bartizan.terraform.storage_shared_key_test

import data.bartizan.terraform.storage_shared_key as policy

account(values) := {"kind": "azurerm_storage_account", "values": values, "unknown": []}

test_violated if {
	every values in [{}, {"shared_access_key_enabled": true}, {"shared_access_key_enabled": "true"}] {
		some finding in policy.deny with input as account(values)
		finding.path == ["shared_access_key_enabled"]
		finding.message == "storage account can be opened with its shared keys"
		finding.fix[0].value == false
	}
}

test_satisfied if {
	every value in [false, "false"] {
		count(policy.deny) == 0 with input as account({"shared_access_key_enabled": value})
		count(policy.undetermined) == 0 with input as account({"shared_access_key_enabled": value})
	}
}

test_unknown_is_undetermined if {
	unsure := object.union(account({}), {"unknown": [{"path": ["shared_access_key_enabled"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["shared_access_key_enabled"], "reason": "known after apply"}} with input as unsure
}

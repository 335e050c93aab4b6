package bartizan.terraform.key_vault_expiry_test

import data.bartizan.terraform.key_vault_expiry as policy

subject(kind, values) := {"kind": kind, "name": "k", "values": values, "unknown": []}

test_violated if {
	some finding in policy.deny with input as subject("azurerm_key_vault_secret", {"name": "token"})
	finding.path == ["expiration_date"]
	finding.message == `secret "token" never expires`
	count(policy.deny) == 1 with input as subject("azurerm_key_vault_key", {"rotation_policy": [{"automatic": [{}]}]})
	count(policy.deny) == 1 with input as subject("azurerm_key_vault_managed_hardware_security_module_key", {})
}

test_satisfied if {
	every case in [
		subject("azurerm_key_vault_secret", {"expiration_date": "2027-01-31T00:00:00Z"}),
		subject("azurerm_key_vault_key", {"expiration_date": "2027-01-31T00:00:00Z"}),
		subject("azurerm_key_vault_key", {"rotation_policy": [{"expire_after": "P90D", "automatic": [{"time_before_expiry": "P30D"}]}]}),
	] {
		count(policy.deny) == 0 with input as case
		count(policy.undetermined) == 0 with input as case
	}
}

test_unknown_is_undetermined if {
	every path in [["expiration_date"], ["rotation_policy"], ["rotation_policy", 0, "expire_after"], ["rotation_policy", 0, "automatic"]] {
		unsure := object.union(subject("azurerm_key_vault_key", {}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

package bartizan.terraform.key_vault_rotation_test

import data.bartizan.terraform.key_vault_rotation as policy

key(values) := {"kind": "azurerm_key_vault_key", "name": "k", "values": values, "unknown": []}

automatic := ["rotation_policy", 0, "automatic"]

test_violated if {
	every values in [{}, {"rotation_policy": [{"expire_after": "P90D"}]}, {"rotation_policy": [{"automatic": []}]}] {
		some finding in policy.deny with input as key(values)
		finding.path == automatic
		finding.message == `key "k" has no automatic rotation`
		count(policy.deny) == 0 with input as key({"rotation_policy": [{"automatic": finding.fix[0].value}]})
	}
}

test_satisfied if {
	satisfied := key({"rotation_policy": [{"expire_after": "P90D", "automatic": [{"time_before_expiry": "P30D"}]}]})
	count(policy.deny) == 0 with input as satisfied
	count(policy.undetermined) == 0 with input as satisfied
}

test_unknown_is_undetermined if {
	every path in [["rotation_policy"], ["rotation_policy", 0], automatic] {
		unsure := object.union(key({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

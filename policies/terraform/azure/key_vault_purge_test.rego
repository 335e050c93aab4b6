package bartizan.terraform.key_vault_purge_test

import data.bartizan.terraform.key_vault_purge as policy

vault(values) := {"kind": "azurerm_key_vault", "values": values, "unknown": []}

test_violated if {
	every values in [{}, {"purge_protection_enabled": false}, {"purge_protection_enabled": "false"}] {
		some finding in policy.deny with input as vault(values)
		finding.path == ["purge_protection_enabled"]
		finding.message == "key vault is not protected against purging"
		count(policy.deny) == 0 with input as vault({"purge_protection_enabled": finding.fix[0].value})
	}
}

protected(days) := vault({"purge_protection_enabled": true, "soft_delete_retention_days": days})

test_retention if {
	some finding in policy.deny with input as protected("6")
	finding.path == ["soft_delete_retention_days"]
	finding.message == "key vault keeps what is deleted for 6 days, not 7"
	count(policy.deny) == 0 with input as protected(7)
	count(policy.deny) == 1 with input as object.union(protected(29), {"parameters": {"days": 30}})
	count(policy.deny) == 0 with input as object.union(protected(30), {"parameters": {"days": 30}})
}

test_satisfied if {
	count(policy.deny) == 0 with input as vault({"purge_protection_enabled": "true"})
	count(policy.undetermined) == 0 with input as vault({"purge_protection_enabled": "true"})
}

test_unknown_is_undetermined if {
	every path in [["purge_protection_enabled"], ["soft_delete_retention_days"]] {
		good := {"purge_protection_enabled": true, "soft_delete_retention_days": 7}
		unsure := {"values": object.remove(good, path), "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

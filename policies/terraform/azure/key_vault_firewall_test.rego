package bartizan.terraform.key_vault_firewall_test

import data.bartizan.terraform.key_vault_firewall as policy

vault(values) := {"kind": "azurerm_key_vault", "values": values, "unknown": []}

acls(action) := {"network_acls": [{"default_action": action, "bypass": "AzureServices"}]}

test_violated_without_rules if {
	every values in [{}, {"public_network_access_enabled": true}, {"network_acls": []}] {
		some finding in policy.deny with input as vault(values)
		finding.path == ["network_acls"]
		finding.message == "key vault has no network rules and lets in all networks"
		count(policy.deny) == 0 with input as vault({"network_acls": finding.fix[0].value})
	}
}

test_violated_by_rules if {
	some finding in policy.deny with input as vault(acls("Allow"))
	finding.path == ["network_acls", 0, "default_action"]
	finding.message == "key vault lets in all networks"
}

test_satisfied if {
	every values in [acls("Deny"), {"public_network_access_enabled": false}, object.union(acls("Allow"), {"public_network_access_enabled": "false"})] {
		count(policy.deny) == 0 with input as vault(values)
		count(policy.undetermined) == 0 with input as vault(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["public_network_access_enabled"], ["network_acls"], ["network_acls", 0, "default_action"]] {
		unsure := object.union(vault({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_one_lock_is_enough if {
	unsure := object.union(vault(acls("Deny")), {"unknown": [{"path": ["public_network_access_enabled"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	count(policy.undetermined) == 0 with input as unsure
}

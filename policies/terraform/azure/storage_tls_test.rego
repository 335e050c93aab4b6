package bartizan.terraform.storage_tls_test

import data.bartizan.terraform.storage_tls as policy

account(values) := {"kind": "azurerm_storage_account", "values": values, "unknown": []}

test_violated if {
	some finding in policy.deny with input as account({"min_tls_version": "TLS1_0"})
	finding.path == ["min_tls_version"]
	finding.message == "storage account takes connections with TLS1_0"
	finding.fix[0].value == "TLS1_2"
	count(policy.deny) == 1 with input as account({"min_tls_version": "TLS1_1"})
}

test_satisfied if {
	every values in [{}, {"min_tls_version": "TLS1_2"}, {"min_tls_version": "TLS1_3"}] {
		count(policy.deny) == 0 with input as account(values)
		count(policy.undetermined) == 0 with input as account(values)
	}
}

test_unknown_is_undetermined if {
	unsure := object.union(account({}), {"unknown": [{"path": ["min_tls_version"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["min_tls_version"], "reason": "known after apply"}} with input as unsure
}

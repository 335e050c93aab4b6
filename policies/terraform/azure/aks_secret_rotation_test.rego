package bartizan.terraform.aks_secret_rotation_test

import data.bartizan.terraform.aks_secret_rotation as policy

cluster(values) := {"kind": "azurerm_kubernetes_cluster", "name": "c", "address": "azurerm_kubernetes_cluster.c", "values": values, "unknown": []}

test_violated_without_rotation if {
	every block in [{}, {"secret_rotation_enabled": false}, {"secret_rotation_enabled": "false"}] {
		some finding in policy.deny with input as cluster({"key_vault_secrets_provider": [block]})
		finding.path == ["key_vault_secrets_provider", 0, "secret_rotation_enabled"]
		finding.message == "cluster does not follow changed secrets"
		finding.fix[0].value == true
	}
}

test_violated_without_driver if {
	some finding in policy.deny with input as cluster({})
	finding.path == ["key_vault_secrets_provider"]
	finding.message == "cluster has no driver for secrets of a vault"
	count(policy.deny) == 0 with input as cluster({"key_vault_secrets_provider": finding.fix[0].value})
}

test_satisfied if {
	every value in [true, "true"] {
		count(policy.deny) == 0 with input as cluster({"key_vault_secrets_provider": [{"secret_rotation_enabled": value}]})
		count(policy.undetermined) == 0 with input as cluster({"key_vault_secrets_provider": [{"secret_rotation_enabled": value}]})
	}
}

test_unknown_is_undetermined if {
	every path in [["key_vault_secrets_provider"], ["key_vault_secrets_provider", 0, "secret_rotation_enabled"]] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

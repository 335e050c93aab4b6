package bartizan.terraform.aks_local_account_test

import data.bartizan.terraform.aks_local_account as policy

cluster(values) := {"kind": "azurerm_kubernetes_cluster", "name": "c", "address": "azurerm_kubernetes_cluster.c", "values": values, "unknown": []}

test_violated if {
	every values in [{}, {"local_account_disabled": false}, {"local_account_disabled": "false"}] {
		some finding in policy.deny with input as cluster(values)
		finding.path == ["local_account_disabled"]
		finding.message == "cluster keeps its local admin account"
		finding.fix[0].value == true
	}
}

test_satisfied if {
	every value in [true, "true"] {
		count(policy.deny) == 0 with input as cluster({"local_account_disabled": value})
		count(policy.undetermined) == 0 with input as cluster({"local_account_disabled": value})
	}
}

test_unknown_is_undetermined if {
	every path in [["local_account_disabled"]] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

package bartizan.terraform.storage_plain_http_test

import data.bartizan.terraform.storage_plain_http as policy

account(values) := {"kind": "azurerm_storage_account", "values": values, "unknown": []}

test_violated if {
	some finding in policy.deny with input as account({"https_traffic_only_enabled": false})
	finding.path == ["https_traffic_only_enabled"]
	finding.message == "storage account accepts plain HTTP"
	finding.fix[0].value == true
}

test_violated_by_its_old_name if {
	some finding in policy.deny with input as account({"enable_https_traffic_only": "false"})
	finding.path == ["enable_https_traffic_only"]
	finding.fix[0].path == ["enable_https_traffic_only"]
}

test_satisfied if {
	every values in [{}, {"https_traffic_only_enabled": true}, {"enable_https_traffic_only": "true"}] {
		count(policy.deny) == 0 with input as account(values)
		count(policy.undetermined) == 0 with input as account(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["https_traffic_only_enabled"], ["enable_https_traffic_only"]] {
		unsure := object.union(account({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

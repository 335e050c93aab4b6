package bartizan.terraform.container_registry_test

import data.bartizan.terraform.container_registry as policy

registry(values) := {"kind": "azurerm_container_registry", "values": values, "unknown": []}

closed := {"sku": "Premium", "public_network_access_enabled": false}

paths(values) := {finding.path | some finding in found} if {
	found := policy.deny with input as registry(values)
}

test_violated_by_admin_user if {
	some finding in policy.deny with input as registry(object.union(closed, {"admin_enabled": true}))
	finding.path == ["admin_enabled"]
	finding.message == "registry has the shared admin user"
	finding.fix[0].value == false
}

test_violated_by_anonymous_pull if {
	paths(object.union(closed, {"anonymous_pull_enabled": "true"})) == {["anonymous_pull_enabled"]}
}

test_violated_by_public_access if {
	every values in [{}, {"public_network_access_enabled": true}, {"network_rule_set": [{"default_action": "Allow"}]}] {
		paths(values) == {["public_network_access_enabled"]}
	}
}

test_satisfied if {
	every values in [closed, {"network_rule_set": [{"default_action": "Deny"}]}, object.union(closed, {"admin_enabled": "false", "anonymous_pull_enabled": false})] {
		paths(values) == set()
		count(policy.undetermined) == 0 with input as registry(values)
	}
}

test_unknown_door_is_undetermined if {
	every path in [["admin_enabled"], ["anonymous_pull_enabled"]] {
		unsure := object.union(registry(closed), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_is_undetermined if {
	every path in [["public_network_access_enabled"], ["network_rule_set"], ["network_rule_set", 0, "default_action"]] {
		unsure := object.union(registry({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

package bartizan.terraform.storage_firewall_test

import data.bartizan.terraform.storage_firewall as policy

account(values) := {"kind": "azurerm_storage_account", "name": "s", "address": "azurerm_storage_account.s", "values": object.union({"name": "documents"}, values), "unknown": []}

rules(values) := {
	"kind": "azurerm_storage_account_network_rules",
	"name": "r",
	"address": "azurerm_storage_account_network_rules.r",
	"values": values,
	"unknown": [],
	"references": [{"path": ["storage_account_id"], "address": "azurerm_storage_account.s"}],
}

unit(resources) := {"complete": true, "resources": resources}

unsure(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_without_rules if {
	some finding in policy.deny with input as unit([account({})])
	finding.resource == "azurerm_storage_account.s"
	finding.path == ["network_rules"]
	finding.message == `storage account "documents" has no network rules and lets in all networks`
	fixed := {"network_rules": finding.fix[0].value}
	count(policy.deny) == 0 with input as unit([account(fixed)])
}

test_violated_by_block if {
	found := policy.deny with input as unit([account({"network_rules": [{"default_action": "Allow"}]})])
	{finding.path | some finding in found} == {["network_rules", 0, "default_action"]}
}

test_violated_by_rules if {
	found := policy.deny with input as unit([account({}), rules({"default_action": "Allow"})])
	{[finding.resource, finding.path] | some finding in found} == {["azurerm_storage_account_network_rules.r", ["default_action"]]}
}

test_satisfied if {
	every resources in [
		[account({"public_network_access_enabled": false})],
		[account({"network_rules": [{"default_action": "Deny"}]})],
		[account({}), rules({"default_action": "Deny"})],
		[account({"public_network_access_enabled": "false"}), rules({"default_action": "Allow"})],
		[account({}), object.union(rules({"default_action": "Deny", "storage_account_name": "documents"}), {"references": []})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_is_undetermined if {
	every path in [["public_network_access_enabled"], ["network_rules"], ["network_rules", 0, "default_action"]] {
		subject := unit([unsure(account({}), path)])
		count(policy.deny) == 0 with input as subject
		policy.undetermined == {{"resource": "azurerm_storage_account.s", "path": path, "reason": "known after apply"}} with input as subject
	}
}

test_unknown_rules_are_undetermined if {
	subject := unit([account({}), unsure(rules({}), ["default_action"])])
	count(policy.deny) == 0 with input as subject
	policy.undetermined == {{"resource": "azurerm_storage_account_network_rules.r", "path": ["default_action"], "reason": "known after apply"}} with input as subject
}

test_rules_of_unknown_account_and_incomplete_unit_are_undetermined if {
	stray := object.union(unsure(rules({"default_action": "Deny"}), ["storage_account_id"]), {"references": []})
	every subject in [unit([account({}), stray]), {"complete": false, "resources": [account({})]}] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 1 with input as subject
	}
}

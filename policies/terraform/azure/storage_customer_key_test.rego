package bartizan.terraform.storage_customer_key_test

import data.bartizan.terraform.storage_customer_key as policy

account(values) := {"kind": "azurerm_storage_account", "name": "s", "address": "azurerm_storage_account.s", "values": values, "unknown": []}

key(values) := {
	"kind": "azurerm_storage_account_customer_managed_key",
	"name": "k",
	"address": "azurerm_storage_account_customer_managed_key.k",
	"values": values,
	"unknown": [],
	"references": [],
}

unit(resources) := {"complete": true, "resources": resources}

test_violated if {
	some finding in policy.deny with input as unit([account({"name": "documents"})])
	finding.resource == "azurerm_storage_account.s"
	finding.path == ["customer_managed_key"]
	finding.message == `storage account "documents" has no key of your own`
	count(policy.deny) == 1 with input as unit([account({"name": "documents"}), key({"storage_account_id": "/subscriptions/1/storageAccounts/others"})])
}

test_satisfied if {
	referring := object.union(key({}), {"references": [{"path": ["storage_account_id"], "address": "azurerm_storage_account.s"}]})
	every resources in [
		[account({"customer_managed_key": [{"key_vault_key_id": "k"}]})],
		[object.union(account({}), {"unknown": [{"path": ["customer_managed_key"], "reason": "known after apply"}]})],
		[account({}), referring],
		[account({"name": "documents"}), key({"storage_account_id": "/subscriptions/1/storageAccounts/documents"})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_key_of_unknown_account_and_incomplete_unit_are_undetermined if {
	stray := object.union(key({}), {"unknown": [{"path": ["storage_account_id"], "reason": "known after apply"}]})
	every subject in [unit([account({}), stray]), {"complete": false, "resources": [account({})]}] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 1 with input as subject
	}
}

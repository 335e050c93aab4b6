package bartizan.terraform.storage_public_access_test

import data.bartizan.terraform.storage_public_access as policy

account(values) := {"kind": "azurerm_storage_account", "values": values, "unknown": []}

container(values) := {"kind": "azurerm_storage_container", "values": values, "unknown": []}

test_violated_account if {
	some finding in policy.deny with input as account({})
	finding.path == ["allow_nested_items_to_be_public"]
	finding.fix[0].value == false
	count(policy.deny) == 1 with input as account({"allow_nested_items_to_be_public": true})
}

test_violated_container if {
	some finding in policy.deny with input as container({"container_access_type": "blob"})
	finding.path == ["container_access_type"]
	finding.message == "container gives anonymous access (blob)"
}

test_satisfied if {
	every subject in [
		account({"allow_nested_items_to_be_public": false}),
		account({"allow_nested_items_to_be_public": "false"}),
		account({"allow_blob_public_access": false}),
		container({}),
		container({"container_access_type": "private"}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [[account({}), ["allow_nested_items_to_be_public"]], [container({}), ["container_access_type"]]] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

test_default_depends_on_the_version_of_the_provider if {
	count(policy.deny) == 0 with input as object.union(account({}), {"version": "5.0.1"})
	count(policy.deny) == 1 with input as object.union(account({}), {"version": "4.81.0"})
	count(policy.deny) == 1 with input as object.union(account({"allow_nested_items_to_be_public": true}), {"version": "5.0.1"})
}

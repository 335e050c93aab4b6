package bartizan.terraform.storage_blob_recovery_test

import data.bartizan.terraform.storage_blob_recovery as policy

account(blobs) := {"kind": "azurerm_storage_account", "values": {"blob_properties": [blobs]}, "unknown": []}

good := {"versioning_enabled": true, "delete_retention_policy": [{"days": 7}]}

retention := ["blob_properties", 0, "delete_retention_policy"]

versions := ["blob_properties", 0, "versioning_enabled"]

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated_by_default if {
	paths({"kind": "azurerm_storage_account", "values": {}, "unknown": []}) == {retention, versions}
}

test_violated_by_short_retention if {
	some finding in policy.deny with input as account(object.union(good, {"delete_retention_policy": [{"days": "6"}]}))
	finding.path == array.concat(retention, [0, "days"])
	finding.message == "storage account keeps deleted blobs for 6 days, not 7"
}

test_violated_without_versions if {
	paths(account(object.union(good, {"versioning_enabled": "false"}))) == {versions}
}

test_satisfied if {
	every blobs in [good, object.union(good, {"delete_retention_policy": [{}]}), object.union(good, {"versioning_enabled": "true"})] {
		count(policy.deny) == 0 with input as account(blobs)
		count(policy.undetermined) == 0 with input as account(blobs)
	}
}

test_file_shares_and_hierarchical_namespaces if {
	paths({"kind": "azurerm_storage_account", "values": {"account_kind": "FileStorage"}, "unknown": []}) == set()
	paths({"kind": "azurerm_storage_account", "values": {"is_hns_enabled": true}, "unknown": []}) == {retention}
}

test_parameter if {
	subject := object.union(account(good), {"parameters": {"days": 8}})
	paths(subject) == {array.concat(retention, [0, "days"])}
}

test_unknown_is_undetermined if {
	every path in [["blob_properties"], retention, array.concat(retention, [0, "days"]), versions, ["account_kind"], ["is_hns_enabled"]] {
		subject := object.union(account({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as subject
		every finding in paths(subject) {
			array.slice(finding, 0, count(path)) != path
		}
	}
}

package bartizan.terraform.storage_public_test

import data.bartizan.terraform.storage_public as policy

test_violated_by_member if {
	some finding in policy.deny with input as {"kind": "google_storage_bucket_iam_member", "values": {"member": "allUsers", "role": "roles/storage.objectViewer"}}
	finding.path == ["member"]
	finding.message == "bucket is shared with allUsers"
}

test_violated_by_binding if {
	some finding in policy.deny with input as {"kind": "google_storage_bucket_iam_binding", "values": {"members": ["group:a@example.org", "allAuthenticatedUsers"]}}
	finding.path == ["members", 1]
	finding.key == "allAuthenticatedUsers"
}

test_violated_by_acl if {
	some finding in policy.deny with input as {"kind": "google_storage_bucket_acl", "values": {"role_entity": ["OWNER:user-a@example.org", "READER:allUsers"]}}
	finding.path == ["role_entity", 1]
	every name in ["publicRead", "publicReadWrite", "publicreadwrite", "authenticatedRead"] {
		found := policy.deny with input as {"kind": "google_storage_bucket_acl", "values": {"predefined_acl": name}}
		{entry.path | some entry in found} == {["predefined_acl"]}
	}
}

test_satisfied if {
	every values in [
		{"member": "serviceAccount:a@example.iam.gserviceaccount.com"},
		{"members": ["group:a@example.org"]},
		{"predefined_acl": "projectPrivate"},
		{"role_entity": ["OWNER:user-a@example.org"]},
		{},
	] {
		count(policy.deny) == 0 with input as {"kind": "google_storage_bucket_acl", "values": values}
	}
}

test_unknown_is_undetermined if {
	every path in [["member"], ["members"], ["members", 0], ["role_entity", 0], ["predefined_acl"]] {
		unsure := {"kind": "google_storage_bucket_iam_binding", "values": {}, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_account_of_the_same_apply_is_not_everybody if {
	made := {
		"kind": "google_storage_bucket_iam_member",
		"values": {"role": "roles/storage.objectViewer"},
		"unknown": [{"path": ["member"], "reason": "known after apply"}],
		"references": [{"path": ["member"], "address": "google_service_account.portal"}],
	}
	count(policy.undetermined) == 0 with input as made
}

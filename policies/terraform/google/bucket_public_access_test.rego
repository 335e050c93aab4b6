package bartizan.terraform.bucket_public_access_test

import data.bartizan.terraform.bucket_public_access as policy

bucket(values) := {"kind": "google_storage_bucket", "name": "b", "values": object.union({"name": "documents"}, values), "unknown": []}

test_violated if {
	every values in [{}, {"public_access_prevention": "inherited"}, {"public_access_prevention": "unspecified"}] {
		policy.deny == {{
			"path": ["public_access_prevention"],
			"message": `bucket "documents" does not enforce public access prevention`,
			"fix": [{"op": "set", "path": ["public_access_prevention"], "value": "enforced", "safety": "unsafe"}],
		}} with input as bucket(values)
	}
}

test_satisfied if {
	count(policy.deny) == 0 with input as bucket({"public_access_prevention": "enforced"})
	count(policy.undetermined) == 0 with input as bucket({"public_access_prevention": "enforced"})
}

test_unknown_is_undetermined if {
	unsure := object.union(bucket({}), {"unknown": [{"path": ["public_access_prevention"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["public_access_prevention"], "reason": "known after apply"}} with input as unsure
}

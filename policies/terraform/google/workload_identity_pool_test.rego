package bartizan.terraform.workload_identity_pool_test

import data.bartizan.terraform.workload_identity_pool as policy

provider(values) := {"kind": "google_iam_workload_identity_pool_provider", "values": values, "unknown": []}

github := {"oidc": [{"issuer_uri": "https://token.actions.githubusercontent.com"}]}

test_violated_when_absent_or_empty if {
	every values in [github, object.union(github, {"attribute_condition": ""}), object.union(github, {"attribute_condition": "true"})] {
		found := policy.deny with input as provider(values)
		{finding.path | some finding in found} == {["attribute_condition"]}
	}
}

test_satisfied if {
	every values in [
		object.union(github, {"attribute_condition": `assertion.repository_owner_id == "1234"`}),
		object.union(github, {"disabled": true}),
		{"aws": [{"account_id": "123456789012"}]},
	] {
		count(policy.deny) == 0 with input as provider(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["attribute_condition"], ["disabled"], ["aws"]] {
		unsure := object.union(provider(github), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

package bartizan.terraform.bucket_object_acl_test

import data.bartizan.terraform.bucket_object_acl as policy

bucket(values) := {"kind": "google_storage_bucket", "name": "b", "values": values, "unknown": []}

test_violated if {
	every values in [{}, {"uniform_bucket_level_access": false}, {"bucket_policy_only": "false"}, {"hierarchical_namespace": [{"enabled": false}]}] {
		some finding in policy.deny with input as bucket(values)
		finding.path == ["uniform_bucket_level_access"]
		finding.message == `bucket "b" still has ACLs on its objects`
		count(policy.deny) == 0 with input as bucket(object.union(values, {finding.fix[0].path[0]: finding.fix[0].value}))
	}
}

test_satisfied if {
	every values in [
		{"uniform_bucket_level_access": true},
		{"uniform_bucket_level_access": "true"},
		{"bucket_policy_only": true},
		{"hierarchical_namespace": [{"enabled": true}]},
	] {
		count(policy.deny) == 0 with input as bucket(values)
		count(policy.undetermined) == 0 with input as bucket(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["uniform_bucket_level_access"], ["bucket_policy_only"], ["hierarchical_namespace"], ["hierarchical_namespace", 0, "enabled"]] {
		unsure := object.union(bucket({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

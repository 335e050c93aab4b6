package bartizan.terraform.bucket_versions_test

import data.bartizan.terraform.bucket_versions as policy

bucket(values) := {"kind": "google_storage_bucket", "name": "b", "values": values, "unknown": []}

soft(seconds) := {"soft_delete_policy": [{"retention_duration_seconds": seconds}]}

test_violated if {
	every values in [{}, {"versioning": [{"enabled": false}]}, soft(0), soft(604800), soft(2591999)] {
		policy.deny == {{
			"path": ["versioning", 0, "enabled"],
			"message": `bucket "b" keeps no versions of its objects and no retention policy`,
			"fix": [{"op": "set", "path": ["versioning", 0, "enabled"], "value": true, "safety": "unsafe"}],
		}} with input as bucket(values)
	}
}

test_satisfied if {
	every values in [
		{"versioning": [{"enabled": true}]},
		{"versioning": [{"enabled": "true"}]},
		{"retention_policy": [{"retention_period": "2592000"}]},
		soft(2592000),
		soft("7776000"),
	] {
		count(policy.deny) == 0 with input as bucket(values)
		count(policy.undetermined) == 0 with input as bucket(values)
	}
}

test_days_are_a_parameter if {
	count(policy.deny) == 0 with input as object.union(bucket(soft(604800)), {"parameters": {"soft_delete_days": 7}})
	count(policy.deny) == 1 with input as object.union(bucket(soft(604800)), {"parameters": {"soft_delete_days": 8}})
}

test_unknown_is_undetermined if {
	every path in [
		["versioning"],
		["versioning", 0, "enabled"],
		["soft_delete_policy"],
		["soft_delete_policy", 0, "retention_duration_seconds"],
	] {
		unsure := object.union(bucket({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_period_is_a_retention_policy if {
	sure := object.union(bucket({}), {"unknown": [{"path": ["retention_policy", 0, "retention_period"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as sure
	count(policy.undetermined) == 0 with input as sure
}

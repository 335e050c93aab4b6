package bartizan.terraform.bucket_customer_key_test

import data.bartizan.terraform.bucket_customer_key as policy

bucket(values) := {"kind": "google_storage_bucket", "name": "b", "values": values, "unknown": []}

test_violated if {
	every values in [{}, {"encryption": [{"default_kms_key_name": ""}]}, {"encryption": [{"google_managed_encryption_enforcement_config": [{}]}]}] {
		policy.deny == {{
			"path": ["encryption", 0, "default_kms_key_name"],
			"message": `bucket "b" has no key of your own`,
		}} with input as bucket(values)
	}
}

test_satisfied if {
	count(policy.deny) == 0 with input as bucket({"encryption": [{"default_kms_key_name": "projects/p/locations/eu/keyRings/r/cryptoKeys/k"}]})
}

test_unknown_counts_as_set if {
	every path in [["encryption"], ["encryption", 0], ["encryption", 0, "default_kms_key_name"]] {
		count(policy.deny) == 0 with input as object.union(bucket({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
	}
}

package bartizan.terraform.gke_secrets_encryption_test

import data.bartizan.terraform.gke_secrets_encryption as policy

cluster(values) := {"kind": "google_container_cluster", "name": "c", "values": values, "unknown": []}

test_violated if {
	every values in [{}, {"database_encryption": [{"state": "DECRYPTED"}]}] {
		policy.deny == {{
			"path": ["database_encryption", 0, "state"],
			"message": `cluster "c" does not encrypt its secrets with a key of your own`,
		}} with input as cluster(values)
	}
}

test_satisfied if {
	every state in ["ENCRYPTED", "ALL_OBJECTS_ENCRYPTION_ENABLED"] {
		count(policy.deny) == 0 with input as cluster({"database_encryption": [{"state": state, "key_name": "k"}]})
	}
}

test_unknown_counts_as_set if {
	every path in [["database_encryption"], ["database_encryption", 0, "state"]] {
		count(policy.deny) == 0 with input as object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
	}
}

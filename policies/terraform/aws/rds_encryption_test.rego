package bartizan.terraform.rds_encryption_test

import data.bartizan.terraform.rds_encryption as policy

database(values) := {"kind": "aws_db_instance", "values": values, "unknown": []}

cluster(values) := {"kind": "aws_rds_cluster", "values": values, "unknown": []}

test_violated_when_absent_or_false if {
	every subject in [database({}), database({"storage_encrypted": false}), cluster({}), cluster({"storage_encrypted": "false", "engine_mode": "provisioned"})] {
		found := policy.deny with input as subject
		{finding.path | some finding in found} == {["storage_encrypted"]}
	}
}

test_message if {
	some finding in policy.deny with input as cluster({})
	finding.message == "storage of the database cluster is not encrypted"
}

test_satisfied if {
	every subject in [
		database({"storage_encrypted": true}),
		database({"storage_encrypted": "true"}),
		database({"replicate_source_db": "primary"}),
		cluster({"replication_source_identifier": "arn:aws:rds:eu-west-1:123456789012:cluster:a"}),
		cluster({"engine_mode": "serverless"}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_source_is_a_replica if {
	replica := object.union(database({}), {"unknown": [{"path": ["replicate_source_db"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as replica
	count(policy.undetermined) == 0 with input as replica
}

test_restored_is_undetermined if {
	count(policy.deny) == 0 with input as database({"snapshot_identifier": "nightly"})
	count(policy.undetermined) == 1 with input as database({"snapshot_identifier": "nightly"})
	count(policy.deny) == 1 with input as database({"snapshot_identifier": "nightly", "storage_encrypted": false})
}

test_unknown_is_undetermined if {
	every path in [["storage_encrypted"], ["engine_mode"]] {
		unsure := object.union(cluster({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

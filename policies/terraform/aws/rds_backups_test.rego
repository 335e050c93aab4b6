package bartizan.terraform.rds_backups_test

import data.bartizan.terraform.rds_backups as policy

database(values) := {"kind": "aws_db_instance", "values": values, "unknown": []}

cluster(values) := {"kind": "aws_rds_cluster", "values": values, "unknown": []}

unsure(values, path) := object.union(database(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	some finding in policy.deny with input as database({"backup_retention_period": 3})
	finding.path == ["backup_retention_period"]
	finding.message == "backups of the database are kept for 3 days only"
	finding.fix[0].value == 7
}

test_violated_when_absent if {
	some finding in policy.deny with input as database({})
	finding.message == "database has no automated backups"
	some other in policy.deny with input as cluster({})
	other.message == "backups of the database cluster are kept for one day only"
}

test_boundary if {
	count(policy.deny) == 1 with input as cluster({"backup_retention_period": "6"})
	count(policy.deny) == 0 with input as cluster({"backup_retention_period": "7"})
	count(policy.deny) == 0 with input as database({"backup_retention_period": 8})
}

test_parameter if {
	count(policy.deny) == 1 with input as object.union(database({"backup_retention_period": 13}), {"parameters": {"minimum_days": 14}})
	count(policy.deny) == 0 with input as object.union(database({"backup_retention_period": 1}), {"parameters": {"minimum_days": 1}})
}

test_replica_is_satisfied if {
	every other in [
		database({"replicate_source_db": "main"}),
		cluster({"replication_source_identifier": "arn:aws:rds:eu-central-1:000000000000:cluster:main"}),
		unsure({}, ["replicate_source_db"]),
	] {
		count(policy.deny) == 0 with input as other
		count(policy.undetermined) == 0 with input as other
	}
}

test_restored_is_undetermined if {
	count(policy.deny) == 0 with input as database({"snapshot_identifier": "nightly"})
	count(policy.undetermined) == 1 with input as database({"snapshot_identifier": "nightly"})
	count(policy.deny) == 1 with input as database({"snapshot_identifier": "nightly", "backup_retention_period": 1})
}

test_unknown_is_undetermined if {
	count(policy.deny) == 0 with input as unsure({}, ["backup_retention_period"])
	policy.undetermined == {{"path": ["backup_retention_period"], "reason": "known after apply"}} with input as unsure({}, ["backup_retention_period"])
}

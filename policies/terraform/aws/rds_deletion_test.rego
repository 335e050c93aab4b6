package bartizan.terraform.rds_deletion_test

import data.bartizan.terraform.rds_deletion as policy

database(values) := {"kind": "aws_db_instance", "name": "Citizens_db", "values": values, "unknown": []}

unsure(values, path) := object.union(database(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

paths(resource) := {finding.path | some finding in found} if {
	found := policy.deny with input as resource
}

test_violated_without_protection if {
	some finding in policy.deny with input as database({})
	finding.path == ["deletion_protection"]
	finding.message == "database is not protected against deletion"
	finding.fix[0].value == true
	paths(database({"deletion_protection": "false"})) == {["deletion_protection"]}
}

test_violated_without_snapshot if {
	some finding in policy.deny with input as database({"deletion_protection": true, "skip_final_snapshot": true})
	finding.path == ["skip_final_snapshot"]
	finding.message == "database leaves no snapshot behind when it is deleted"
	[step.value | some step in finding.fix] == [false, "citizens-db-final"]
}

test_fix_keeps_the_name_that_is_given if {
	some finding in policy.deny with input as database({"deletion_protection": true, "skip_final_snapshot": true, "final_snapshot_identifier": "last"})
	count(finding.fix) == 1
}

test_violated_cluster if {
	paths({"kind": "aws_rds_cluster", "name": "c", "values": {"skip_final_snapshot": true}}) == {["deletion_protection"], ["skip_final_snapshot"]}
}

test_satisfied if {
	count(policy.deny) == 0 with input as database({"deletion_protection": true})
	paths(database({"deletion_protection": "true", "skip_final_snapshot": false})) == set()
}

test_replica_is_satisfied if {
	paths(database({"replicate_source_db": "main", "skip_final_snapshot": true})) == set()
}

test_unknown_is_undetermined if {
	every path in [["deletion_protection"], ["skip_final_snapshot"]] {
		known := json.remove({"deletion_protection": true, "skip_final_snapshot": false}, [path])
		paths(unsure(known, path)) == set()
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure(known, path)
	}
}

package bartizan.terraform.rds_public_test

import data.bartizan.terraform.rds_public as policy

database(values) := {"kind": "aws_db_instance", "values": values, "unknown": []}

test_violated if {
	some finding in policy.deny with input as database({"publicly_accessible": true})
	finding.path == ["publicly_accessible"]
	finding.fix[0].value == false
}

test_violated_with_string if {
	count(policy.deny) == 1 with input as database({"publicly_accessible": "true"})
}

test_satisfied if {
	count(policy.deny) == 0 with input as database({"publicly_accessible": false})
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as database({})
	count(policy.undetermined) == 0 with input as database({})
}

test_unknown_is_undetermined if {
	unsure := object.union(database({}), {"unknown": [{"path": ["publicly_accessible"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["publicly_accessible"], "reason": "known after apply"}} with input as unsure
}

package bartizan.terraform.cloudtrail_validation_test

import data.bartizan.terraform.cloudtrail_validation as policy

trail(values) := {"kind": "aws_cloudtrail", "values": values, "unknown": []}

test_violated_when_off if {
	some finding in policy.deny with input as trail({"enable_log_file_validation": false})
	finding.path == ["enable_log_file_validation"]
	finding.message == "log file validation of the trail is not switched on"
	finding.fix[0].value == true
}

test_violated_when_absent if {
	count(policy.deny) == 1 with input as trail({})
}

test_satisfied if {
	count(policy.deny) == 0 with input as trail({"enable_log_file_validation": true})
	count(policy.deny) == 0 with input as trail({"enable_log_file_validation": "true"})
}

test_unknown_is_undetermined if {
	unsure := object.union(trail({}), {"unknown": [{"path": ["enable_log_file_validation"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["enable_log_file_validation"], "reason": "known after apply"}} with input as unsure
}

package bartizan.terraform.dynamodb_recovery_test

import data.bartizan.terraform.dynamodb_recovery as policy

table(values) := {"kind": "aws_dynamodb_table", "name": "t", "values": object.union({"name": "sessions"}, values), "unknown": []}

test_violated_when_absent if {
	some finding in policy.deny with input as table({})
	finding.path == ["point_in_time_recovery", 0, "enabled"]
	finding.message == "table \"sessions\" has no point-in-time recovery"
}

test_violated_when_off_and_mended_by_fix if {
	some finding in policy.deny with input as table({"point_in_time_recovery": [{"enabled": false}]})
	finding.fix == [{"op": "set", "path": ["point_in_time_recovery", 0, "enabled"], "value": true, "safety": "unsafe"}]
}

test_satisfied if {
	count(policy.deny) == 0 with input as table({"point_in_time_recovery": [{"enabled": true}]})
	count(policy.deny) == 0 with input as table({"point_in_time_recovery": [{"enabled": "true"}]})
}

test_unknown_is_undetermined if {
	every path in [["point_in_time_recovery"], ["point_in_time_recovery", 0], ["point_in_time_recovery", 0, "enabled"]] {
		unsure := object.union(table({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

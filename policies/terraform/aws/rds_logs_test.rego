package bartizan.terraform.rds_logs_test

import data.bartizan.terraform.rds_logs as policy

database(values) := {"kind": "aws_db_instance", "values": values, "unknown": []}

unsure(values, path) := object.union(database(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	some finding in policy.deny with input as database({"engine": "postgres"})
	finding.path == ["enabled_cloudwatch_logs_exports"]
	finding.message == "database exports no logs"
	finding.fix[0].value == ["postgresql"]
	count(policy.deny) == 1 with input as database({"engine": "mysql", "enabled_cloudwatch_logs_exports": []})
}

test_violated_cluster if {
	some finding in policy.deny with input as {"kind": "aws_rds_cluster", "values": {"engine": "aurora-mysql"}}
	finding.message == "database cluster exports no logs"
}

test_no_fix_for_other_engines if {
	some finding in policy.deny with input as database({"engine": "oracle-ee"})
	finding.fix == []
}

test_satisfied if {
	count(policy.deny) == 0 with input as database({"engine": "postgres", "enabled_cloudwatch_logs_exports": ["postgresql"]})
	count(policy.deny) == 0 with input as unsure({"engine": "postgres"}, ["enabled_cloudwatch_logs_exports", 0])
}

test_exempt_are_satisfied if {
	every other in [
		database({"engine": "custom-sqlserver-se"}),
		{"kind": "aws_rds_cluster", "values": {"engine": "aurora-mysql", "engine_mode": "serverless"}},
	] {
		count(policy.deny) == 0 with input as other
		count(policy.undetermined) == 0 with input as other
	}
}

test_unknown_is_undetermined if {
	every path in [["enabled_cloudwatch_logs_exports"], ["engine_mode"]] {
		count(policy.deny) == 0 with input as unsure({"engine": "mysql"}, path)
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure({"engine": "mysql"}, path)
	}
}

package bartizan.terraform.cloudtrail_log_group_test

import data.bartizan.terraform.cloudtrail_log_group as policy

trail(values) := {"kind": "aws_cloudtrail", "values": values, "unknown": []}

test_violated_when_absent if {
	some finding in policy.deny with input as trail({"name": "audit"})
	finding.path == ["cloud_watch_logs_group_arn"]
	finding.message == "events of the trail do not reach a log group"
}

test_violated_when_empty if {
	count(policy.deny) == 1 with input as trail({"cloud_watch_logs_group_arn": ""})
}

test_satisfied if {
	count(policy.deny) == 0 with input as trail({"cloud_watch_logs_group_arn": "arn:aws:logs:eu-central-1:000000000000:log-group:trail:*"})
}

test_unknown_counts_as_set if {
	unsure := object.union(trail({}), {"unknown": [{"path": ["cloud_watch_logs_group_arn"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
}

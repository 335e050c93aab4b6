package bartizan.terraform.log_group_retention_test

import data.bartizan.terraform.log_group_retention as policy

group(values) := {"kind": "aws_cloudwatch_log_group", "values": values, "unknown": []}

test_violated if {
	some finding in policy.deny with input as group({"retention_in_days": 30})
	finding.path == ["retention_in_days"]
	finding.message == "log group keeps events for 30 days"
	finding.fix[0].value == 365
}

test_violated_with_string if {
	count(policy.deny) == 1 with input as group({"retention_in_days": "180"})
}

test_boundary if {
	count(policy.deny) == 1 with input as group({"retention_in_days": 364})
	count(policy.deny) == 0 with input as group({"retention_in_days": 365})
	count(policy.deny) == 0 with input as group({"retention_in_days": 400})
}

test_forever_is_satisfied if {
	count(policy.deny) == 0 with input as group({})
	count(policy.deny) == 0 with input as group({"retention_in_days": 0})
}

test_delivery_class_is_satisfied if {
	count(policy.deny) == 0 with input as group({"retention_in_days": 2, "log_group_class": "DELIVERY"})
}

test_parameter if {
	given := {"parameters": {"minimum_days": 500}}
	some finding in policy.deny with input as object.union(group({"retention_in_days": 400}), given)
	finding.fix[0].value == 545
	count(policy.deny) == 0 with input as object.union(group({"retention_in_days": 545}), given)
}

test_unknown_is_undetermined if {
	unsure := object.union(group({}), {"unknown": [{"path": ["retention_in_days"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["retention_in_days"], "reason": "known after apply"}} with input as unsure
}

test_unknown_class_is_undetermined if {
	unsure := object.union(group({"retention_in_days": 2}), {"unknown": [{"path": ["log_group_class"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["log_group_class"], "reason": "known after apply"}} with input as unsure
}

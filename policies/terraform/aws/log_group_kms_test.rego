package bartizan.terraform.log_group_kms_test

import data.bartizan.terraform.log_group_kms as policy

group(values) := {"kind": "aws_cloudwatch_log_group", "values": values, "unknown": []}

test_violated_when_absent if {
	some finding in policy.deny with input as group({"name": "audit"})
	finding.path == ["kms_key_id"]
	finding.message == "log group is not encrypted with a KMS key of one's own"
}

test_violated_when_empty if {
	count(policy.deny) == 1 with input as group({"kms_key_id": ""})
}

test_satisfied if {
	count(policy.deny) == 0 with input as group({"kms_key_id": "arn:aws:kms:eu-central-1:000000000000:key/k"})
}

test_unknown_counts_as_set if {
	unsure := object.union(group({}), {"unknown": [{"path": ["kms_key_id"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
}

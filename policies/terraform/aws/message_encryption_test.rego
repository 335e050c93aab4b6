package bartizan.terraform.message_encryption_test

import data.bartizan.terraform.message_encryption as policy

queue(values) := {"kind": "aws_sqs_queue", "values": values, "unknown": []}

topic(values) := {"kind": "aws_sns_topic", "values": values, "unknown": []}

test_violated_by_topic if {
	every values in [{}, {"kms_master_key_id": ""}] {
		some finding in policy.deny with input as topic(values)
		finding.path == ["kms_master_key_id"]
		finding.message == "topic has no encryption key"
	}
}

test_violated_by_queue if {
	every value in [false, "false"] {
		some finding in policy.deny with input as queue({"sqs_managed_sse_enabled": value})
		finding.path == ["sqs_managed_sse_enabled"]
		finding.message == "queue has encryption switched off and no encryption key"
	}
}

test_fix_satisfies if {
	every subject in [topic({}), queue({"sqs_managed_sse_enabled": false})] {
		some finding in policy.deny with input as subject
		repaired := object.union(subject, {"values": {finding.fix[0].path[0]: finding.fix[0].value}})
		count(policy.deny) == 0 with input as repaired
	}
}

test_satisfied if {
	every subject in [
		topic({"kms_master_key_id": "alias/topics"}),
		queue({}),
		queue({"sqs_managed_sse_enabled": true}),
		queue({"kms_master_key_id": "alias/queues", "sqs_managed_sse_enabled": false}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_key_counts_as_set if {
	every subject in [topic({}), queue({"sqs_managed_sse_enabled": false})] {
		made := object.union(subject, {"unknown": [{"path": ["kms_master_key_id"], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as made
		count(policy.undetermined) == 0 with input as made
	}
}

test_unknown_switch_is_undetermined if {
	unsure := object.union(queue({}), {"unknown": [{"path": ["sqs_managed_sse_enabled"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["sqs_managed_sse_enabled"], "reason": "known after apply"}} with input as unsure
}

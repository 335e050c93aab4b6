package bartizan.terraform.kms_key_policy_test

import data.bartizan.terraform.kms_key_policy as policy

key(statements) := {"kind": "aws_kms_key", "values": {"policy": json.marshal({"Statement": statements})}, "unknown": []}

allow := {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"}

owner := {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}

test_violated if {
	found := policy.deny with input as key([owner, allow])
	{finding.path | some finding in found} == {["policy", "@json", "Statement", 1, "Principal"]}
}

test_satisfied if {
	count(policy.deny) == 0 with input as key([owner])
	count(policy.deny) == 0 with input as key([object.union(allow, {"Condition": {"StringEquals": {"kms:CallerAccount": "123456789012"}}})])
	count(policy.deny) == 0 with input as key([object.union(allow, {"Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}}})])
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "aws_kms_key", "values": {}}
}

test_unknown_is_undetermined if {
	unsure := {"kind": "aws_kms_key_policy", "values": {}, "unknown": [{"path": ["policy"], "reason": "known after apply"}]}
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["policy"], "reason": "known after apply"}} with input as unsure
}

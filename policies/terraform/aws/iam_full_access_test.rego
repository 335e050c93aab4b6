package bartizan.terraform.iam_full_access_test

import data.bartizan.terraform.iam_full_access as policy

iam_policy(statements) := {"kind": "aws_iam_policy", "values": {"policy": json.marshal({"Statement": statements})}, "unknown": []}

document(statement) := {"kind": "data.aws_iam_policy_document", "values": {"statement": [statement]}, "unknown": []}

test_violated if {
	some finding in policy.deny with input as iam_policy([{"Effect": "Allow", "Action": "*", "Resource": "*"}])
	finding.path == ["policy", "@json", "Statement", 0, "Action"]
	finding.message == "policy grants every action on every resource"
}

test_violated_by_whole_service if {
	some finding in policy.deny with input as iam_policy({"Effect": "Allow", "Action": ["s3:Get*", "iam:*"], "Resource": ["*"]})
	finding.path == ["policy", "@json", "Statement", "Action"]
	finding.message == "policy grants every action of iam on every resource"
	finding.key == "iam:*"
}

test_violated_in_document if {
	some finding in policy.deny with input as document({"actions": ["*"], "resources": ["*"]})
	finding.path == ["statement", 0, "actions"]
}

test_violated_in_inline_policy if {
	role := {"kind": "aws_iam_role", "values": {"inline_policy": [{"name": "all", "policy": json.marshal({"Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}]})}]}}
	some finding in policy.deny with input as role
	finding.path == ["inline_policy", 0, "policy", "@json", "Statement", 0, "Action"]
}

test_satisfied if {
	every statement in [
		{"Effect": "Deny", "Action": "*", "Resource": "*"},
		{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"},
		{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
		{"Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": {"StringEquals": {"ec2:ResourceTag/team": "a"}}},
	] {
		count(policy.deny) == 0 with input as iam_policy([statement])
	}
}

test_key_policy_is_satisfied if {
	count(policy.deny) == 0 with input as document({"actions": ["kms:*"], "resources": ["*"], "principals": [{"type": "AWS", "identifiers": ["arn:aws:iam::123456789012:root"]}]})
	count(policy.deny) == 0 with input as document({"effect": "Deny", "actions": ["*"], "resources": ["*"]})
}

test_allowed_service if {
	logs := object.union(iam_policy([{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}]), {"parameters": {"allowed_services": ["logs"]}})
	count(policy.deny) == 0 with input as logs
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "aws_iam_role", "values": {"name": "r"}}
}

test_unknown_is_undetermined if {
	unsure := {"kind": "aws_iam_policy", "values": {}, "unknown": [{"path": ["policy"], "reason": "known after apply"}]}
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["policy"], "reason": "known after apply"}} with input as unsure
}

test_unknown_in_document_is_undetermined if {
	every path in [["statement", 0, "resources"], ["statement", 0, "resources", 0], ["statement", 0], ["statement"]] {
		unsure := object.union(document({"actions": ["*"], "resources": ["*"]}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

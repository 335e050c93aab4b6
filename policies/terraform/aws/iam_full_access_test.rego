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
	finding.path == ["policy", "@json", "Statement", "Action", 1]
	finding.message == "policy grants every action of iam on every resource"
	finding.key == "iam:*"
}

test_violated_in_document if {
	some finding in policy.deny with input as document({"actions": ["*"], "resources": ["*"]})
	finding.path == ["statement", 0, "actions", 0]
}

test_violated_in_inline_policy if {
	role := {"kind": "aws_iam_role", "values": {"inline_policy": [{"name": "all", "policy": json.marshal({"Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}]})}]}}
	some finding in policy.deny with input as role
	finding.path == ["inline_policy", 0, "policy", "@json", "Statement", 0, "Action", 0]
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

test_unknown_does_not_matter_where_the_rest_rules_out if {
	every case in [
		{"statement": {"actions": ["ec2:RunInstances"], "resources": [null]}, "path": ["statement", 0, "resources", 0]},
		{"statement": {"actions": ["ec2:*", null], "resources": ["arn:aws:ec2:::a"]}, "path": ["statement", 0, "actions", 1]},
		{"statement": {"effect": "Deny", "actions": ["*"]}, "path": ["statement", 0, "resources"]},
		{"statement": {"actions": ["kms:*"], "principals": [{"type": "AWS", "identifiers": ["a"]}]}, "path": ["statement", 0, "resources"]},
	] {
		judged := object.union(document(case.statement), {"unknown": [{"path": case.path, "reason": "later"}]})
		count(policy.deny) == 0 with input as judged
		count(policy.undetermined) == 0 with input as judged
	}
}

test_unknown_condition_of_a_service_is_undetermined if {
	path := ["statement", 0, "condition"]
	service := object.union(document({"actions": ["s3:*"], "resources": ["*"]}), {"unknown": [{"path": path, "reason": "later"}]})
	count(policy.deny) == 0 with input as service
	policy.undetermined == {{"path": path, "reason": "later"}} with input as service
	all := object.union(document({"actions": ["*"], "resources": ["*"]}), {"unknown": [{"path": path, "reason": "later"}]})
	count(policy.deny) == 1 with input as all
	count(policy.undetermined) == 0 with input as all
}

test_unknown_in_json_does_not_matter_where_the_rest_rules_out if {
	path := ["policy", "@json", "Statement", 0, "Resource"]
	narrow := object.union(iam_policy([{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": null}]), {"unknown": [{"path": path, "reason": "later"}]})
	count(policy.undetermined) == 0 with input as narrow
	wide := object.union(iam_policy([{"Effect": "Allow", "Action": "kms:*", "Resource": null}]), {"unknown": [{"path": path, "reason": "later"}]})
	policy.undetermined == {{"path": path, "reason": "later"}} with input as wide
}

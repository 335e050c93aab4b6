package bartizan.terraform.iam_privilege_escalation_test

import data.bartizan.terraform.iam_privilege_escalation as policy

iam_policy(statements) := {"kind": "aws_iam_policy", "values": {"policy": json.marshal({"Statement": statements})}, "unknown": []}

document(statement) := {"kind": "data.aws_iam_policy_document", "values": {"statement": [statement]}, "unknown": []}

allow(action, resource) := {"Effect": "Allow", "Action": action, "Resource": resource}

actions(subject) := {finding.key | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated if {
	some finding in policy.deny with input as iam_policy([allow(["s3:GetObject", "iam:PassRole"], "*")])
	finding.path == ["policy", "@json", "Statement", 0, "Action", 1]
	finding.message == "policy grants iam:PassRole on every resource, by which its holder can gain more rights"
}

test_violated_by_each_spelling if {
	every action in ["iam:PassRole", "IAM:passrole", "iam:Pass*", "iam:PutRolePolic?", "iam:*AccessKey", "iam:CreatePolicyVersion"] {
		actions(iam_policy([allow(action, "*")])) == {action}
	}
}

test_violated_on_every_resource_of_a_kind if {
	every resource in ["arn:aws:iam::123456789012:role/*", "arn:aws:iam::*:*", "arn:aws-cn:iam::123456789012:policy/*"] {
		actions(iam_policy([allow("iam:*", [resource])])) == {"iam:*"}
	}
}

test_violated_in_document_and_inline_policy if {
	some finding in policy.deny with input as document({"actions": ["iam:CreateAccessKey"], "resources": ["*"]})
	finding.path == ["statement", 0, "actions", 0]
	role := {"kind": "aws_iam_role", "values": {"inline_policy": [{"policy": json.marshal({"Statement": allow("iam:PassRole", "*")})}]}}
	some other in policy.deny with input as role
	other.path == ["inline_policy", 0, "policy", "@json", "Statement", "Action"]
}

test_satisfied if {
	every statement in [
		allow("iam:PassRole", "arn:aws:iam::123456789012:role/app-*"),
		allow(["iam:Get*", "iam:List*", "ec2:*"], "*"),
		object.union(allow("iam:PassRole", "*"), {"Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}),
		object.union(allow("iam:PassRole", "*"), {"Effect": "Deny"}),
	] {
		count(policy.deny) == 0 with input as iam_policy([statement])
		count(policy.undetermined) == 0 with input as iam_policy([statement])
	}
}

test_every_action_is_told_elsewhere if {
	every action in ["*", "*:*", "iam:*"] {
		count(policy.deny) == 0 with input as iam_policy([allow(action, "*")])
	}
}

test_resource_policy_is_satisfied if {
	count(policy.deny) == 0 with input as document({"actions": ["iam:PassRole"], "resources": ["*"], "principals": [{"type": "AWS", "identifiers": ["a"]}]})
}

test_parameter if {
	subject := object.union(iam_policy([allow(["iam:PassRole", "lambda:UpdateFunctionCode"], "*")]), {"parameters": {"actions": ["lambda:UpdateFunctionCode"]}})
	actions(subject) == {"lambda:UpdateFunctionCode"}
}

test_unknown_is_undetermined if {
	unsure := {"kind": "aws_iam_policy", "values": {}, "unknown": [{"path": ["policy"], "reason": "known after apply"}]}
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["policy"], "reason": "known after apply"}} with input as unsure
	every path in [["statement"], ["statement", 0], ["statement", 0, "resources"], ["statement", 0, "actions", 0], ["statement", 0, "condition"], ["statement", 0, "effect"]] {
		in_document := object.union(document({"actions": ["iam:PassRole"], "resources": ["*"]}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as in_document
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as in_document
	}
}

test_unknown_does_not_matter_where_the_rest_rules_out if {
	every case in [
		[{"actions": ["iam:GetRole"], "resources": [null]}, ["statement", 0, "resources", 0]],
		[{"actions": [null], "resources": ["arn:aws:iam::123456789012:role/app"]}, ["statement", 0, "actions", 0]],
		[{"actions": ["iam:PassRole"], "resources": [null], "condition": [{"test": "StringEquals", "variable": "a", "values": ["b"]}]}, ["statement", 0, "resources", 0]],
		[{"actions": ["iam:PassRole"], "effect": "Deny"}, ["statement", 0, "resources"]],
	] {
		judged := object.union(document(case[0]), {"unknown": [{"path": case[1], "reason": "later"}]})
		count(policy.deny) == 0 with input as judged
		count(policy.undetermined) == 0 with input as judged
	}
}

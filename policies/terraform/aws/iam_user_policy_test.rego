package bartizan.terraform.iam_user_policy_test

import data.bartizan.terraform.iam_user_policy as policy

test_violated_by_user if {
	every kind in ["aws_iam_user_policy", "aws_iam_user_policy_attachment"] {
		found := policy.deny with input as {"kind": kind, "values": {"user": "anna"}, "unknown": []}
		found == {{"path": ["user"], "message": `permissions are given to user "anna"`}}
	}
}

test_violated_by_unknown_user if {
	made := {"kind": "aws_iam_user_policy", "values": {}, "unknown": [{"path": ["user"], "reason": "known after apply"}]}
	some finding in policy.deny with input as made
	finding.message == "permissions are given to a single user"
	count(policy.undetermined) == 0 with input as made
}

test_violated_by_lists if {
	found := policy.deny with input as {"kind": "aws_iam_policy_attachment", "values": {"users": ["bert", "anna"], "roles": ["r"]}, "unknown": []}
	found == {{"path": ["users"], "message": "permissions are given to the users anna, bert"}}
	some attached in policy.deny with input as {"kind": "aws_iam_user_policy_attachments_exclusive", "values": {"user_name": "anna", "policy_arns": ["a"]}, "unknown": []}
	attached.path == ["policy_arns"]
	some written in policy.deny with input as {"kind": "aws_iam_user_policies_exclusive", "values": {"user_name": "anna", "policy_names": ["a"]}, "unknown": []}
	written.path == ["policy_names"]
}

test_satisfied if {
	every subject in [
		{"kind": "aws_iam_policy_attachment", "values": {"roles": ["r"]}},
		{"kind": "aws_iam_policy_attachment", "values": {"users": [], "groups": ["g"]}},
		{"kind": "aws_iam_user_policies_exclusive", "values": {"user_name": "anna", "policy_names": []}},
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every path in [["users"], ["users", 0]] {
		unsure := {"kind": "aws_iam_policy_attachment", "values": {"users": [null]}, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

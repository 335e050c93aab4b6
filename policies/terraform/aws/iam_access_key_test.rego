package bartizan.terraform.iam_access_key_test

import data.bartizan.terraform.iam_access_key as policy

test_violated_by_key if {
	every values in [{"user": "deploy"}, {"user": "deploy", "status": "Active"}, {"user": "deploy", "pgp_key": "keybase:a"}] {
		found := policy.deny with input as {"kind": "aws_iam_access_key", "values": values, "unknown": []}
		found == {{"path": ["user"], "message": `user "deploy" gets a permanent access key`}}
	}
}

test_violated_by_console_password if {
	some finding in policy.deny with input as {"kind": "aws_iam_user_login_profile", "values": {}, "unknown": [{"path": ["user"], "reason": "later"}]}
	finding == {"path": ["user"], "message": "IAM user gets a password for the console"}
}

test_satisfied_when_inactive if {
	inactive := {"kind": "aws_iam_access_key", "values": {"user": "deploy", "status": "Inactive"}, "unknown": []}
	count(policy.deny) == 0 with input as inactive
	count(policy.undetermined) == 0 with input as inactive
}

test_unknown_is_undetermined if {
	unsure := {"kind": "aws_iam_access_key", "values": {"user": "deploy"}, "unknown": [{"path": ["status"], "reason": "known after apply"}]}
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["status"], "reason": "known after apply"}} with input as unsure
}

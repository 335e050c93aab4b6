package bartizan.terraform.efs_encryption_test

import data.bartizan.terraform.efs_encryption as policy

file_system(values) := {"kind": "aws_efs_file_system", "values": values, "unknown": []}

test_violated_when_absent_or_false if {
	every values in [{}, {"encrypted": false}, {"encrypted": "false"}, {"kms_key_id": "arn:aws:kms:eu-west-1:123456789012:key/a"}] {
		found := policy.deny with input as file_system(values)
		found == {{"path": ["encrypted"], "message": "file system is not encrypted at rest"}}
	}
}

test_violated_path if {
	some finding in policy.deny with input as file_system({})
	finding.path == ["encrypted"]
}

test_satisfied if {
	count(policy.deny) == 0 with input as file_system({"encrypted": true})
	count(policy.deny) == 0 with input as file_system({"encrypted": "true"})
	count(policy.undetermined) == 0 with input as file_system({"encrypted": true})
}

test_unknown_is_undetermined if {
	unsure := object.union(file_system({}), {"unknown": [{"path": ["encrypted"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["encrypted"], "reason": "known after apply"}} with input as unsure
}

package bartizan.terraform.ebs_default_encryption_test

import data.bartizan.terraform.ebs_default_encryption as policy

setting(values) := {"kind": "aws_ebs_encryption_by_default", "values": values, "unknown": []}

test_violated if {
	some finding in policy.deny with input as setting({"enabled": false})
	finding.path == ["enabled"]
	finding.message == "new disks of the account are not encrypted by default"
	finding.fix[0].value == true
	count(policy.deny) == 1 with input as setting({"enabled": "false"})
}

test_satisfied if {
	count(policy.deny) == 0 with input as setting({"enabled": true})
	count(policy.deny) == 0 with input as setting({})
}

test_unknown_is_undetermined if {
	unsure := object.union(setting({}), {"unknown": [{"path": ["enabled"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["enabled"], "reason": "known after apply"}} with input as unsure
}

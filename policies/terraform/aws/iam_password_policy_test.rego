package bartizan.terraform.iam_password_policy_test

import data.bartizan.terraform.iam_password_policy as policy

rules(values) := {"kind": "aws_iam_account_password_policy", "values": values, "unknown": []}

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated if {
	paths(rules({})) == {["minimum_password_length"], ["password_reuse_prevention"]}
	paths(rules({"minimum_password_length": 13, "password_reuse_prevention": 24})) == {["minimum_password_length"]}
	paths(rules({"minimum_password_length": 14, "password_reuse_prevention": "23"})) == {["password_reuse_prevention"]}
}

test_violated_message_and_fix if {
	some finding in policy.deny with input as rules({"minimum_password_length": "8", "password_reuse_prevention": 24})
	finding.message == "minimum_password_length is 8; at least 14 is needed"
	finding.fix == [{"op": "set", "path": ["minimum_password_length"], "value": 14, "safety": "unsafe"}]
}

test_satisfied if {
	every values in [
		{"minimum_password_length": 14, "password_reuse_prevention": 24},
		{"minimum_password_length": "20", "password_reuse_prevention": "24"},
	] {
		count(policy.deny) == 0 with input as rules(values)
		count(policy.undetermined) == 0 with input as rules(values)
	}
}

test_parameters if {
	weaker := object.union(rules({"minimum_password_length": 12, "password_reuse_prevention": 5}), {"parameters": {"minimum_length": 12, "remembered_passwords": 5}})
	count(policy.deny) == 0 with input as weaker
}

test_unknown_is_undetermined if {
	every attribute in ["minimum_password_length", "password_reuse_prevention"] {
		values := object.remove({"minimum_password_length": 14, "password_reuse_prevention": 24}, [attribute])
		unsure := object.union(rules(values), {"unknown": [{"path": [attribute], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": [attribute], "reason": "known after apply"}} with input as unsure
	}
}

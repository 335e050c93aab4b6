package bartizan.terraform.iam_role_trust_test

import data.bartizan.terraform.iam_role_trust as policy

role(statement) := {
	"kind": "aws_iam_role",
	"values": {"assume_role_policy": json.marshal({"Statement": [object.union({"Effect": "Allow", "Action": "sts:AssumeRole"}, statement)]})},
	"unknown": [],
}

principal_path := ["assume_role_policy", "@json", "Statement", 0, "Principal"]

test_violated_by_everyone if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["*"]}] {
		found := policy.deny with input as role({"Principal": principal})
		{finding.path | some finding in found} == {principal_path}
	}
}

test_violated_by_whole_account if {
	every id in ["arn:aws:iam::123456789012:root", "123456789012", "arn:aws-us-gov:iam::123456789012:root"] {
		found := policy.deny with input as role({"Principal": {"AWS": id}})
		{finding.message | some finding in found} == {"role can be assumed by all of account 123456789012 without a condition"}
	}
}

test_satisfied if {
	every statement in [
		{"Principal": {"Service": "ec2.amazonaws.com"}},
		{"Principal": {"AWS": "arn:aws:iam::123456789012:role/deploy"}},
		{"Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Condition": {"StringEquals": {"sts:ExternalId": "x"}}},
		{"Principal": {"AWS": "*"}, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}},
		{"Principal": "*", "Effect": "Deny"},
	] {
		count(policy.deny) == 0 with input as role(statement)
	}
}

test_trusted_account if {
	trusting := object.union(role({"Principal": {"AWS": "123456789012"}}), {"parameters": {"trusted_accounts": ["123456789012"]}})
	count(policy.deny) == 0 with input as trusting
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "aws_iam_role", "values": {}}
}

test_unknown_is_undetermined if {
	every path in [["assume_role_policy"], principal_path] {
		unsure := object.union(role({"Principal": "*"}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_of_services_is_satisfied if {
	every case in [
		{"principal": {"Service": null}, "path": array.concat(principal_path, ["Service"])},
		{"principal": {"Federated": [null]}, "path": array.concat(principal_path, ["Federated", 0])},
	] {
		judged := object.union(role({"Principal": case.principal}), {"unknown": [{"path": case.path, "reason": "later"}]})
		count(policy.deny) == 0 with input as judged
		count(policy.undetermined) == 0 with input as judged
	}
}

test_unknown_of_accounts_is_undetermined if {
	path := array.concat(principal_path, ["AWS"])
	judged := object.union(role({"Principal": {"AWS": null}}), {"unknown": [{"path": path, "reason": "later"}]})
	policy.undetermined == {{"path": path, "reason": "later"}} with input as judged
}

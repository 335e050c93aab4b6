package bartizan.terraform.lambda_public_test

import data.bartizan.terraform.lambda_public as policy

url(values) := {"kind": "aws_lambda_function_url", "values": values, "unknown": []}

permission(values) := {"kind": "aws_lambda_permission", "values": values, "unknown": [], "references": []}

test_violated_by_url if {
	some finding in policy.deny with input as url({"authorization_type": "NONE"})
	finding.path == ["authorization_type"]
	finding.message == "function URL answers everyone (authorization_type is NONE)"
	count(policy.deny) == 0 with input as url({"authorization_type": finding.fix[0].value})
}

test_violated_by_permission if {
	every case in [
		[{"principal": "*"}, "everyone may call the function, and nothing narrows who that is"],
		[{"principal": "*", "source_arn": "*"}, "everyone may call the function, and nothing narrows who that is"],
		[{"principal": "s3.amazonaws.com", "source_arn": ""}, "service s3.amazonaws.com for any account may call the function, and nothing narrows who that is"],
		[{"principal": "sns.amazonaws.com.cn"}, "service sns.amazonaws.com.cn for any account may call the function, and nothing narrows who that is"],
	] {
		found := policy.deny with input as permission(case[0])
		found == {{"path": ["principal"], "message": case[1]}}
	}
}

test_satisfied if {
	every subject in [
		url({"authorization_type": "AWS_IAM"}),
		permission({"principal": "123456789012"}),
		permission({"principal": "arn:aws:iam::123456789012:role/app"}),
		permission({"principal": "*", "principal_org_id": "o-1"}),
		permission({"principal": "s3.amazonaws.com", "source_arn": "arn:aws:s3:::b"}),
		permission({"principal": "s3.amazonaws.com", "source_account": "123456789012"}),
		permission({"principal": "alexa-appkit.amazon.com"}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_address_of_a_resource_counts_as_given if {
	made := object.union(permission({"principal": "s3.amazonaws.com"}), {
		"references": [{"path": ["source_arn"], "address": "aws_s3_bucket.b"}],
		"unknown": [{"path": ["source_arn"], "reason": "known after apply"}],
	})
	count(policy.deny) == 0 with input as made
	count(policy.undetermined) == 0 with input as made
}

test_unknown_is_undetermined if {
	every case in [
		[url({}), "authorization_type"],
		[permission({}), "principal"],
		[permission({"principal": "*"}), "source_arn"],
		[permission({"principal": "*"}), "principal_org_id"],
		[permission({"principal": "s3.amazonaws.com"}), "source_account"],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": [case[1]], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": [case[1]], "reason": "known after apply"}} with input as unsure
	}
}

test_role_of_the_module_is_satisfied if {
	made := object.union(permission({}), {
		"references": [{"path": ["principal"], "address": "module.app.aws_iam_role.caller"}],
		"unknown": [{"path": ["principal"], "reason": "known after apply"}],
	})
	count(policy.deny) == 0 with input as made
	count(policy.undetermined) == 0 with input as made
}

test_unknown_principal_does_not_matter_when_narrowed if {
	sure := object.union(permission({"source_arn": "arn:aws:s3:::b"}), {"unknown": [{"path": ["principal"], "reason": "later"}]})
	count(policy.undetermined) == 0 with input as sure
}

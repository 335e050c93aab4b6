package bartizan.terraform.s3_policy_test

import data.bartizan.terraform.s3_policy as policy

bucket_policy(statement) := {
	"kind": "aws_s3_bucket_policy",
	"values": {"policy": json.marshal({"Version": "2012-10-17", "Statement": statement})},
	"unknown": [],
}

allow := {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}

conditional(condition) := object.union(allow, {"Condition": condition})

test_violated_in_each_form if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["arn:aws:iam::123456789012:root", "*"]}] {
		some finding in policy.deny with input as bucket_policy([object.union(allow, {"Principal": principal})])
		finding.path == ["policy", "@json", "Statement", 0, "Principal"]
	}
}

test_violated_by_single_statement if {
	some finding in policy.deny with input as bucket_policy(allow)
	finding.path == ["policy", "@json", "Statement", "Principal"]
}

test_violated_when_condition_narrows_nothing if {
	every condition in [
		{"Bool": {"aws:SecureTransport": "true"}},
		{"StringLike": {"aws:Referer": "https://example.org/*"}},
		{"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}},
		{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}},
		{"StringLike": {"aws:PrincipalArn": "*"}},
		{"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/0"]}},
	] {
		count(policy.deny) == 1 with input as bucket_policy([conditional(condition)])
	}
}

test_satisfied if {
	every statement in [
		object.union(allow, {"Effect": "Deny"}),
		object.union(allow, {"Principal": {"AWS": "arn:aws:iam::123456789012:role/app"}}),
		object.union(allow, {"Principal": {"Service": "cloudfront.amazonaws.com"}}),
		conditional({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
		conditional({"StringEquals": {"AWS:SourceAccount": ["123456789012"]}}),
		conditional({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
	] {
		count(policy.deny) == 0 with input as bucket_policy([statement])
	}
}

test_no_policy_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "aws_s3_bucket", "values": {}}
	count(policy.undetermined) == 0 with input as {"kind": "aws_s3_bucket", "values": {}}
}

test_no_document_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "aws_s3_bucket_policy", "values": {"policy": "not JSON"}}
}

test_unknown_policy_is_undetermined if {
	unsure := {"kind": "aws_s3_bucket_policy", "values": {}, "unknown": [{"path": ["policy"], "reason": "known after apply"}]}
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["policy"], "reason": "known after apply"}} with input as unsure
}

test_unknown_part_is_undetermined if {
	path := ["policy", "@json", "Statement", 0, "Condition", "StringEquals", "aws:PrincipalOrgID"]
	unsure := object.union(bucket_policy([allow]), {"unknown": [{"path": path, "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
}

test_unknown_resource_does_not_matter if {
	unsure := object.union(bucket_policy([allow]), {"unknown": [{"path": ["policy", "@json", "Statement", 0, "Resource"], "reason": "known after apply"}]})
	count(policy.deny) == 1 with input as unsure
}

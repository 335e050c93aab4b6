package bartizan.terraform.s3_encryption_test

import data.bartizan.terraform.s3_encryption as policy

bucket := {"kind": "aws_s3_bucket", "name": "b", "address": "aws_s3_bucket.b", "values": {"bucket": "documents"}, "unknown": [], "references": []}

configuration(algorithm) := {
	"kind": "aws_s3_bucket_server_side_encryption_configuration",
	"name": "b",
	"address": "aws_s3_bucket_server_side_encryption_configuration.b",
	"values": {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": algorithm}]}]},
	"unknown": [{"path": ["bucket"], "reason": "known after apply"}],
	"references": [{"path": ["bucket"], "address": "aws_s3_bucket.b"}],
}

unit(resources) := {"complete": true, "resources": resources}

test_violated_without_configuration if {
	some finding in policy.deny with input as unit([bucket])
	finding.resource == "aws_s3_bucket.b"
	finding.fix[0].values.rule[0].apply_server_side_encryption_by_default[0].sse_algorithm == "aws:kms"
}

test_violated_with_the_key_of_s3 if {
	some finding in policy.deny with input as unit([bucket, configuration("AES256")])
	finding.resource == "aws_s3_bucket_server_side_encryption_configuration.b"
	finding.path == ["rule", 0, "apply_server_side_encryption_by_default", 0, "sse_algorithm"]
}

test_violated_with_old_block if {
	old := object.union(bucket, {"values": {"server_side_encryption_configuration": [{"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]}]}})
	found := policy.deny with input as unit([old])
	{finding.path | some finding in found} == {["server_side_encryption_configuration", 0, "rule", 0, "apply_server_side_encryption_by_default", 0, "sse_algorithm"]}
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([bucket, configuration("aws:kms")])
	count(policy.deny) == 0 with input as unit([bucket, configuration("aws:kms:dsse")])
}

test_unknown_algorithm_counts_as_set if {
	unsure := object.union(configuration(""), {
		"values": {"rule": [{"apply_server_side_encryption_by_default": [{}]}]},
		"unknown": [{"path": ["rule", 0, "apply_server_side_encryption_by_default", 0, "sse_algorithm"], "reason": "known after apply"}],
	})
	count(policy.deny) == 0 with input as unit([bucket, unsure])
}

test_configuration_of_unknown_bucket_is_undetermined if {
	stray := object.union(configuration("aws:kms"), {"references": []})
	count(policy.deny) == 0 with input as unit([bucket, stray])
	count(policy.undetermined) == 1 with input as unit([bucket, stray])
}

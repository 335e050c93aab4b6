package bartizan.terraform.s3_versioning_test

import data.bartizan.terraform.s3_versioning as policy

bucket := {"kind": "aws_s3_bucket", "name": "b", "address": "aws_s3_bucket.b", "values": {"bucket": "documents"}, "unknown": [], "references": []}

versioning(configuration) := {
	"kind": "aws_s3_bucket_versioning",
	"name": "v",
	"address": "aws_s3_bucket_versioning.v",
	"values": {"versioning_configuration": [configuration]},
	"unknown": [],
	"references": [{"path": ["bucket"], "address": "aws_s3_bucket.b"}],
}

unit(resources) := {"complete": true, "resources": resources}

test_violated_without_versioning if {
	some finding in policy.deny with input as unit([bucket])
	finding.resource == "aws_s3_bucket.b"
	finding.fix[0].values == {"bucket": "${aws_s3_bucket.b.id}", "versioning_configuration": [{"status": "Enabled"}]}
}

test_violated_when_suspended if {
	some finding in policy.deny with input as unit([bucket, versioning({"status": "Suspended"})])
	finding.resource == "aws_s3_bucket_versioning.v"
	finding.path == ["versioning_configuration", 0, "status"]
	finding.message == "versioning is Suspended"
}

test_violated_with_old_block if {
	old := object.union(bucket, {"values": {"versioning": [{"enabled": false}]}})
	found := policy.deny with input as unit([old])
	{finding.path | some finding in found} == {["versioning", 0, "enabled"]}
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([bucket, versioning({"status": "Enabled"})])
}

test_satisfied_with_old_block if {
	old := object.union(bucket, {"values": {"versioning": [{"enabled": true}]}})
	count(policy.deny) == 0 with input as unit([old])
}

test_unknown_status_is_undetermined if {
	unsure := object.union(versioning({}), {"unknown": [{"path": ["versioning_configuration", 0, "status"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unit([bucket, unsure])
	policy.undetermined == {{
		"resource": "aws_s3_bucket_versioning.v",
		"path": ["versioning_configuration", 0, "status"],
		"reason": "known after apply",
	}} with input as unit([bucket, unsure])
}

test_unknown_block_is_undetermined if {
	unsure := object.union(bucket, {"unknown": [{"path": ["versioning"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unit([unsure])
	count(policy.undetermined) == 1 with input as unit([unsure])
}

test_versioning_of_unknown_bucket_is_undetermined if {
	stray := object.union(versioning({"status": "Enabled"}), {"references": []})
	count(policy.deny) == 0 with input as unit([bucket, stray])
	count(policy.undetermined) == 1 with input as unit([bucket, stray])
}

package bartizan.terraform.s3_public_access_block_test

import data.bartizan.terraform.s3_public_access_block as policy

bucket := {"kind": "aws_s3_bucket", "name": "b", "address": "aws_s3_bucket.b", "values": {"bucket": "documents"}, "unknown": [], "references": []}

instance(key) := object.union(bucket, {"address": sprintf("aws_s3_bucket.b[%q]", [key]), "values": {"bucket": key}})

settings := {"block_public_acls": true, "ignore_public_acls": true, "block_public_policy": true, "restrict_public_buckets": true}

block(values, address) := {
	"kind": "aws_s3_bucket_public_access_block",
	"name": "b",
	"address": "aws_s3_bucket_public_access_block.b",
	"values": values,
	"unknown": [],
	"references": [{"path": ["bucket"], "address": address}],
}

unit(resources) := {"platform": "terraform", "complete": true, "parameters": {}, "resources": resources}

test_violated_without_block if {
	policy.deny == {{
		"resource": "aws_s3_bucket.b",
		"path": [],
		"message": `bucket "documents" has no public access block`,
		"fix": [{
			"op": "add_resource",
			"kind": "aws_s3_bucket_public_access_block",
			"name": "b",
			"values": object.union(settings, {"bucket": "${aws_s3_bucket.b.id}"}),
			"safety": "unsafe",
		}],
	}} with input as unit([bucket])
}

test_violated_when_a_setting_is_absent_or_false if {
	values := object.union(object.remove(settings, ["ignore_public_acls"]), {"restrict_public_buckets": "false"})
	found := policy.deny with input as unit([bucket, block(values, "aws_s3_bucket.b")])
	{[finding.resource, finding.path] | some finding in found} == {
		["aws_s3_bucket_public_access_block.b", ["ignore_public_acls"]],
		["aws_s3_bucket_public_access_block.b", ["restrict_public_buckets"]],
	}
}

test_satisfied_by_reference if {
	subject := unit([bucket, block(settings, "aws_s3_bucket.b")])
	count(policy.deny) == 0 with input as subject
	count(policy.undetermined) == 0 with input as subject
}

test_satisfied_by_name if {
	named := object.union(block(object.union(settings, {"bucket": "documents"}), ""), {"references": []})
	count(policy.deny) == 0 with input as unit([bucket, named])
}

test_satisfied_with_strings if {
	values := {name: "true" | some name, _ in settings}
	count(policy.deny) == 0 with input as unit([bucket, block(values, "aws_s3_bucket.b")])
}

test_exact_instance_decides if {
	found := policy.deny with input as unit([instance("a"), instance("b"), block(settings, `aws_s3_bucket.b["a"]`)])
	{finding.resource | some finding in found} == {`aws_s3_bucket.b["b"]`}
	{finding.fix | some finding in found} == {[]}
}

test_same_key_decides if {
	of_a := object.union(block(settings, "aws_s3_bucket.b"), {"address": `aws_s3_bucket_public_access_block.b["a"]`})
	of_c := object.union(block(settings, "aws_s3_bucket.b"), {"address": `aws_s3_bucket_public_access_block.b["c"]`})
	count(policy.deny) == 0 with input as unit([instance("a"), of_a, of_c])
}

test_uncertain_instance_counts_for_all if {
	count(policy.deny) == 0 with input as unit([instance("a"), instance("b"), block(settings, "aws_s3_bucket.b")])
}

test_module_instance if {
	inner := object.union(bucket, {"address": `module.m["x"].aws_s3_bucket.b[0]`})
	count(policy.deny) == 0 with input as unit([inner, block(settings, `module.m["x"].aws_s3_bucket.b`)])
	count(policy.deny) == 0 with input as unit([inner, block(settings, "module.m.aws_s3_bucket.b")])
	count(policy.deny) == 1 with input as unit([inner, block(settings, `module.m["y"].aws_s3_bucket.b`)])
}

test_account_block_counts if {
	account := {"kind": "aws_s3_account_public_access_block", "name": "a", "address": "aws_s3_account_public_access_block.a", "values": settings, "unknown": []}
	count(policy.deny) == 0 with input as unit([bucket, account])
}

test_unknown_account_setting_is_undetermined if {
	account := {
		"kind": "aws_s3_account_public_access_block",
		"name": "a",
		"address": "aws_s3_account_public_access_block.a",
		"values": object.remove(settings, ["block_public_acls"]),
		"unknown": [{"path": ["block_public_acls"], "reason": "known after apply"}],
	}
	count(policy.deny) == 0 with input as unit([bucket, account])
	count(policy.undetermined) == 1 with input as unit([bucket, account])
}

test_unknown_setting_is_undetermined if {
	unsure := object.union(
		block(object.remove(settings, ["block_public_acls"]), "aws_s3_bucket.b"),
		{"unknown": [{"path": ["block_public_acls"], "reason": "known after apply"}]},
	)
	count(policy.deny) == 0 with input as unit([bucket, unsure])
	policy.undetermined == {{
		"resource": "aws_s3_bucket_public_access_block.b",
		"path": ["block_public_acls"],
		"reason": "known after apply",
	}} with input as unit([bucket, unsure])
}

test_block_of_unknown_bucket_is_undetermined if {
	stray := object.union(block(settings, ""), {"references": [], "unknown": [{"path": ["bucket"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unit([bucket, stray])
	{entry.resource | some entry in policy.undetermined} == {"aws_s3_bucket.b"} with input as unit([bucket, stray])
}

test_incomplete_unit_is_undetermined if {
	part := object.union(unit([bucket]), {"complete": false})
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

test_reference_by_way_of_another_resource_is_undetermined if {
	roundabout := block(settings, "aws_s3_bucket_policy.b")
	count(policy.deny) == 0 with input as unit([bucket, roundabout])
	count(policy.undetermined) == 1 with input as unit([bucket, roundabout])
}

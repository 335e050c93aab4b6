package bartizan.terraform.s3_plain_http_test

import data.bartizan.terraform.s3_plain_http as policy

bucket := {"kind": "aws_s3_bucket", "name": "b", "address": "aws_s3_bucket.b", "values": {"bucket": "documents"}, "unknown": [], "references": []}

holder(statements) := {
	"kind": "aws_s3_bucket_policy",
	"name": "p",
	"address": "aws_s3_bucket_policy.p",
	"values": {"bucket": "documents", "policy": json.marshal({"Statement": statements})},
	"unknown": [],
	"references": [{"path": ["bucket"], "address": "aws_s3_bucket.b"}],
}

refusal := {
	"Effect": "Deny",
	"Principal": "*",
	"Action": "s3:*",
	"Resource": ["arn:aws:s3:::documents", "arn:aws:s3:::documents/*"],
	"Condition": {"Bool": {"aws:SecureTransport": "false"}},
}

allowing := {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::documents/*"}

unit(resources) := {"complete": true, "resources": resources}

test_violated_without_policy if {
	some finding in policy.deny with input as unit([bucket])
	finding.resource == "aws_s3_bucket.b"
	finding.path == []
	finding.message == "bucket \"documents\" has no policy that refuses plain HTTP"
	mended := object.union(holder([]), {"values": {"policy": finding.fix[0].values.policy}})
	count(policy.deny) == 0 with input as unit([bucket, mended])
}

test_violated_policy if {
	some finding in policy.deny with input as unit([bucket, holder([allowing])])
	finding.resource == "aws_s3_bucket_policy.p"
	finding.path == ["policy"]
	finding.message == "bucket policy does not refuse plain HTTP"
	count(policy.deny) == 0 with input as unit([bucket, holder([allowing, finding.fix[0].value])])
}

test_violated_by_refusals_that_leave_gaps if {
	every gap in [
		{"Effect": "Allow"},
		{"Principal": {"AWS": "arn:aws:iam::000000000000:role/web"}},
		{"Action": "s3:PutObject"},
		{"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
		{"Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:PrincipalAccount": "000000000000"}}},
		{"Resource": "arn:aws:s3:::documents"},
	] {
		count(policy.deny) == 1 with input as unit([bucket, holder([object.union(object.remove(refusal, object.keys(gap)), gap)])])
	}
}

test_satisfied if {
	every statement in [
		refusal,
		object.union(refusal, {"Principal": {"AWS": "*"}, "Action": ["s3:*"], "Resource": "*"}),
		object.union(object.remove(refusal, ["Condition"]), {"Condition": {"BoolIfExists": {"aws:securetransport": [false]}}}),
	] {
		count(policy.deny) == 0 with input as unit([bucket, holder([allowing, statement])])
		count(policy.undetermined) == 0 with input as unit([bucket, holder([allowing, statement])])
	}
}

test_old_attribute_of_the_bucket if {
	old := object.union(bucket, {"values": {"policy": json.marshal({"Statement": refusal})}})
	count(policy.deny) == 0 with input as unit([old])
	open := object.union(bucket, {"values": {"policy": json.marshal({"Statement": allowing})}})
	some finding in policy.deny with input as unit([open])
	finding.resource == "aws_s3_bucket.b"
	finding.path == ["policy"]
	finding.fix == []
}

document(name, values, references) := {
	"kind": "data.aws_iam_policy_document",
	"address": sprintf("data.aws_iam_policy_document.%s[0]", [name]),
	"values": values,
	"unknown": [{"path": ["statement", 0, "resources"], "reason": "known after apply"}],
	"references": references,
}

refusing_block := {
	"effect": "Deny",
	"actions": ["s3:*"],
	"principals": [{"type": "*", "identifiers": ["*"]}],
	"condition": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}],
}

unknown_policy := object.union(object.remove(holder([]), ["values"]), {
	"values": {"bucket": "documents"},
	"unknown": [{"path": ["policy"], "reason": "known after apply"}],
	"references": [{"path": ["bucket"], "address": "aws_s3_bucket.b"}, {"path": ["policy"], "address": "data.aws_iam_policy_document.all"}],
})

test_documents_that_the_policy_is_made_of if {
	merged := document("all", {}, [{"path": ["source_policy_documents", 0], "address": "data.aws_iam_policy_document.tls"}])
	refusing := document("tls", {"statement": [refusing_block]}, [])
	count(policy.deny) == 0 with input as unit([bucket, unknown_policy, merged, refusing])
	count(policy.undetermined) == 0 with input as unit([bucket, unknown_policy, merged, refusing])
	count(policy.undetermined) == 1 with input as unit([bucket, unknown_policy, merged])
}

test_violated_by_document_that_is_known if {
	allowing_block := {"actions": ["s3:GetObject"], "principals": [{"type": "AWS", "identifiers": ["000000000000"]}]}
	subject := unit([bucket, unknown_policy, document("all", {"statement": [allowing_block]}, [])])
	some finding in policy.deny with input as subject
	finding.resource == "aws_s3_bucket_policy.p"
	finding.fix == []
	count(policy.undetermined) == 0 with input as subject
}

test_unknown_is_undetermined if {
	count(policy.deny) == 0 with input as unit([bucket, unknown_policy])
	policy.undetermined == {{"resource": "aws_s3_bucket_policy.p", "path": ["policy"], "reason": "known after apply"}} with input as unit([bucket, unknown_policy])
	every field in ["Effect", "Principal", "Action", "Condition"] {
		path := ["policy", "@json", "Statement", 0, field]
		unsure := object.union(holder([object.union(refusal, {field: null})]), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([bucket, unsure])
		policy.undetermined == {{"resource": "aws_s3_bucket_policy.p", "path": path, "reason": "known after apply"}} with input as unit([bucket, unsure])
	}
}

test_unknown_of_other_statements_and_resources_does_not_matter if {
	unsure := object.union(holder([object.union(allowing, {"Principal": null})]), {"unknown": [{"path": ["policy", "@json", "Statement", 0, "Principal"], "reason": "known after apply"}]})
	count(policy.deny) == 1 with input as unit([bucket, unsure])
	count(policy.undetermined) == 0 with input as unit([bucket, unsure])
	arn := object.union(holder([object.union(refusal, {"Resource": [null]})]), {"unknown": [{"path": ["policy", "@json", "Statement", 0, "Resource", 0], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unit([bucket, arn])
	count(policy.undetermined) == 0 with input as unit([bucket, arn])
}

test_unknown_of_bucket_is_undetermined if {
	unsure := object.union(bucket, {"unknown": [{"path": ["policy"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unit([unsure])
	count(policy.undetermined) == 1 with input as unit([unsure])
}

test_stray_policy_and_incomplete_unit_are_undetermined if {
	stray := object.union(object.remove(holder([refusal]), ["values"]), {"references": [], "values": {"policy": json.marshal({"Statement": [refusal]})}})
	count(policy.deny) == 0 with input as unit([bucket, stray])
	count(policy.undetermined) == 1 with input as unit([bucket, stray])
	part := {"complete": false, "resources": [bucket]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

# METADATA
# title: S3 bucket can be read over plain HTTP
# description: >-
#   S3 answers over HTTP as well as HTTPS. Unless the bucket policy refuses it, a client with a wrong address sends
#   documents, and the signatures that open them, in clear over the network.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_policy
# custom:
#   id: TF-AWS-005
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_s3_bucket, aws_s3_bucket_policy, data.aws_iam_policy_document]
#   scope: unit
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, P5]
#   references:
#     checkov: [CKV_AWS_379]
#     cis: [aws-1.4/2.1.2]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Add a statement to the bucket policy: `Deny` to `*` on `s3:*` for the bucket and its objects, where
#     `aws:SecureTransport` is `false`.
package bartizan.terraform.s3_plain_http

import data.bartizan.lib.iam
import data.bartizan.lib.iam_document
import data.bartizan.lib.s3
import data.bartizan.lib.s3_transport
import data.bartizan.lib.unknown

kind := "aws_s3_bucket_policy"

fields := ["principal", "action", "condition"]

deny contains {
	"resource": bucket.address,
	"path": [],
	"message": sprintf("bucket %q has no policy that refuses plain HTTP", [s3.label(bucket)]),
	"fix": s3.addition(kind, bucket, {"policy": json.marshal({
		"Version": "2012-10-17",
		"Statement": [s3_transport.refusal(sprintf("${aws_s3_bucket.%s.arn}", [bucket.name]))],
	})}),
} if {
	some bucket in without_policy
	not s3.doubt(kind)
}

deny contains {
	"resource": holder.address,
	"path": ["policy"],
	"message": "bucket policy does not refuse plain HTTP",
	"fix": [{"op": "append", "path": ["policy", "@json", "Statement"], "value": s3_transport.refusal(arn), "safety": "unsafe"} |
		is_array(json.unmarshal(holder.values.policy).Statement)
		arn := sprintf("arn:aws:s3:::%s", [holder.values.bucket])
	],
} if {
	some holder in holders
	not refuses(holder)
	count(doubts(holder)) == 0
}

undetermined contains {"resource": holder.address, "path": path, "reason": reason} if {
	some holder in holders
	not refuses(holder)
	some path, reason in doubts(holder)
}

undetermined contains {"resource": bucket.address, "path": [], "reason": reason} if {
	some bucket in without_policy
	reason := s3.doubt(kind)
}

# Resources that hold a bucket policy: its own kind, and buckets as providers before 4.0 had them.
holders contains resource if {
	some resource in input.resources
	resource.kind == kind
}

holders contains bucket if {
	some bucket in s3.buckets
	count(s3.companions(kind, bucket)) == 0
	has_policy(bucket)
}

without_policy contains bucket if {
	some bucket in s3.buckets
	count(s3.companions(kind, bucket)) == 0
	not has_policy(bucket)
}

has_policy(bucket) if object.get(bucket.values, "policy", "") != ""

has_policy(bucket) if unknown.at_in(bucket, ["policy"])

refuses(holder) if {
	some statement in iam.statements_of(holder, ["policy"])
	s3_transport.refuses(statement)
	not iam.unsure_in(holder, statement, fields)
}

# A policy that is not known yet comes from documents that are, as far as their statements go.
refuses(holder) if {
	unknown.at_in(holder, ["policy"])
	some document in iam_document.behind(holder, "policy")
	some statement in iam.document_statements_of(document)
	s3_transport.refuses(statement)
	not iam.unsure_in(document, statement, fields)
}

# What may still hold the statement.
doubts(holder) := {path: reason |
	some path, reason in iam.unknown_fields_of(holder, [["policy"]], fields)
	not in_allowing_statement(holder, path)
	not iam_document.settled(holder, "policy", fields)
}

in_allowing_statement(holder, path) if {
	statement := iam.around(iam.statements_of(holder, ["policy"]), path)
	statement.effect == "Allow"
	not iam.unsure_in(holder, statement, [])
}

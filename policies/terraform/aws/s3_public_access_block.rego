# METADATA
# title: S3 bucket is not shielded by a full public access block
# description: >-
#   One stray ACL or bucket policy publishes everything in the bucket. A public access block with all four settings
#   makes such a slip harmless to the people whose documents are stored there. A block for the whole account, made in
#   the same module, counts for all its buckets.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_public_access_block
# custom:
#   id: TF-AWS-001
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_s3_bucket, aws_s3_bucket_public_access_block, aws_s3_account_public_access_block]
#   scope: unit
#   level: 2
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M2T5, M3T1, M4O3, P5]
#   references:
#     trivy: [AWS-0086, AWS-0087, AWS-0091, AWS-0093, AWS-0094]
#     checkov: [CKV_AWS_53, CKV_AWS_54, CKV_AWS_55, CKV_AWS_56, CKV2_AWS_6]
#     cis: [aws-1.4/2.1.5]
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Add an `aws_s3_bucket_public_access_block` for the bucket and set `block_public_acls`, `ignore_public_acls`,
#     `block_public_policy` and `restrict_public_buckets` to true.
package bartizan.terraform.s3_public_access_block

import data.bartizan.lib.s3
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

kind := "aws_s3_bucket_public_access_block"

settings := ["block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"]

deny contains {
	"resource": bucket.address,
	"path": [],
	"message": sprintf("bucket %q has no public access block", [s3.label(bucket)]),
	"fix": s3.addition(kind, bucket, {setting: true | some setting in settings}),
} if {
	some bucket in unshielded
	count(open_questions) == 0
	not s3.doubt(kind)
}

deny contains {
	"resource": block.address,
	"path": [setting],
	"message": sprintf("public access block does not set %s", [setting]),
	"fix": [{"op": "set", "path": [setting], "value": true, "safety": "unsafe"}],
} if {
	some block in blocks
	some setting in settings
	not unknown.at_in(block, [setting])
	not tf.is_true(object.get(block.values, setting, false))
	not account_shielded
	count(open_questions) == 0
}

undetermined contains {"resource": block.address, "path": path, "reason": reason} if {
	some block in blocks
	not account_shielded
	some setting in settings
	some path, reason in unknown.at_in(block, [setting])
}

undetermined contains {"resource": bucket.address, "path": [], "reason": reason} if {
	some bucket in unshielded
	reason := s3.doubt(kind)
}

undetermined contains question if some question in open_questions

unshielded contains bucket if {
	not account_shielded
	some bucket in s3.buckets
	count(s3.companions(kind, bucket)) == 0
}

blocks contains block if {
	some block in input.resources
	block.kind == kind
}

# The block of the account holds for every bucket in it.
account_shielded if {
	some account in account_blocks
	every setting in settings {
		tf.is_true(object.get(account.values, setting, false))
	}
}

account_blocks contains account if {
	some account in input.resources
	account.kind == "aws_s3_account_public_access_block"
}

# Settings of the account's block that may still shield the buckets.
open_questions contains {"resource": account.address, "path": path, "reason": reason} if {
	not account_shielded
	some account in account_blocks
	some setting in settings
	some path, reason in unknown.at_in(account, [setting])
}

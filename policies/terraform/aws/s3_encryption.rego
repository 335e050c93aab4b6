# METADATA
# title: S3 bucket is not encrypted with a KMS key by default
# description: >-
#   Since 2023 S3 encrypts every object with a key of its own. Whoever may read the bucket then reads the data; a KMS
#   key adds a second permission to give and take away, and a record of each use for those who must show who read
#   what.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_server_side_encryption_configuration
# custom:
#   id: TF-AWS-004
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_s3_bucket, aws_s3_bucket_server_side_encryption_configuration]
#   scope: unit
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1]
#   references:
#     trivy: [AWS-0132]
#     checkov: [CKV_AWS_145, CKV_AWS_19]
#     cis: [aws-1.4/2.1.1]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Add an `aws_s3_bucket_server_side_encryption_configuration` for the bucket whose `sse_algorithm` is `aws:kms`.
#   unknown: set
package bartizan.terraform.s3_encryption

import data.bartizan.lib.s3
import data.bartizan.lib.unknown

kind := "aws_s3_bucket_server_side_encryption_configuration"

deny contains {
	"resource": bucket.address,
	"path": [],
	"message": sprintf("bucket %q has no default encryption with a KMS key", [s3.label(bucket)]),
	"fix": s3.addition(kind, bucket, {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]}),
} if {
	some bucket in unconfigured
	not s3.doubt(kind)
}

deny contains {
	"resource": configuration.resource.address,
	"path": path,
	"message": sprintf("default encryption uses %s instead of a KMS key", [algorithm]),
	"fix": [{"op": "set", "path": path, "value": "aws:kms", "safety": "unsafe"}],
} if {
	some configuration in configurations
	some r, rule in object.get(configuration.values, "rule", [])
	some d, default_encryption in object.get(rule, "apply_server_side_encryption_by_default", [])
	path := array.concat(configuration.path, ["rule", r, "apply_server_side_encryption_by_default", d, "sse_algorithm"])
	algorithm := object.get(default_encryption, "sse_algorithm", "")
	not algorithm in {"", "aws:kms", "aws:kms:dsse"}
}

undetermined contains {"resource": bucket.address, "path": [], "reason": reason} if {
	some bucket in unconfigured
	reason := s3.doubt(kind)
}

# Configurations as resources of their own, and as the block within the bucket that providers before 4.0 wanted.
configurations contains {"resource": resource, "path": [], "values": resource.values} if {
	some resource in input.resources
	resource.kind == kind
}

configurations contains {"resource": bucket, "path": ["server_side_encryption_configuration", index], "values": block} if {
	some bucket in s3.buckets
	some index, block in object.get(bucket.values, "server_side_encryption_configuration", [])
}

unconfigured contains bucket if {
	some bucket in s3.buckets
	count(object.get(bucket.values, "server_side_encryption_configuration", [])) == 0
	not unknown.within_in(bucket, ["server_side_encryption_configuration"])
	count(s3.companions(kind, bucket)) == 0
}

# METADATA
# title: S3 bucket keeps no earlier versions of its objects
# description: >-
#   What a mistake, a faulty job or an extortionist overwrites or deletes is gone. With versioning the earlier object
#   is still there for those who must restore the service.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_versioning
# custom:
#   id: TF-AWS-006
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_s3_bucket, aws_s3_bucket_versioning]
#   scope: unit
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references:
#     trivy: [AWS-0090]
#     checkov: [CKV_AWS_21]
#     nist-800-53: [CP-9]
#   remediation: >-
#     Add an `aws_s3_bucket_versioning` for the bucket whose `status` is `Enabled`.
package bartizan.terraform.s3_versioning

import data.bartizan.lib.s3
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

kind := "aws_s3_bucket_versioning"

status_path := ["versioning_configuration", 0, "status"]

deny contains {
	"resource": bucket.address,
	"path": [],
	"message": sprintf("bucket %q has no versioning", [s3.label(bucket)]),
	"fix": s3.addition(kind, bucket, {"versioning_configuration": [{"status": "Enabled"}]}),
} if {
	some bucket in unconfigured
	not s3.doubt(kind)
}

deny contains {
	"resource": bucket.address,
	"path": ["versioning", 0, "enabled"],
	"message": sprintf("bucket %q has versioning switched off", [s3.label(bucket)]),
	"fix": [{"op": "set", "path": ["versioning", 0, "enabled"], "value": true, "safety": "unsafe"}],
} if {
	some bucket in s3.buckets
	some block in object.get(bucket.values, "versioning", [])
	count(s3.companions(kind, bucket)) == 0
	not unknown.at_in(bucket, ["versioning", 0, "enabled"])
	not tf.is_true(object.get(block, "enabled", false))
}

deny contains {
	"resource": versioning.address,
	"path": status_path,
	"message": sprintf("versioning is %s", [status]),
	"fix": [{"op": "set", "path": status_path, "value": "Enabled", "safety": "unsafe"}],
} if {
	some versioning in input.resources
	versioning.kind == kind
	not unknown.at_in(versioning, status_path)
	status := object.get(versioning.values, status_path, "not enabled")
	status != "Enabled"
}

undetermined contains {"resource": versioning.address, "path": path, "reason": reason} if {
	some versioning in input.resources
	versioning.kind == kind
	some path, reason in unknown.at_in(versioning, status_path)
}

undetermined contains {"resource": bucket.address, "path": path, "reason": reason} if {
	some bucket in s3.buckets
	count(s3.companions(kind, bucket)) == 0
	some path, reason in unknown.at_in(bucket, ["versioning", 0, "enabled"])
}

undetermined contains {"resource": bucket.address, "path": [], "reason": reason} if {
	some bucket in unconfigured
	reason := s3.doubt(kind)
}

# Buckets without the resource and without the block that providers before 4.0 wanted.
unconfigured contains bucket if {
	some bucket in s3.buckets
	count(object.get(bucket.values, "versioning", [])) == 0
	not unknown.at_in(bucket, ["versioning", 0, "enabled"])
	count(s3.companions(kind, bucket)) == 0
}

# METADATA
# title: S3 bucket keeps no record of who read it
# description: >-
#   When a document has leaked, the first question is who fetched it. Access logs, or the data events of a trail, are
#   the only answer; they cannot be had afterwards. Buckets that receive such logs are not asked.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_logging
# custom:
#   id: TF-AWS-007
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [aws_s3_bucket, aws_s3_bucket_logging, aws_cloudtrail]
#   scope: unit
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, D2]
#   references:
#     trivy: [AWS-0089]
#     checkov: [CKV_AWS_18]
#     nist-800-53: [AU-2]
#   remediation: >-
#     Add an `aws_s3_bucket_logging` for the bucket with a `target_bucket` of its own, or record the data events of
#     `AWS::S3::Object` in a trail.
package bartizan.terraform.s3_access_log

import data.bartizan.lib.s3
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

kind := "aws_s3_bucket_logging"

deny contains {
	"resource": bucket.address,
	"path": [],
	"message": sprintf("access to bucket %q is not logged", [s3.label(bucket)]),
} if {
	some bucket in unlogged
	count(doubts(bucket)) == 0
}

undetermined contains {"resource": bucket.address, "path": path, "reason": reason} if {
	some bucket in unlogged
	some path, reason in doubts(bucket)
}

unlogged contains bucket if {
	not recorded_by_trail
	some bucket in s3.buckets
	count(object.get(bucket.values, "logging", [])) == 0
	count(s3.companions(kind, bucket)) == 0
	not receives_logs(bucket)
}

# A log of the bucket that holds the logs would write about itself without end.
receives_logs(bucket) if object.get(bucket.values, "acl", "") == "log-delivery-write"

receives_logs(bucket) if object.get(bucket.values, "bucket", "") in target_names

receives_logs(bucket) if tf.without_keys(bucket.address) in target_addresses

target_names contains name if {
	some resource in input.resources
	some name in [
		object.get(resource.values, "target_bucket", ""),
		object.get(resource.values, ["logging", 0, "target_bucket"], ""),
	]
	name != ""
}

target_addresses contains tf.without_keys(reference.address) if {
	some resource in input.resources
	resource.kind in {kind, "aws_s3_bucket"}
	some reference in object.get(resource, "references", [])
	reference.path[0] in {"target_bucket", "logging"}
}

# Does a trail record what is done with the objects of every bucket?
recorded_by_trail if {
	some trail in trails
	some selector in object.get(trail.values, "event_selector", [])
	some data_resource in object.get(selector, "data_resource", [])
	data_resource.type == "AWS::S3::Object"
	some value in object.get(data_resource, "values", [])
	value in {"arn:aws:s3", "arn:aws:s3:::"}
}

recorded_by_trail if {
	some trail in trails
	some selector in object.get(trail.values, "advanced_event_selector", [])
	fields := {field.field: object.get(field, "equals", []) | some field in object.get(selector, "field_selector", [])}
	"AWS::S3::Object" in fields["resources.type"]
	object.keys(fields) == {"eventCategory", "resources.type"}
}

trails contains resource if {
	some resource in input.resources
	resource.kind == "aws_cloudtrail"
}

# Why the bucket may be logged all the same: `{path: reason}`.
doubts(bucket) := object.union_n([
	{path: reason | some path, reason in unknown.at_in(bucket, ["logging"])},
	{path: reason | some path, reason in unknown.at_in(bucket, ["acl"])},
	{[]: reason | reason := s3.doubt(kind)},
	{[]: "what a trail records is only known after apply" | unclear_trails},
])

unclear_trails if {
	some trail in trails
	some selectors in ["event_selector", "advanced_event_selector"]
	unknown.within_in(trail, [selectors])
}

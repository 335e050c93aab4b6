# METADATA
# title: Queue or topic keeps messages unencrypted
# description: >-
#   Messages often carry the personal data that one service hands to the next, and wait on disks of the provider until
#   they are fetched. SQS encrypts new queues unless it is told not to; SNS encrypts a topic only with a KMS key.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sqs_queue
# custom:
#   id: TF-AWS-038
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_sqs_queue, aws_sns_topic]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1]
#   references:
#     trivy: [AWS-0095, AWS-0096]
#     checkov: [CKV_AWS_26, CKV_AWS_27]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Set `kms_master_key_id`; where services of AWS publish to the topic, to a key of your own whose policy lets them
#     use it. For a queue `sqs_managed_sse_enabled` is enough.
#   unknown: set
package bartizan.terraform.message_encryption

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["kms_master_key_id"],
	"message": "topic has no encryption key",
	"fix": [{"op": "set", "path": ["kms_master_key_id"], "value": "alias/aws/sns", "safety": "unsafe"}],
} if {
	input.kind == "aws_sns_topic"
	not keyed
}

deny contains {
	"path": ["sqs_managed_sse_enabled"],
	"message": "queue has encryption switched off and no encryption key",
	"fix": [{"op": "set", "path": ["sqs_managed_sse_enabled"], "value": true, "safety": "unsafe"}],
} if {
	input.kind == "aws_sqs_queue"
	tf.is_false(object.get(input.values, "sqs_managed_sse_enabled", true))
	not keyed
}

keyed if object.get(input.values, "kms_master_key_id", "") != ""

keyed if unknown.at(["kms_master_key_id"])

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "aws_sqs_queue"
	not keyed
	some path, reason in unknown.at(["sqs_managed_sse_enabled"])
}

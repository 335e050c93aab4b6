# METADATA
# title: Log group is not encrypted with a KMS key of one's own
# description: >-
#   Logs hold names, addresses and tokens that nobody meant to keep. With Amazon's own key the permission to read logs
#   is enough to read them; a KMS key is a second one, which can be taken away.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_group
# custom:
#   id: TF-AWS-015
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [aws_cloudwatch_log_group]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1T2, B1]
#   references:
#     trivy: [AWS-0017]
#     checkov: [CKV_AWS_158]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Set `kms_key_id` to the ARN of a key whose policy lets the CloudWatch Logs of the region use it.
#   unknown: set
package bartizan.terraform.log_group_kms

import data.bartizan.lib.unknown

deny contains {"path": ["kms_key_id"], "message": "log group is not encrypted with a KMS key of one's own"} if {
	object.get(input.values, "kms_key_id", "") == ""
	not unknown.at(["kms_key_id"])
}

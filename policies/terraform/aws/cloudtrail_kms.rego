# METADATA
# title: CloudTrail log files are not encrypted with a KMS key of one's own
# description: >-
#   With the default encryption whoever may read the bucket reads who did what in the account. A KMS key makes reading
#   the trail a second permission, which can be taken away, and each use of which is recorded.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail
# custom:
#   id: TF-AWS-010
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_cloudtrail]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1T2, D2]
#   references:
#     trivy: [AWS-0015]
#     checkov: [CKV_AWS_35]
#     cis: [aws-1.4/3.7]
#     nist-800-53: [AU-9, SC-28]
#   remediation: >-
#     Set `kms_key_id` to the ARN of a key whose policy lets CloudTrail use it.
#   unknown: set
package bartizan.terraform.cloudtrail_kms

import data.bartizan.lib.unknown

deny contains {"path": ["kms_key_id"], "message": "log files of the trail are not encrypted with a KMS key of one's own"} if {
	object.get(input.values, "kms_key_id", "") == ""
	not unknown.at(["kms_key_id"])
}

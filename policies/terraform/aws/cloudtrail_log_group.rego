# METADATA
# title: CloudTrail does not feed CloudWatch Logs
# description: >-
#   Files in a bucket raise no alarm. Only events that also reach a log group can be counted by metric filters, so that
#   somebody hears of failed logins and stolen keys while it happens.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail
# custom:
#   id: TF-AWS-011
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [aws_cloudtrail]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M2O2, P6]
#   references:
#     trivy: [AWS-0162]
#     checkov: [CKV2_AWS_10]
#     cis: [aws-1.4/3.4]
#     nist-800-53: [AU-6]
#   remediation: >-
#     Set `cloud_watch_logs_group_arn` to `"${aws_cloudwatch_log_group.<name>.arn}:*"` and `cloud_watch_logs_role_arn`
#     to a role that CloudTrail may take to write there.
#   unknown: set
package bartizan.terraform.cloudtrail_log_group

import data.bartizan.lib.unknown

deny contains {"path": ["cloud_watch_logs_group_arn"], "message": "events of the trail do not reach a log group"} if {
	object.get(input.values, "cloud_watch_logs_group_arn", "") == ""
	not unknown.at(["cloud_watch_logs_group_arn"])
}

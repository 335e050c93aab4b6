# METADATA
# title: Nobody is told of changes to IAM policies or security groups
# description: >-
#   Whoever gets in widens their rights and opens the network next. A filter on these few calls, with an alarm, shows it
#   within minutes instead of at the next audit.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_metric_filter
# custom:
#   id: TF-AWS-013
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [aws_cloudtrail, aws_cloudwatch_log_metric_filter, aws_cloudwatch_metric_alarm, aws_cloudwatch_event_rule]
#   scope: unit
#   level: 2
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M2O2, M4O3]
#   references:
#     trivy: [AWS-0150, AWS-0156]
#     cis: [aws-1.4/4.4, aws-1.4/4.10]
#     nist-800-53: [AU-6, AC-6]
#   remediation: >-
#     Add an `aws_cloudwatch_log_metric_filter` for `PutUserPolicy`, `AttachRolePolicy` and their like, one for
#     `AuthorizeSecurityGroupIngress`, and an `aws_cloudwatch_metric_alarm` with `alarm_actions` for each.
package bartizan.terraform.trail_alarm_changes

import data.bartizan.lib.trail_alarm

topics := {
	"changes of IAM policies": {
		{"putuserpolicy"}, {"putrolepolicy"}, {"putgrouppolicy"}, {"attachuserpolicy"}, {"attachrolepolicy"},
		{"attachgrouppolicy"}, {"createpolicyversion"}, {"iam.amazonaws.com"},
	},
	"changes of security groups": {{"authorizesecuritygroupingress"}},
}

deny contains {
	"resource": trail.address,
	"path": ["cloud_watch_logs_group_arn"],
	"message": sprintf("trail %q raises no alarm on %s", [object.get(trail.values, "name", trail.name), name]),
	"key": name,
} if {
	some trail in trail_alarm.trails
	some name, topic in topics
	not trail_alarm.watched(trail, topic)
	count(trail_alarm.doubts(trail)) == 0
}

undetermined contains {"resource": trail.address, "path": ["cloud_watch_logs_group_arn"], "reason": reason} if {
	some trail in trail_alarm.trails
	some topic in topics
	not trail_alarm.watched(trail, topic)
	some reason in trail_alarm.doubts(trail)
}

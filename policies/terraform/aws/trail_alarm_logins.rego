# METADATA
# title: Nobody is told of root use, failed logins or denied calls
# description: >-
#   Somebody who guesses passwords or tries what stolen keys can do leaves such events by the hundred. Unless a filter
#   counts them and an alarm calls somebody, they are read after the damage. A trail without a log group has a finding
#   of its own.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_metric_filter
# custom:
#   id: TF-AWS-012
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_cloudtrail, aws_cloudwatch_log_metric_filter, aws_cloudwatch_metric_alarm, aws_cloudwatch_event_rule]
#   scope: unit
#   level: 2
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M2O2, C5]
#   references:
#     trivy: [AWS-0147, AWS-0148, AWS-0149, AWS-0152]
#     cis: [aws-1.4/4.1, aws-1.4/4.2, aws-1.4/4.3, aws-1.4/4.6]
#     nist-800-53: [AU-6, SI-4]
#   remediation: >-
#     Add for each an `aws_cloudwatch_log_metric_filter` on the log group of the trail and an
#     `aws_cloudwatch_metric_alarm` on its metric with `alarm_actions`.
package bartizan.terraform.trail_alarm_logins

import data.bartizan.lib.trail_alarm

topics := {
	"use of the root account": {{"useridentity", "root"}},
	"failed console logins": {{"consolelogin", "fail"}},
	"denied calls": {{"unauthorizedoperation"}, {"accessdenied"}},
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

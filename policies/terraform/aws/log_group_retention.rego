# METADATA
# title: Log group forgets its events within a year
# description: >-
#   Break-ins are often found months later. What happened then, who was affected and what must be reported can only be
#   said as long as the log still exists.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html#SettingLogRetention
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_group
# custom:
#   id: TF-AWS-014
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [aws_cloudwatch_log_group]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, C4, C5]
#   references:
#     checkov: [CKV_AWS_338]
#     nist-800-53: [AU-11]
#   remediation: >-
#     Set `retention_in_days` to 365 or more, or leave it out to keep events for ever.
#   parameters:
#     minimum_days:
#       type: number
#       default: 365
#       description: Days that a log group must keep its events.
package bartizan.terraform.log_group_retention

import data.bartizan.lib.params
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# What CloudWatch Logs accepts. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
periods := [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]

minimum_days := params.get("minimum_days", 365)

deny contains {
	"path": ["retention_in_days"],
	"message": sprintf("log group keeps events for %d days", [days]),
	"fix": [{"op": "set", "path": ["retention_in_days"], "value": wanted, "safety": "unsafe"}],
} if {
	days := too_short
	not unknown.at(["log_group_class"])
	wanted := min([period | some period in array.concat(periods, [3653]); period >= min([minimum_days, 3653])])
}

undetermined contains {"path": path, "reason": reason} if {
	too_short
	some path, reason in unknown.at(["log_group_class"])
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(["retention_in_days"])

# Days, where they are too few. 0 is for ever; a group of the class DELIVERY passes its events on, whatever is set.
too_short := days if {
	days := tf.number(object.get(input.values, "retention_in_days", 0))
	days > 0
	days < minimum_days
	object.get(input.values, "log_group_class", "STANDARD") != "DELIVERY"
}

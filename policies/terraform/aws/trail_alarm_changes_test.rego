package bartizan.terraform.trail_alarm_changes_test

import data.bartizan.terraform.trail_alarm_changes as policy

trail := {
	"kind": "aws_cloudtrail",
	"name": "t",
	"address": "aws_cloudtrail.t",
	"values": {"name": "audit"},
	"unknown": [{"path": ["cloud_watch_logs_group_arn"], "reason": "known after apply"}],
	"references": [{"path": ["cloud_watch_logs_group_arn"], "address": "aws_cloudwatch_log_group.trail"}],
}

filter(name, pattern) := {
	"kind": "aws_cloudwatch_log_metric_filter",
	"name": name,
	"address": concat(".", ["aws_cloudwatch_log_metric_filter", name]),
	"values": {"name": name, "pattern": pattern, "metric_transformation": [{"name": name, "namespace": "Trail", "value": "1"}]},
	"unknown": [],
	"references": [{"path": ["log_group_name"], "address": "aws_cloudwatch_log_group.trail"}],
}

alarm(name) := {
	"kind": "aws_cloudwatch_metric_alarm",
	"name": name,
	"address": concat(".", ["aws_cloudwatch_metric_alarm", name]),
	"values": {"metric_name": name, "namespace": "Trail", "alarm_actions": ["arn:aws:sns:eu-central-1:000000000000:security"]},
	"unknown": [],
	"references": [],
}

unit(resources) := {"complete": true, "resources": resources}

keys(resources) := {finding.key | some finding in found} if {
	found := policy.deny with input as unit(resources)
}

test_violated if {
	keys([trail]) == {"changes of IAM policies", "changes of security groups"}
	some finding in policy.deny with input as unit([trail])
	finding.resource == "aws_cloudtrail.t"
	finding.path == ["cloud_watch_logs_group_arn"]
	finding.message == sprintf("trail \"audit\" raises no alarm on %s", [finding.key])
}

test_satisfied if {
	iam := filter("iam", "{ ($.eventName = PutUserPolicy) || ($.eventName = AttachRolePolicy) }")
	network := filter("network", "{ ($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = RevokeSecurityGroupIngress) }")
	keys([trail, iam, alarm("iam"), network, alarm("network")]) == set()
	keys([trail, iam, alarm("iam")]) == {"changes of security groups"}
	keys([trail, network, alarm("network")]) == {"changes of IAM policies"}
}

test_other_filters_do_not_count if {
	count(keys([trail, filter("root", `{ $.userIdentity.type = "Root" }`), alarm("root")])) == 2
}

test_absent_trail_is_satisfied if {
	count(policy.deny) == 0 with input as unit([])
}

test_unknown_is_undetermined if {
	unsure := object.union(filter("iam", ""), {"unknown": [{"path": ["pattern"], "reason": "known after apply"}]})
	keys([trail, unsure]) == set()
	count(policy.undetermined) == 1 with input as unit([trail, unsure])
}

package bartizan.terraform.trail_alarm_logins_test

import data.bartizan.terraform.trail_alarm_logins as policy

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

patterns := {
	"root": `{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }`,
	"logins": `{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }`,
	"denied": `{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }`,
}

filters := [filter(name, pattern) | some name, pattern in patterns]

alarms := [alarm(name) | some name, _ in patterns]

topics := {"use of the root account", "failed console logins", "denied calls"}

test_violated if {
	keys([trail]) == topics
	some finding in policy.deny with input as unit([trail])
	finding.resource == "aws_cloudtrail.t"
	finding.path == ["cloud_watch_logs_group_arn"]
	finding.message == sprintf("trail \"audit\" raises no alarm on %s", [finding.key])
}

test_violated_without_alarm if {
	keys(array.concat([trail], filters)) == topics
	keys(array.concat([trail, alarm("root")], filters)) == {"failed console logins", "denied calls"}
}

test_violated_by_alarms_that_tell_nobody if {
	deaf := object.union(alarm("root"), {"values": {"alarm_actions": []}})
	off := object.union(alarm("root"), {"values": {"actions_enabled": false}})
	other := object.union(alarm("root"), {"values": {"namespace": "Other"}})
	every useless in [deaf, off, other] {
		"use of the root account" in keys([trail, filter("root", patterns.root), useless])
	}
}

test_violated_by_filter_of_another_group if {
	other := object.union(filter("root", patterns.root), {"references": [{"path": ["log_group_name"], "address": "aws_cloudwatch_log_group.web"}]})
	"use of the root account" in keys([trail, other, alarm("root")])
}

test_satisfied if {
	keys(array.concat([trail], array.concat(filters, alarms))) == set()
}

test_satisfied_by_other_ways_to_name_metric_and_topic if {
	queried := object.union(object.remove(alarm("root"), ["values"]), {"values": {
		"alarm_actions": ["arn:aws:sns:eu-central-1:000000000000:security"],
		"metric_query": [{"id": "m", "metric": [{"metric_name": "root", "namespace": "Trail"}]}],
	}})
	made_here := object.union(alarm("root"), {"values": {"alarm_actions": []}, "unknown": [{"path": ["alarm_actions", 0], "reason": "known after apply"}]})
	referring := object.union(made_here, {"unknown": [{"path": ["alarm_actions"], "reason": "known after apply"}], "references": [{"path": ["alarm_actions"], "address": "aws_sns_topic.security"}]})
	by_id := object.union(json.remove(alarm("root"), ["values/metric_name"]), {
		"unknown": [{"path": ["metric_name"], "reason": "known after apply"}],
		"references": [{"path": ["metric_name"], "address": "aws_cloudwatch_log_metric_filter.root"}],
	})
	every useful in [queried, made_here, referring, by_id] {
		keys([trail, filter("root", patterns.root), useful]) == {"failed console logins", "denied calls"}
	}
}

test_satisfied_by_rule_of_eventbridge if {
	rule := {"kind": "aws_cloudwatch_event_rule", "address": "aws_cloudwatch_event_rule.r", "values": {"event_pattern": `{"detail":{"userIdentity":{"type":["Root"]}}}`}}
	keys([trail, rule]) == {"failed console logins", "denied calls"}
	keys([trail, object.union(rule, {"values": {"state": "DISABLED"}})]) == topics
}

test_trail_without_log_group_is_not_asked if {
	count(policy.deny) == 0 with input as unit([object.union(object.remove(trail, ["unknown"]), {"unknown": [], "references": []})])
}

test_log_group_of_elsewhere_is_undetermined if {
	elsewhere := object.union(trail, {"values": {"cloud_watch_logs_group_arn": "arn:aws:logs:eu-central-1:000000000000:log-group:trail:*"}, "unknown": [], "references": []})
	keys([elsewhere]) == set()
	policy.undetermined == {{
		"resource": "aws_cloudtrail.t",
		"path": ["cloud_watch_logs_group_arn"],
		"reason": "the log group, and perhaps its alarms, are made elsewhere",
	}} with input as unit([elsewhere])
}

test_unknown_is_undetermined if {
	every subject in [
		[filter("root", patterns.root), ["pattern"]],
		[filter("root", patterns.root), ["metric_transformation", 0, "name"]],
		[alarm("root"), ["metric_name"]],
		[alarm("root"), ["namespace"]],
		[alarm("root"), ["alarm_actions"]],
		[alarm("root"), ["actions_enabled"]],
	] {
		known := json.remove(subject[0], [concat("/", array.concat(["values"], [sprintf("%v", [step]) | some step in subject[1]]))])
		unsure := object.union(known, {"unknown": [{"path": subject[1], "reason": "known after apply"}]})
		keys([trail, unsure]) == set()
		count(policy.undetermined) == 1 with input as unit([trail, unsure])
	}
}

test_incomplete_unit_is_undetermined if {
	part := {"complete": false, "resources": [trail]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

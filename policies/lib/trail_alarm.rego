# METADATA
# description: >-
#   Alarms on what a trail records: a metric filter on its log group, with an alarm on the metric that tells somebody, or
#   a rule of EventBridge for the same events. Topics are told by the words of filters: `{name: {{word, …}, …}}`, where
#   all words of one set must occur.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_metric_filter
package bartizan.lib.trail_alarm

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Trails of the unit that feed a log group, made here or elsewhere.
trails contains resource if {
	some resource in input.resources
	resource.kind == "aws_cloudtrail"
	fed(resource)
}

fed(trail) if object.get(trail.values, "cloud_watch_logs_group_arn", "") != ""

fed(trail) if unknown.at_in(trail, ["cloud_watch_logs_group_arn"])

# Does a filter or rule that tells somebody of `topic`, a set of sets of words, watch `trail`?
watched(trail, topic) if {
	some filter in filters
	not elsewhere(filter, trail)
	concerns(object.get(filter.values, "pattern", ""), topic)
	tells_somebody(filter)
}

watched(_, topic) if {
	some rule in rules
	concerns(object.get(rule.values, "event_pattern", ""), topic)
	object.get(rule.values, "state", "ENABLED") != "DISABLED"
	not tf.is_false(object.get(rule.values, "is_enabled", true))
}

# Why nothing follows from the absence of alarms for `trail`.
doubts(trail) := union({
	{"not all of the module is here" | object.get(input, "complete", false) == false},
	{"the log group, and perhaps its alarms, are made elsewhere" | not trail.address in fed_here},
	open_questions,
})

open_questions contains sprintf("%s of %s is %s", [entry.path[0], resource.address, entry.reason]) if {
	some resource in input.resources
	some entry in object.get(resource, "unknown", [])
	decisive(resource, entry.path)
}

# Addresses of the trails whose log group is made in the unit.
fed_here contains trail.address if {
	some trail in trails
	count(group_addresses(trail, "cloud_watch_logs_group_arn")) > 0
}

tells_somebody(filter) if {
	some transformation in object.get(filter.values, "metric_transformation", [])
	metric(transformation) in alarmed
}

# An alarm may take the name of its metric from the filter, whose id is its name.
tells_somebody(filter) if tf.without_keys(filter.address) in alarmed_filters

alarmed_filters contains tf.without_keys(reference.address) if {
	some alarm in input.resources
	alarm.kind == "aws_cloudwatch_metric_alarm"
	acts(alarm)
	some reference in filter_references(alarm)
}

filter_references(alarm) := {reference |
	some reference in object.get(alarm, "references", [])
	reference.path[0] == "metric_name"
	regex.match(`(^|[.])aws_cloudwatch_log_metric_filter[.]`, reference.address)
}

filters contains resource if {
	some resource in input.resources
	resource.kind == "aws_cloudwatch_log_metric_filter"
}

rules contains resource if {
	some resource in input.resources
	resource.kind == "aws_cloudwatch_event_rule"
}

concerns(text, topic) if {
	small := lower(text)
	some words in topic
	every word in words {
		contains(small, word)
	}
}

# Does `filter` read another log group than the one of `trail`, as far as is known?
elsewhere(filter, trail) if {
	here := group_addresses(trail, "cloud_watch_logs_group_arn")
	there := group_addresses(filter, "log_group_name")
	count(here) > 0
	count(there) > 0
	count(here & there) == 0
}

group_addresses(resource, attribute) := {tf.without_keys(reference.address) |
	some reference in object.get(resource, "references", [])
	reference.path[0] == attribute
	regex.match(`(^|[.])aws_cloudwatch_log_group[.]`, reference.address)
	not regex.match(`(^|[.])data[.]aws_cloudwatch_log_group[.]`, reference.address)
}

metric(named) := concat(" ", [object.get(named, "namespace", ""), object.get(named, "name", "")])

# Metrics, `namespace name`, on which an alarm tells somebody.
alarmed contains concat(" ", [object.get(source, "namespace", ""), object.get(source, "metric_name", "")]) if {
	some alarm in input.resources
	alarm.kind == "aws_cloudwatch_metric_alarm"
	acts(alarm)
	some source in array.concat([alarm.values], [measured |
		some query in object.get(alarm.values, "metric_query", [])
		some measured in object.get(query, "metric", [])
	])
}

acts(alarm) if {
	not tf.is_false(object.get(alarm.values, "actions_enabled", true))
	somebody_told(alarm)
}

somebody_told(alarm) if count(object.get(alarm.values, "alarm_actions", [])) > 0

# A topic that is made in the same apply.
somebody_told(alarm) if {
	unknown.within_in(alarm, ["alarm_actions"])
	some reference in object.get(alarm, "references", [])
	reference.path[0] == "alarm_actions"
}

somebody_told(alarm) if {
	some entry in object.get(alarm, "unknown", [])
	entry.path[0] == "alarm_actions"
	count(entry.path) > 1
}

# Attributes that may turn the answer.
decisive(resource, path) if path[0] in {
	"aws_cloudwatch_log_metric_filter": {"pattern", "metric_transformation"},
	"aws_cloudwatch_metric_alarm": {"namespace", "metric_query", "actions_enabled"},
	"aws_cloudwatch_event_rule": {"event_pattern", "state", "is_enabled"},
}[resource.kind]

decisive(resource, ["metric_name"]) if {
	resource.kind == "aws_cloudwatch_metric_alarm"
	count(filter_references(resource)) == 0
}

decisive(resource, ["alarm_actions"]) if {
	resource.kind == "aws_cloudwatch_metric_alarm"
	not somebody_told(resource)
}

# METADATA
# description: What of a unit records the management events of an account.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail_event_data_store
package bartizan.lib.cloudtrail

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Trails, and event data stores of CloudTrail Lake, that record management events, as far as is known.
recorders contains resource if {
	some resource in input.resources
	resource.kind in {"aws_cloudtrail", "aws_cloudtrail_event_data_store"}
	management_events(resource)
}

# Attributes that keep a trail from recording the calls of all regions. A data store records them unless told otherwise.
shortcomings(trail) := {attribute |
	attribute := "is_multi_region_trail"
	trail.kind == "aws_cloudtrail"
	not tf.is_true(object.get(trail.values, attribute, false))
} | {attribute |
	some attribute in {"enable_logging", "multi_region_enabled"}
	tf.is_false(object.get(trail.values, attribute, true))
}

# What is unknown of what decides whether, and where, `recorder` records: `{path: reason}`.
unknown_settings(recorder) := {path: reason |
	some attribute in ["is_multi_region_trail", "enable_logging", "multi_region_enabled", "event_selector", "advanced_event_selector"]
	some path, reason in unknown.within_in(recorder, [attribute])
}

management_events(recorder) if {
	count(object.get(recorder.values, "event_selector", [])) == 0
	count(object.get(recorder.values, "advanced_event_selector", [])) == 0
}

management_events(recorder) if {
	some selector in object.get(recorder.values, "event_selector", [])
	not tf.is_false(object.get(selector, "include_management_events", true))
}

management_events(recorder) if {
	some selector in object.get(recorder.values, "advanced_event_selector", [])
	some field in object.get(selector, "field_selector", [])
	field.field == "eventCategory"
	"Management" in object.get(field, "equals", [])
}

management_events(recorder) if unknown.within_in(recorder, ["event_selector"])

management_events(recorder) if unknown.within_in(recorder, ["advanced_event_selector"])

package bartizan.terraform.cloudtrail_regions_test

import data.bartizan.terraform.cloudtrail_regions as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": []}

trail(values) := resource("aws_cloudtrail", object.union({"name": "audit"}, values))

all_regions := trail({"is_multi_region_trail": true})

unit(resources) := {"complete": true, "resources": resources}

found(resources) := {[finding.resource, finding.path, finding.message] | some finding in findings} if {
	findings := policy.deny with input as unit(resources)
}

test_violated_by_one_region if {
	some finding in policy.deny with input as unit([trail({})])
	finding.resource == "aws_cloudtrail.r"
	finding.path == ["is_multi_region_trail"]
	finding.message == "trail \"audit\" records the calls of one region only"
	finding.fix[0].value == true
	count(found([trail({"is_multi_region_trail": "false"})])) == 1
}

test_violated_when_switched_off if {
	found([trail({"is_multi_region_trail": true, "enable_logging": false})]) == {["aws_cloudtrail.r", ["enable_logging"], "trail \"audit\" is switched off"]}
}

test_violated_in_account_module_without_trail if {
	settings := [resource("aws_iam_account_password_policy", {}), resource("aws_securityhub_account", {})]
	found(settings) == {["aws_iam_account_password_policy.r", [], "the module sets up the account but has no trail"]}
	data_events := trail({"event_selector": [{"include_management_events": false}]})
	count(found(array.concat(settings, [data_events]))) == 1
	found([settings[0], object.union(settings[0], {"address": "aws_iam_account_password_policy.s"})]) == set()
}

test_satisfied if {
	every resources in [
		[all_regions],
		[all_regions, trail({})],
		[trail({"is_multi_region_trail": "true", "enable_logging": "true"})],
		[resource("aws_cloudtrail_event_data_store", {}), resource("aws_config_configuration_recorder", {})],
		[trail({"is_multi_region_trail": true, "advanced_event_selector": [{"field_selector": [{"field": "eventCategory", "equals": ["Management"]}]}]})],
		[],
	] {
		found(resources) == set()
	}
}

test_trails_of_data_events_are_not_asked if {
	found([trail({"event_selector": [{"include_management_events": "false"}]})]) == set()
	found([trail({"advanced_event_selector": [{"field_selector": [{"field": "eventCategory", "equals": ["Data"]}]}]})]) == set()
}

test_unknown_is_undetermined if {
	every path in [["is_multi_region_trail"], ["enable_logging"], ["event_selector"], ["advanced_event_selector", 0, "field_selector"]] {
		unsure := object.union(all_regions, {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([unsure])
		policy.undetermined == {{"resource": "aws_cloudtrail.r", "path": path, "reason": "known after apply"}} with input as unit([unsure])
	}
}

test_incomplete_unit_is_undetermined if {
	part := {"complete": false, "resources": [resource("aws_iam_account_alias", {}), resource("aws_securityhub_account", {})]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

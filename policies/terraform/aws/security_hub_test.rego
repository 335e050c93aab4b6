package bartizan.terraform.security_hub_test

import data.bartizan.terraform.security_hub as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": []}

unit(resources) := {"complete": true, "resources": resources}

hub := resource("aws_securityhub_account", {})

recorder := resource("aws_config_configuration_recorder", {})

running := resource("aws_config_configuration_recorder_status", {"is_enabled": true})

test_violated_when_recorder_is_off if {
	some finding in policy.deny with input as unit([hub, recorder, resource("aws_config_configuration_recorder_status", {"is_enabled": false})])
	finding.resource == "aws_config_configuration_recorder_status.r"
	finding.path == ["is_enabled"]
	finding.message == `the recorder of AWS Config "r" is switched off`
	finding.fix[0].value == true
}

test_violated_when_recorder_is_never_started if {
	policy.deny == {{
		"resource": "aws_config_configuration_recorder.r",
		"path": [],
		"message": `the recorder of AWS Config "r" is never started`,
	}} with input as unit([hub, recorder])
}

test_violated_without_standard if {
	policy.deny == {{
		"resource": "aws_securityhub_account.r",
		"path": ["enable_default_standards"],
		"message": "Security Hub is enabled without any standard",
	}} with input as unit([resource("aws_securityhub_account", {"enable_default_standards": false}), recorder, running])
}

test_violated_in_account_module if {
	found := policy.deny with input as unit([resource("aws_cloudtrail", {"is_multi_region_trail": true})])
	{[finding.resource, finding.key] | some finding in found} == {
		["aws_cloudtrail.r", "does not enable Security Hub"],
		["aws_cloudtrail.r", "has no recorder of AWS Config"],
	}
}

test_satisfied if {
	every resources in [
		[resource("aws_cloudtrail", {"is_multi_region_trail": true}), hub, recorder, running],
		[resource("aws_securityhub_account", {"enable_default_standards": false}), resource("aws_securityhub_standards_subscription", {}), recorder, running],
		[resource("aws_cloudtrail", {"is_multi_region_trail": true}), resource("aws_securityhub_organization_admin_account", {}), recorder, running],
		[],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_is_undetermined if {
	unsure := unit([hub, recorder, object.union(resource("aws_config_configuration_recorder_status", {}), {"unknown": [{"path": ["is_enabled"], "reason": "known after apply"}]})])
	count(policy.deny) == 0 with input as unsure
	count(policy.undetermined) == 1 with input as unsure
	unsettled := unit([object.union(hub, {"unknown": [{"path": ["enable_default_standards"], "reason": "known after apply"}]}), recorder, running])
	count(policy.deny) == 0 with input as unsettled
	count(policy.undetermined) == 1 with input as unsettled
}

test_incomplete_is_undetermined if {
	every resources in [[resource("aws_cloudtrail", {"is_multi_region_trail": true})], [hub, recorder]] {
		part := {"complete": false, "resources": resources}
		count(policy.deny) == 0 with input as part
		count(policy.undetermined) == 1 with input as part
	}
}

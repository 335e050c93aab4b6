package bartizan.terraform.guardduty_test

import data.bartizan.terraform.guardduty as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": []}

unit(resources) := {"complete": true, "resources": resources}

test_violated_when_switched_off if {
	some finding in policy.deny with input as unit([resource("aws_guardduty_detector", {"enable": false})])
	finding.resource == "aws_guardduty_detector.r"
	finding.path == ["enable"]
	finding.fix[0].value == true
}

test_violated_in_account_module_without_detector if {
	found := policy.deny with input as unit([resource("aws_iam_account_password_policy", {}), resource("aws_cloudtrail", {})])
	{finding.resource | some finding in found} == {"aws_cloudtrail.r"}
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([resource("aws_cloudtrail", {}), resource("aws_guardduty_detector", {})])
	count(policy.deny) == 0 with input as unit([resource("aws_guardduty_detector", {"enable": "true"})])
	count(policy.deny) == 0 with input as unit([resource("aws_cloudtrail", {}), resource("aws_guardduty_organization_configuration", {})])
}

test_other_modules_are_not_asked if {
	count(policy.deny) == 0 with input as unit([])
}

test_unknown_is_undetermined if {
	unsure := unit([object.union(resource("aws_guardduty_detector", {}), {"unknown": [{"path": ["enable"], "reason": "known after apply"}]})])
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"resource": "aws_guardduty_detector.r", "path": ["enable"], "reason": "known after apply"}} with input as unsure
}

test_incomplete_unit_is_undetermined if {
	part := {"complete": false, "resources": [resource("aws_cloudtrail", {})]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

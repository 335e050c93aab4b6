package bartizan.terraform.access_analyzer_test

import data.bartizan.terraform.access_analyzer as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": []}

unit(resources) := {"complete": true, "resources": resources}

trail := resource("aws_cloudtrail", {"is_multi_region_trail": true})

test_violated_in_account_module if {
	some finding in policy.deny with input as unit([trail])
	finding.resource == "aws_cloudtrail.r"
	finding.path == []
	finding.message == "the module sets up the account but has no analyzer of access from outside"
	added := finding.fix[0]
	count(policy.deny) == 0 with input as unit([trail, resource(added.kind, added.values)])
}

test_unused_access_analyzer_does_not_count if {
	count(policy.deny) == 1 with input as unit([trail, resource("aws_accessanalyzer_analyzer", {"type": "ACCOUNT_UNUSED_ACCESS"})])
}

test_satisfied if {
	every values in [{}, {"type": "ACCOUNT"}, {"type": "ORGANIZATION"}] {
		count(policy.deny) == 0 with input as unit([trail, resource("aws_accessanalyzer_analyzer", values)])
		count(policy.undetermined) == 0 with input as unit([trail, resource("aws_accessanalyzer_analyzer", values)])
	}
}

test_other_modules_are_not_asked if {
	count(policy.deny) == 0 with input as unit([resource("aws_accessanalyzer_analyzer", {"type": "ACCOUNT_UNUSED_ACCESS"})])
}

test_unknown_is_undetermined if {
	unsure := unit([trail, object.union(resource("aws_accessanalyzer_analyzer", {}), {"unknown": [{"path": ["type"], "reason": "known after apply"}]})])
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"resource": "aws_accessanalyzer_analyzer.r", "path": ["type"], "reason": "known after apply"}} with input as unsure
}

test_incomplete_is_undetermined if {
	part := {"complete": false, "resources": [trail]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

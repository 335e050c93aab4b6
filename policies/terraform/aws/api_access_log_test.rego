package bartizan.terraform.api_access_log_test

import data.bartizan.terraform.api_access_log as policy

stage(kind, values) := {"kind": kind, "name": "s", "values": values, "unknown": []}

test_violated if {
	policy.deny == {{"path": ["access_log_settings"], "message": `stage "prod" writes no access log`}} with input as stage("aws_api_gateway_stage", {"stage_name": "prod"})
	some finding in policy.deny with input as stage("aws_apigatewayv2_stage", {"name": "$default"})
	finding.message == `stage "$default" writes no access log`
}

test_satisfied if {
	every kind in ["aws_api_gateway_stage", "aws_apigatewayv2_stage"] {
		count(policy.deny) == 0 with input as stage(kind, {"access_log_settings": [{"destination_arn": "arn:logs", "format": "$context.requestId"}]})
	}
}

test_destination_of_the_same_apply_counts if {
	made := {"kind": "aws_api_gateway_stage", "name": "s", "values": {"access_log_settings": [{"format": "x"}]}, "unknown": [{"path": ["access_log_settings", 0, "destination_arn"], "reason": "known after apply"}]}
	count(policy.deny) == 0 with input as made
	count(policy.undetermined) == 0 with input as made
}

test_unknown_block_is_undetermined if {
	every path in [[], ["access_log_settings"]] {
		unsure := {"kind": "aws_api_gateway_stage", "name": "s", "values": {}, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

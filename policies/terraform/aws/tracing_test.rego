package bartizan.terraform.tracing_test

import data.bartizan.terraform.tracing as policy

stage(values) := {"kind": "aws_api_gateway_stage", "name": "s", "values": values, "unknown": []}

function(values) := {"kind": "aws_lambda_function", "name": "f", "values": values, "unknown": []}

test_violated_stage if {
	policy.deny == {{
		"path": ["xray_tracing_enabled"],
		"message": `stage "prod" is not traced`,
		"fix": [{"op": "set", "path": ["xray_tracing_enabled"], "value": true, "safety": "unsafe"}],
	}} with input as stage({"stage_name": "prod"})
	count(policy.deny) == 1 with input as stage({"xray_tracing_enabled": false})
}

test_violated_function if {
	some finding in policy.deny with input as function({"function_name": "issue"})
	finding.path == ["tracing_config", 0, "mode"]
	finding.message == `function "issue" is not traced`
	finding.fix[0].value == "Active"
	count(policy.deny) == 1 with input as function({"tracing_config": [{"mode": "PassThrough"}]})
}

test_satisfied if {
	count(policy.deny) == 0 with input as stage({"xray_tracing_enabled": true})
	count(policy.deny) == 0 with input as stage({"xray_tracing_enabled": "true"})
	count(policy.deny) == 0 with input as function({"tracing_config": [{"mode": "Active"}]})
}

test_unknown_is_undetermined if {
	unsure := {"kind": "aws_api_gateway_stage", "name": "s", "values": {}, "unknown": [{"path": ["xray_tracing_enabled"], "reason": "known after apply"}]}
	count(policy.deny) == 0 with input as unsure
	count(policy.undetermined) == 1 with input as unsure
	every path in [["tracing_config"], ["tracing_config", 0, "mode"]] {
		unsettled := {"kind": "aws_lambda_function", "name": "f", "values": {}, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsettled
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsettled
	}
}

package bartizan.terraform.api_throttling_test

import data.bartizan.terraform.api_throttling as policy

settings(values) := {"kind": "aws_api_gateway_method_settings", "name": "s", "values": object.union({"stage_name": "prod", "method_path": "*/*"}, values), "unknown": []}

stage(values) := {"kind": "aws_apigatewayv2_stage", "name": "s", "values": object.union({"name": "live"}, values), "unknown": []}

test_violated if {
	policy.deny == {{
		"path": ["settings", 0, "throttling_rate_limit"],
		"message": `stage "prod" has no rate limit of its own`,
	}} with input as settings({"settings": [{"metrics_enabled": true}]})
	policy.deny == {{
		"path": ["default_route_settings", 0, "throttling_rate_limit"],
		"message": `stage "live" has no rate limit of its own`,
	}} with input as stage({})
}

test_boundaries if {
	every limit in [-1, -2, "-1"] {
		count(policy.deny) == 1 with input as settings({"settings": [{"throttling_rate_limit": limit}]})
	}
	every limit in [0, 1, "100", 0.5] {
		count(policy.deny) == 0 with input as settings({"settings": [{"throttling_rate_limit": limit}]})
	}
}

test_satisfied if {
	count(policy.deny) == 0 with input as stage({"default_route_settings": [{"throttling_rate_limit": 50}]})
	count(policy.deny) == 0 with input as stage({"default_route_settings": [{"detailed_metrics_enabled": true}]})
	count(policy.deny) == 0 with input as settings({"method_path": "citizens/GET", "settings": [{"metrics_enabled": true}]})
}

test_unknown_is_undetermined if {
	every path in [["settings"], ["settings", 0, "throttling_rate_limit"], ["method_path"]] {
		unsure := {"kind": "aws_api_gateway_method_settings", "name": "s", "values": {}, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_limit_of_a_stage_is_undetermined if {
	every path in [["default_route_settings"], ["default_route_settings", 0, "throttling_rate_limit"]] {
		unsure := {"kind": "aws_apigatewayv2_stage", "name": "s", "values": {"default_route_settings": [{}]}, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_limit_of_a_single_method_does_not_matter if {
	sure := {"kind": "aws_api_gateway_method_settings", "name": "s", "values": {"method_path": "citizens/GET"}, "unknown": [{"path": ["settings"], "reason": "known after apply"}]}
	count(policy.undetermined) == 0 with input as sure
}

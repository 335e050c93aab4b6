package bartizan.terraform.api_request_validation_test

import data.bartizan.terraform.api_request_validation as policy

method(values) := {"kind": "aws_api_gateway_method", "values": values, "unknown": []}

test_violated if {
	policy.deny == {{"path": ["request_validator_id"], "message": "method POST does not validate its requests"}} with input as method({"http_method": "POST"})
	count(policy.deny) == 1 with input as method({"http_method": "ANY", "request_validator_id": ""})
	count(policy.deny) == 1 with input as method({"http_method": "GET", "request_parameters": {"method.request.querystring.id": true}})
}

test_satisfied if {
	every values in [
		{"http_method": "POST", "request_validator_id": "abc"},
		{"http_method": "GET"},
		{"http_method": "DELETE"},
		{"http_method": "OPTIONS", "request_parameters": {"method.request.header.Origin": true}},
	] {
		count(policy.deny) == 0 with input as method(values)
		count(policy.undetermined) == 0 with input as method(values)
	}
}

test_validator_of_the_same_apply_counts if {
	made := {"kind": "aws_api_gateway_method", "values": {"http_method": "POST"}, "unknown": [{"path": ["request_validator_id"], "reason": "known after apply"}]}
	count(policy.deny) == 0 with input as made
	count(policy.undetermined) == 0 with input as made
}

test_unknown_method_is_undetermined if {
	every name in ["http_method", "request_parameters", "request_models"] {
		unsure := {"kind": "aws_api_gateway_method", "values": object.remove({"http_method": "GET"}, [name]), "unknown": [{"path": [name], "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": [name], "reason": "known after apply"}} with input as unsure
	}
}

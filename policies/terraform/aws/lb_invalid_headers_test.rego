package bartizan.terraform.lb_invalid_headers_test

import data.bartizan.terraform.lb_invalid_headers as policy

balancer(values) := {"kind": "aws_lb", "values": values, "unknown": []}

test_violated_when_absent if {
	policy.deny == {{
		"path": ["drop_invalid_header_fields"],
		"message": `load balancer "web" does not drop malformed headers`,
		"fix": [{"op": "set", "path": ["drop_invalid_header_fields"], "value": true, "safety": "unsafe"}],
	}} with input as balancer({"name": "web"})
}

test_violated_when_false if {
	every off in [false, "false"] {
		count(policy.deny) == 1 with input as balancer({"load_balancer_type": "application", "drop_invalid_header_fields": off})
	}
	some finding in policy.deny with input as balancer({"drop_invalid_header_fields": false})
	finding.message == "load balancer does not drop malformed headers"
}

test_satisfied if {
	every values in [
		{"drop_invalid_header_fields": true},
		{"drop_invalid_header_fields": "true"},
		{"load_balancer_type": "network"},
		{"load_balancer_type": "gateway", "drop_invalid_header_fields": false},
	] {
		count(policy.deny) == 0 with input as balancer(values)
		count(policy.undetermined) == 0 with input as balancer(values)
	}
}

test_unknown_is_undetermined if {
	every name in ["drop_invalid_header_fields", "load_balancer_type"] {
		unsure := {"kind": "aws_lb", "values": {}, "unknown": [{"path": [name], "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": [name], "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_type_does_not_matter_when_dropped if {
	sure := {"kind": "aws_lb", "values": {"drop_invalid_header_fields": true}, "unknown": [{"path": ["load_balancer_type"], "reason": "known after apply"}]}
	count(policy.undetermined) == 0 with input as sure
}

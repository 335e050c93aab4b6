package bartizan.terraform.lb_plain_http_test

import data.bartizan.terraform.lb_plain_http as policy

listener(values) := {"kind": "aws_lb_listener", "values": values, "unknown": []}

forward := [{"type": "forward", "target_group_arn": "arn"}]

redirect(values) := [{"type": "redirect", "redirect": [values]}]

test_violated if {
	some finding in policy.deny with input as listener({"port": 80, "protocol": "HTTP", "default_action": forward})
	finding.path == ["protocol"]
	finding.message == "listener on port 80 serves plain HTTP"
	finding.fix[0].value[0].redirect[0].protocol == "HTTPS"
}

test_violated_when_absent_or_lower_case if {
	count(policy.deny) == 1 with input as listener({"port": "80", "default_action": forward})
	count(policy.deny) == 1 with input as listener({"port": 80, "protocol": "http", "default_action": forward})
}

test_violated_by_redirect_to_http if {
	count(policy.deny) == 1 with input as listener({"port": 80, "protocol": "HTTP", "default_action": redirect({"status_code": "HTTP_301", "host": "example.org"})})
}

test_satisfied if {
	every values in [
		{"port": 443, "protocol": "HTTPS", "default_action": forward},
		{"port": 80, "protocol": "HTTP", "default_action": redirect({"protocol": "HTTPS", "port": "443"})},
		{"port": 5432, "protocol": "TCP", "default_action": forward},
		{"default_action": forward},
	] {
		count(policy.deny) == 0 with input as listener(values)
		count(policy.undetermined) == 0 with input as listener(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["protocol"], ["default_action"], ["default_action", 0, "type"], ["default_action", 0, "redirect", 0, "protocol"]] {
		unsure := {"kind": "aws_lb_listener", "values": {"port": 80}, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_target_does_not_matter if {
	sure := object.union(
		listener({"port": 80, "protocol": "HTTP", "default_action": [{"type": "forward"}]}),
		{"unknown": [{"path": ["default_action", 0, "target_group_arn"], "reason": "known after apply"}]},
	)
	count(policy.deny) == 1 with input as sure
}

test_unknown_redirect_is_undetermined if {
	every path in [["default_action", 0, "redirect"], ["default_action", 0, "redirect", 0]] {
		unsure := object.union(
			listener({"port": 80, "protocol": "HTTP", "default_action": [{"type": "redirect"}]}),
			{"unknown": [{"path": path, "reason": "known after apply"}]},
		)
		count(policy.deny) == 0 with input as unsure
		count(policy.undetermined) == 1 with input as unsure
	}
}

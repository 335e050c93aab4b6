package bartizan.terraform.tls_policy_test

import data.bartizan.terraform.tls_policy as policy

listener(values) := {"kind": "aws_lb_listener", "values": values, "unknown": []}

distribution(certificate) := {"kind": "aws_cloudfront_distribution", "values": {"viewer_certificate": [certificate]}, "unknown": []}

domain(values) := {"kind": "aws_api_gateway_domain_name", "values": values, "unknown": []}

test_violated_listener if {
	some finding in policy.deny with input as listener({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-2016-08"})
	finding.path == ["ssl_policy"]
	finding.message == "ssl_policy is ELBSecurityPolicy-2016-08"
	finding.fix[0].value == "ELBSecurityPolicy-TLS13-1-2-2021-06"
}

test_violated_listener_by_default if {
	some finding in policy.deny with input as listener({"protocol": "TLS"})
	finding.message == "ssl_policy is not set (ELBSecurityPolicy-2016-08)"
}

test_violated_old_names if {
	every name in ["ELBSecurityPolicy-TLS13-1-0-2021-06", "ELBSecurityPolicy-TLS-1-1-2017-01", "ELBSecurityPolicy-FS-1-1-2019-08", "ELBSecurityPolicy-FS-2018-06"] {
		count(policy.deny) == 1 with input as listener({"protocol": "HTTPS", "ssl_policy": name})
	}
}

test_violated_distribution if {
	some finding in policy.deny with input as distribution({"acm_certificate_arn": "arn"})
	finding.path == ["viewer_certificate", 0, "minimum_protocol_version"]
	count(policy.deny) == 1 with input as distribution({"minimum_protocol_version": "TLSv1.1_2016"})
	count(policy.deny) == 1 with input as distribution({"cloudfront_default_certificate": true})
}

test_violated_domain if {
	some finding in policy.deny with input as domain({"security_policy": "TLS_1_0"})
	finding.path == ["security_policy"]
}

test_satisfied if {
	every subject in [
		listener({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}),
		listener({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04"}),
		listener({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS-1-2-Ext-2018-06"}),
		listener({"protocol": "HTTP", "port": 80}),
		listener({"protocol": "TCP"}),
		distribution({"minimum_protocol_version": "TLSv1.2_2021"}),
		distribution({"minimum_protocol_version": "TLSv1.3_2025"}),
		domain({"security_policy": "TLS_1_2"}),
		domain({}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	cases := [
		[listener({"protocol": "HTTPS"}), ["ssl_policy"]],
		[listener({}), ["protocol"]],
		[distribution({}), ["viewer_certificate", 0, "minimum_protocol_version"]],
	]
	every case in cases {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_domain_is_undetermined if {
	unsure := object.union(domain({}), {"unknown": [{"path": ["security_policy"], "reason": "known after apply"}]})
	count(policy.undetermined) == 1 with input as unsure
}

test_violated_without_protocol if {
	count(policy.deny) == 1 with input as listener({"port": 443, "ssl_policy": "ELBSecurityPolicy-2016-08"})
}

package bartizan.terraform.app_plain_http_test

import data.bartizan.terraform.app_plain_http as policy

app(values) := {"kind": "azurerm_linux_web_app", "values": values, "unknown": []}

paths(values) := {finding.path | some finding in found} if {
	found := policy.deny with input as app(values)
}

test_violated_by_plain_http if {
	some finding in policy.deny with input as app({})
	finding.path == ["https_only"]
	finding.message == "app takes plain HTTP"
	finding.fix[0].value == true
	paths({"https_only": "false"}) == {["https_only"]}
}

test_violated_by_old_tls if {
	some finding in policy.deny with input as app({"https_only": true, "site_config": [{"minimum_tls_version": "1.1"}]})
	finding.path == ["site_config", 0, "minimum_tls_version"]
	finding.message == "app takes connections with TLS 1.1"
	paths({"https_only": true, "site_config": [{"min_tls_version": 1.1}]}) == {["site_config", 0, "min_tls_version"]}
	paths({"https_only": true, "site_config": [{"min_tls_version": "1.0"}]}) == {["site_config", 0, "min_tls_version"]}
}

test_satisfied if {
	every values in [{"https_only": true}, {"https_only": "true", "site_config": [{"minimum_tls_version": "1.2"}]}, {"https_only": true, "site_config": [{"minimum_tls_version": 1.3}]}] {
		paths(values) == set()
		count(policy.undetermined) == 0 with input as app(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["https_only"], ["site_config"], ["site_config", 0, "minimum_tls_version"], ["site_config", 0, "min_tls_version"]] {
		values := object.remove({"https_only": true}, path)
		unsure := {"values": values, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

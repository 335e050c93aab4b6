package bartizan.terraform.api_management_tls_test

import data.bartizan.terraform.api_management_tls as policy

resource(kind, values) := {"kind": kind, "name": "r", "values": values, "unknown": []}

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

gateway(security) := resource("azurerm_api_management", {"security": [security]})

backend(url) := resource("azurerm_api_management_backend", {"url": url})

test_violated_protocol if {
	some finding in policy.deny with input as gateway({"frontend_tls10_enabled": true})
	finding.path == ["security", 0, "frontend_tls10_enabled"]
	finding.message == "API gateway takes TLS 1.0 from clients"
	finding.fix[0].value == false
}

test_violated_by_old_names if {
	found := policy.deny with input as gateway({"enable_backend_ssl30": "true", "enable_frontend_tls11": true})
	{other.message | some other in found} == {"API gateway takes SSL 3.0 towards backends", "API gateway takes TLS 1.1 from clients"}
	{other.path[2] | some other in found} == {"enable_backend_ssl30", "enable_frontend_tls11"}
}

test_violated_backend if {
	some finding in policy.deny with input as backend("HTTP://registry.internal/api")
	finding.path == ["url"]
	finding.message == "API gateway calls the backend by plain HTTP"
}

test_satisfied if {
	every subject in [resource("azurerm_api_management", {}), gateway({"frontend_tls10_enabled": false, "enable_backend_tls11": "false"}), backend("https://registry.internal/api")] {
		paths(subject) == set()
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [
		[gateway({}), ["security"]],
		[gateway({}), ["security", 0, "frontend_tls10_enabled"]],
		[gateway({}), ["security", 0, "enable_backend_tls11"]],
		[resource("azurerm_api_management_backend", {}), ["url"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

package bartizan.terraform.redis_tls_test

import data.bartizan.terraform.redis_tls as policy

resource(kind, values) := {"kind": kind, "name": "r", "values": values, "unknown": []}

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

cache(values) := resource("azurerm_redis_cache", values)

test_violated_port if {
	some finding in policy.deny with input as cache({"non_ssl_port_enabled": true})
	finding.path == ["non_ssl_port_enabled"]
	finding.message == "cache has the port without TLS open"
	finding.fix[0].value == false
	paths(cache({"enable_non_ssl_port": "true"})) == {["enable_non_ssl_port"]}
}

test_violated_version if {
	some finding in policy.deny with input as cache({"minimum_tls_version": "1.1"})
	finding.path == ["minimum_tls_version"]
	finding.message == "cache takes connections with TLS 1.1"
	finding.fix[0].value == "1.2"
	paths(cache({"minimum_tls_version": "1.0"})) == {["minimum_tls_version"]}
	paths(object.union(cache({}), {"version": "2.99.0"})) == {["minimum_tls_version"]}
}

test_violated_in_other_kinds if {
	found := policy.deny with input as resource("azurerm_managed_redis", {"default_database": [{"client_protocol": "Plaintext"}]})
	{[finding.path, finding.message] | some finding in found} == {[["default_database", 0, "client_protocol"], "cache takes connections without TLS (Plaintext)"]}
	paths(resource("azurerm_redis_enterprise_database", {"client_protocol": "Plaintext"})) == {["client_protocol"]}
	paths(resource("azurerm_redis_enterprise_cluster", {"minimum_tls_version": "1.0"})) == {["minimum_tls_version"]}
}

test_satisfied if {
	paths(resource("azurerm_managed_redis", {"default_database": [{}]})) == set()
	paths(resource("azurerm_redis_enterprise_database", {"client_protocol": "Encrypted"})) == set()
	every values in [{}, {"minimum_tls_version": "1.2"}, {"minimum_tls_version": 1.2}, {"non_ssl_port_enabled": false}, {"enable_non_ssl_port": "false"}] {
		paths(cache(values)) == set()
		count(policy.undetermined) == 0 with input as cache(values)
	}
	paths(object.union(cache({}), {"version": "3.117.1"})) == set()
}

test_unknown_is_undetermined if {
	every case in [
		[cache({}), ["non_ssl_port_enabled"]],
		[cache({}), ["enable_non_ssl_port"]],
		[cache({}), ["minimum_tls_version"]],
		[resource("azurerm_managed_redis", {}), ["default_database"]],
		[resource("azurerm_redis_enterprise_database", {}), ["client_protocol"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

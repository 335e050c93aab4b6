package bartizan.terraform.cloud_armor_test

import data.bartizan.terraform.cloud_armor as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": [], "references": []}

backend(values) := resource("google_compute_backend_service", values)

armor(rules) := resource("google_compute_security_policy", {"name": "edge", "rule": rules})

outer(values) := object.union(resource("google_compute_security_policy_rule", values), {"references": [{"path": ["security_policy"], "address": "google_compute_security_policy.r"}]})

waf := {"action": "deny(403)", "priority": 1000, "match": [{"expr": [{"expression": "evaluatePreconfiguredWaf('sqli-v33-stable')"}]}]}

limit := {"action": "throttle", "priority": 1001}

last(action) := {"action": action, "priority": 2147483647}

unit(resources) := {"complete": true, "resources": resources}

keys(resources) := {finding.key | some finding in found} if {
	found := policy.deny with input as unit(resources)
}

test_violated_backend if {
	every values in [{}, {"load_balancing_scheme": "EXTERNAL_MANAGED", "protocol": "HTTPS"}, {"edge_security_policy": "e"}] {
		policy.deny == {{
			"resource": "google_compute_backend_service.r",
			"path": ["security_policy"],
			"message": `public backend "r" has no security policy`,
		}} with input as unit([backend(values)])
	}
	count(policy.deny) == 1 with input as unit([resource("google_compute_region_backend_service", {"load_balancing_scheme": "EXTERNAL_MANAGED"})])
}

test_violated_policy if {
	some finding in policy.deny with input as unit([armor([limit, last("allow")])])
	finding.resource == "google_compute_security_policy.r"
	finding.path == ["rule"]
	finding.message == `security policy "edge" has no web application firewall rule`
	keys([armor([waf, last("allow")])]) == {"rate limit"}
	keys([armor([])]) == {"rate limit", "web application firewall rule"}
	keys([armor([object.union(waf, {"preview": true}), limit])]) == {"web application firewall rule"}
	some regional in policy.deny with input as unit([resource("google_compute_region_security_policy", {"rules": [waf]})])
	regional.path == ["rules"]
}

test_satisfied if {
	every resources in [
		[backend({"security_policy": "edge"})],
		[object.union(backend({}), {"unknown": [{"path": ["security_policy"], "reason": "known after apply"}]})],
		[backend({"load_balancing_scheme": "INTERNAL_MANAGED"})],
		[backend({"protocol": "TCP"})],
		[resource("google_compute_region_backend_service", {})],
		[armor([waf, limit, last("allow")])],
		[armor([{"action": "allow", "priority": 1}, last("deny(403)")])],
		[armor([]), outer(waf), outer(limit)],
		[resource("google_compute_security_policy", {"type": "CLOUD_ARMOR_EDGE"})],
		[object.union(armor([]), {"unknown": [{"path": ["rule"], "reason": "known after apply"}]})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_address_does_not_matter if {
	path := ["rule", 0, "match", 0, "config", 0, "src_ip_ranges", 0]
	subject := object.union(armor([limit]), {"unknown": [{"path": path, "reason": "known after apply"}]})
	keys([subject]) == {"web application firewall rule"}
}

test_incomplete_unit_is_undetermined if {
	subject := {"complete": false, "resources": [armor([limit])]}
	count(policy.deny) == 0 with input as subject
	policy.undetermined == {{"resource": "google_compute_security_policy.r", "path": ["rule"], "reason": "not all of the module is here"}} with input as subject
}

test_unknown_is_undetermined if {
	every path in [["load_balancing_scheme"], ["protocol"]] {
		unsure := object.union(backend({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([unsure])
		policy.undetermined == {{"resource": "google_compute_backend_service.r", "path": path, "reason": "known after apply"}} with input as unit([unsure])
	}
}

package bartizan.terraform.external_address_test

import data.bartizan.terraform.external_address as policy

instance(interfaces) := {"kind": "google_compute_instance", "name": "i", "values": {"name": "portal", "network_interface": interfaces}, "unknown": []}

test_violated if {
	policy.deny == {{
		"path": ["network_interface", 1, "access_config"],
		"message": `instance "portal" has an external address`,
		"fix": [{"op": "remove", "path": ["network_interface", 1, "access_config"], "safety": "unsafe"}],
	}} with input as instance([{"network": "a"}, {"network": "b", "access_config": [{}]}])
}

test_violated_by_ipv6 if {
	some finding in policy.deny with input as instance([{"ipv6_access_config": [{"network_tier": "PREMIUM"}]}])
	finding.path == ["network_interface", 0, "ipv6_access_config"]
	finding.message == `instance "portal" has an external IPv6 address`
}

test_satisfied if {
	every interfaces in [[], [{"network": "a"}], [{"access_config": [], "ipv6_access_config": []}]] {
		count(policy.deny) == 0 with input as instance(interfaces)
		count(policy.undetermined) == 0 with input as instance(interfaces)
	}
	count(policy.deny) == 0 with input as {"kind": "google_compute_instance", "name": "i", "values": {}}
}

test_unknown_is_undetermined if {
	every path in [["network_interface"], ["network_interface", 0], ["network_interface", 0, "access_config"], ["network_interface", 0, "ipv6_access_config"]] {
		unsure := {"kind": "google_compute_instance", "name": "i", "values": {}, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_address_is_one if {
	unsure := object.union(instance([{"access_config": [{}]}]), {"unknown": [{"path": ["network_interface", 0, "access_config", 0, "nat_ip"], "reason": "later"}]})
	count(policy.deny) == 1 with input as unsure
	count(policy.undetermined) == 0 with input as unsure
}

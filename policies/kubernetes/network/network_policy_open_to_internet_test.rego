package bartizan.kubernetes.network_policy_open_to_internet_test

import data.bartizan.kubernetes.network_policy_open_to_internet as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

network_policy(spec) := {"kind": "NetworkPolicy", "name": "web", "values": {"spec": spec}}

cilium(kind, values) := {"kind": kind, "name": "web", "values": values}

block(range) := network_policy({"ingress": [{"from": [{"ipBlock": range}]}]})

test_violated_by_empty_rule if {
	policy.deny == {{
		"message": `NetworkPolicy "web" allows traffic from everywhere on every port`,
		"path": ["spec", "ingress", 0],
	}} with input as network_policy({"ingress": [{}]})
	policy.deny == {{
		"message": `NetworkPolicy "web" allows traffic to everywhere on every port`,
		"path": ["spec", "egress", 1],
	}} with input as network_policy({"egress": [{"to": [{"podSelector": {}}]}, {"to": []}]})
}

test_violated_by_range if {
	every range in ["0.0.0.0/0", "::/0", "128.0.0.0/1"] {
		some finding in policy.deny with input as block({"cidr": range})
		finding.path == ["spec", "ingress", 0, "from", 0, "ipBlock", "cidr"]
		finding.message == sprintf(`NetworkPolicy "web" allows traffic from %q`, [range])
	}
	some finding in policy.deny with input as network_policy({"egress": [{"ports": [{"port": 443}], "to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}]})
	finding.message == `NetworkPolicy "web" allows traffic to "0.0.0.0/0"`
}

test_violated_by_cilium if {
	every kind in ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"] {
		every path, spec in {
			["spec", "ingress", 0, "fromEntities", 1]: {"ingress": [{"fromEntities": ["host", "world"]}]},
			["spec", "egress", 0, "toEntities", 0]: {"egress": [{"toEntities": ["all"]}]},
			["spec", "egress", 0, "toCIDR", 0]: {"egress": [{"toCIDR": ["0.0.0.0/0"]}]},
			["spec", "ingress", 0, "fromCIDRSet", 0, "cidr"]: {"ingress": [{"fromCIDRSet": [{"cidr": "::/0"}]}]},
		} {
			some finding in policy.deny with input as cilium(kind, {"spec": spec})
			finding.path == path
		}
	}
	some finding in policy.deny with input as cilium("CiliumNetworkPolicy", {"specs": [{"egress": [{"toEntities": ["world"]}]}]})
	finding.path == ["specs", 0, "egress", 0, "toEntities", 0]
	finding.message == `CiliumNetworkPolicy "web" allows traffic to the entity "world"`
}

test_satisfied if {
	every spec in [
		{"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
		{"ingress": [{"from": [{"podSelector": {}}]}]},
		{"ingress": [{"ports": [{"port": 8080}]}], "egress": [{"ports": [{"port": 53, "protocol": "UDP"}]}]},
		{"egress": [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]}]},
		{"egress": [{"to": [{"ipBlock": {"cidr": "203.0.113.0/24"}}]}]},
	] {
		count(policy.deny) == 0 with input as network_policy(spec)
	}
	count(policy.deny) == 0 with input as network_policy(null)
	every spec in [
		{"ingress": [{}]},
		{"ingress": [{"fromEntities": ["cluster"]}]},
		{"egress": [{"toCIDRSet": [{"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}]}]},
	] {
		count(policy.deny) == 0 with input as cilium("CiliumNetworkPolicy", {"spec": spec})
	}
}

test_unknown_is_undetermined if {
	every path in [["spec"], ["spec", "ingress"], ["spec", "ingress", 0, "from"], ["spec", "ingress", 0, "from", 0, "ipBlock", "except"]] {
		resource := unknown(block({"cidr": "0.0.0.0/0"}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

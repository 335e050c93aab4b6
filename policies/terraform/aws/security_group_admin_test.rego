package bartizan.terraform.security_group_admin_test

import data.bartizan.terraform.security_group_admin as policy

group(rule) := {"kind": "aws_security_group", "values": {"name": "web", "ingress": [rule]}, "unknown": []}

rule(from, to, protocol, range) := {"from_port": from, "to_port": to, "protocol": protocol, "cidr_blocks": [range]}

test_violated_inline if {
	some finding in policy.deny with input as group(rule(22, 22, "tcp", "0.0.0.0/0"))
	finding.path == ["ingress", 0, "cidr_blocks", 0]
	finding.message == "ingress admits SSH from 0.0.0.0/0"
	finding.key == "0.0.0.0/0"
}

test_violated_by_range_protocol_and_strings if {
	every open in [
		rule(0, 1024, "tcp", "0.0.0.0/0"),
		rule("22", "22", "tcp", "0.0.0.0/0"),
		rule(3389, 3389, "udp", "0.0.0.0/0"),
		rule(0, 0, "-1", "0.0.0.0/0"),
		rule(0, 0, -1, "0.0.0.0/0"),
		rule(22, 22, "6", "0.0.0.0/0"),
		rule(22, 22, "TCP", "128.0.0.0/1"),
	] {
		count(policy.deny) == 1 with input as group(open)
	}
}

test_violated_over_ipv6 if {
	open := {"from_port": 3389, "to_port": 3389, "protocol": "tcp", "ipv6_cidr_blocks": ["2001:db8::/32", "::/0"]}
	some finding in policy.deny with input as group(open)
	finding.path == ["ingress", 0, "ipv6_cidr_blocks", 1]
	finding.message == "ingress admits RDP from ::/0"
}

test_each_range_is_a_finding if {
	halves := {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/1", "128.0.0.0/1"]}
	found := policy.deny with input as group(halves)
	{finding.key | some finding in found} == {"0.0.0.0/1", "128.0.0.0/1"}
}

test_violated_by_rule_resources if {
	old := object.union(rule(22, 22, "tcp", "0.0.0.0/0"), {"type": "ingress"})
	some finding in policy.deny with input as {"kind": "aws_security_group_rule", "values": old}
	finding.path == ["cidr_blocks", 0]
	new := {"ip_protocol": "-1", "cidr_ipv6": "::/0"}
	some other in policy.deny with input as {"kind": "aws_vpc_security_group_ingress_rule", "values": new}
	other.path == ["cidr_ipv6"]
	other.message == "ingress admits RDP and SSH from ::/0"
}

test_satisfied if {
	every closed in [
		rule(443, 443, "tcp", "0.0.0.0/0"),
		rule(22, 22, "tcp", "10.0.0.0/8"),
		rule(22, 22, "udp", "0.0.0.0/0"),
		rule(3390, 4000, "tcp", "0.0.0.0/0"),
		rule(8, 0, "icmp", "0.0.0.0/0"),
		{"from_port": 22, "to_port": 22, "protocol": "tcp", "security_groups": ["sg-1"]},
	] {
		count(policy.deny) == 0 with input as group(closed)
		count(policy.undetermined) == 0 with input as group(closed)
	}
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "aws_security_group", "values": {}}
}

test_egress_is_satisfied if {
	out := object.union(rule(0, 0, "-1", "0.0.0.0/0"), {"type": "egress"})
	count(policy.deny) == 0 with input as {"kind": "aws_security_group_rule", "values": out}
}

test_unknown_is_undetermined if {
	every path in [["ingress"], ["ingress", 0], ["ingress", 0, "from_port"], ["ingress", 0, "cidr_blocks"], ["ingress", 0, "cidr_blocks", 0]] {
		known := json.remove(group(rule(22, 22, "tcp", "0.0.0.0/0")).values, [concat("/", [sprintf("%v", [step]) | some step in path])])
		unsure := {"kind": "aws_security_group", "values": known, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_of_other_port_does_not_matter if {
	unsure := {
		"kind": "aws_security_group",
		"values": {"ingress": [{"from_port": 443, "to_port": 443, "protocol": "tcp"}]},
		"unknown": [{"path": ["ingress", 0, "cidr_blocks"], "reason": "known after apply"}],
	}
	count(policy.undetermined) == 0 with input as unsure
}

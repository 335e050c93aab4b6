package bartizan.terraform.security_group_egress_test

import data.bartizan.terraform.security_group_egress as policy

group(rule) := {"kind": "aws_security_group", "values": {"name": "web", "egress": [rule]}, "unknown": []}

rule(protocol, range) := {"from_port": 0, "to_port": 0, "protocol": protocol, "cidr_blocks": [range]}

test_violated_inline if {
	some finding in policy.deny with input as group(rule("-1", "0.0.0.0/0"))
	finding.path == ["egress", 0, "cidr_blocks", 0]
	finding.message == "egress allows all traffic to 0.0.0.0/0"
	finding.key == "0.0.0.0/0"
}

test_violated_spellings if {
	every protocol in ["-1", -1, "all", "ALL"] {
		count(policy.deny) == 1 with input as group(rule(protocol, "0.0.0.0/0"))
	}
	count(policy.deny) == 1 with input as group({"protocol": "-1", "ipv6_cidr_blocks": ["::/0"]})
}

test_violated_by_rule_resources if {
	old := object.union(rule("-1", "0.0.0.0/0"), {"type": "egress"})
	some finding in policy.deny with input as {"kind": "aws_security_group_rule", "values": old}
	finding.path == ["cidr_blocks", 0]
	some other in policy.deny with input as {"kind": "aws_vpc_security_group_egress_rule", "values": {"ip_protocol": "-1", "cidr_ipv6": "::/0"}}
	other.path == ["cidr_ipv6"]
}

test_satisfied if {
	every closed in [
		object.union(rule("tcp", "0.0.0.0/0"), {"from_port": 443, "to_port": 443}),
		rule("-1", "10.0.0.0/8"),
		{"protocol": "-1", "security_groups": ["sg-1"]},
	] {
		count(policy.deny) == 0 with input as group(closed)
		count(policy.undetermined) == 0 with input as group(closed)
	}
	count(policy.deny) == 0 with input as {"kind": "aws_security_group_rule", "values": object.union(rule("-1", "0.0.0.0/0"), {"type": "ingress"})}
	count(policy.deny) == 0 with input as {"kind": "aws_security_group", "values": {}}
}

test_unknown_is_undetermined if {
	every path in [["egress"], ["egress", 0], ["egress", 0, "protocol"], ["egress", 0, "cidr_blocks"], ["egress", 0, "cidr_blocks", 0]] {
		known := json.remove(group(rule("-1", "0.0.0.0/0")).values, [concat("/", [sprintf("%v", [step]) | some step in path])])
		unsure := {"kind": "aws_security_group", "values": known, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_of_rule_resources_is_undetermined if {
	every path in [["type"], ["protocol"], ["cidr_blocks"]] {
		known := json.remove(object.union(rule("-1", "0.0.0.0/0"), {"type": "egress"}), [path])
		unsure := {"kind": "aws_security_group_rule", "values": known, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_ports_do_not_matter if {
	unsure := object.union(group(rule("-1", "0.0.0.0/0")), {"unknown": [{"path": ["egress", 0, "from_port"], "reason": "known after apply"}]})
	count(policy.deny) == 1 with input as unsure
	count(policy.undetermined) == 0 with input as unsure
}

package bartizan.terraform.security_group_data_test

import data.bartizan.terraform.security_group_data as policy

group(rule) := {"kind": "aws_security_group", "values": {"ingress": [rule]}, "unknown": []}

rule(from, to, protocol, range) := {"from_port": from, "to_port": to, "protocol": protocol, "cidr_blocks": [range]}

message(resource) := text if {
	found := policy.deny with input as resource
	count(found) == 1
	some finding in found
	text := finding.message
}

test_violated_by_database if {
	message(group(rule(5432, 5432, "tcp", "0.0.0.0/0"))) == "ingress admits port 5432 from 0.0.0.0/0"
	message(group(rule(3000, 6000, "tcp", "0.0.0.0/0"))) == "ingress admits port 3306, 5432 from 0.0.0.0/0"
}

test_violated_by_everything if {
	message(group(rule(0, 0, "-1", "0.0.0.0/0"))) == "ingress admits all traffic from 0.0.0.0/0"
	message(group(rule(0, 65535, "tcp", "0.0.0.0/1"))) == "ingress admits all ports from 0.0.0.0/1"
	message({"kind": "aws_vpc_security_group_ingress_rule", "values": {"ip_protocol": "-1", "cidr_ipv6": "::/0"}}) == "ingress admits all traffic from ::/0"
}

test_violated_by_rule_resource if {
	values := object.union(rule("6379", "6379", "tcp", "0.0.0.0/0"), {"type": "ingress"})
	some finding in policy.deny with input as {"kind": "aws_security_group_rule", "values": values}
	finding.path == ["cidr_blocks", 0]
}

test_satisfied if {
	every closed in [
		rule(443, 443, "tcp", "0.0.0.0/0"),
		rule(5432, 5432, "tcp", "10.0.0.0/16"),
		rule(5432, 5432, "udp", "0.0.0.0/0"),
		rule(0, 0, "-1", "192.168.0.0/16"),
	] {
		count(policy.deny) == 0 with input as group(closed)
	}
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "aws_security_group", "values": {}}
}

test_ports_are_a_parameter if {
	open := object.union(group(rule(1521, 1521, "tcp", "0.0.0.0/0")), {"parameters": {"ports": [1521]}})
	message(open) == "ingress admits port 1521 from 0.0.0.0/0"
}

test_unknown_is_undetermined if {
	every path in [["ingress"], ["ingress", 0, "to_port"], ["ingress", 0, "protocol"], ["ingress", 0, "cidr_blocks", 0]] {
		known := json.remove(group(rule(3306, 3306, "tcp", "0.0.0.0/0")).values, [concat("/", [sprintf("%v", [step]) | some step in path])])
		unsure := {"kind": "aws_security_group", "values": known, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_type_is_undetermined if {
	unsure := {
		"kind": "aws_security_group_rule",
		"values": rule(3306, 3306, "tcp", "0.0.0.0/0"),
		"unknown": [{"path": ["type"], "reason": "known after apply"}],
	}
	count(policy.deny) == 0 with input as unsure
	count(policy.undetermined) == 1 with input as unsure
}

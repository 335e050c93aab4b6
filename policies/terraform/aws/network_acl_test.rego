package bartizan.terraform.network_acl_test

import data.bartizan.terraform.network_acl as policy

acl(rules) := {"kind": "aws_network_acl", "values": {"vpc_id": "vpc-1", "ingress": rules}, "unknown": []}

rule(number, action, protocol, from, to) := {"rule_no": number, "action": action, "protocol": protocol, "from_port": from, "to_port": to, "cidr_block": "0.0.0.0/0"}

messages(resource) := {finding.message | some finding in found} if {
	found := policy.deny with input as resource
}

test_violated if {
	some finding in policy.deny with input as acl([rule(100, "allow", "-1", 0, 0)])
	finding.path == ["ingress", 0, "cidr_block"]
	finding.message == "network ACL admits all traffic from 0.0.0.0/0"
	finding.key == "0.0.0.0/0"
}

test_violated_ports if {
	messages(acl([rule(100, "allow", "tcp", 22, 22)])) == {"network ACL admits SSH from 0.0.0.0/0"}
	messages(acl([rule("100", "Allow", 6, "3389", "3389")])) == {"network ACL admits RDP from 0.0.0.0/0"}
	messages(acl([rule(100, "allow", "tcp", 0, 65535)])) == {"network ACL admits RDP and SSH from 0.0.0.0/0"}
}

test_violated_over_ipv6_and_in_the_default_acl if {
	open := {"rule_no": 1, "action": "allow", "protocol": "-1", "ipv6_cidr_block": "::/0", "from_port": 0, "to_port": 0}
	some finding in policy.deny with input as {"kind": "aws_default_network_acl", "values": {"ingress": [open]}}
	finding.path == ["ingress", 0, "ipv6_cidr_block"]
}

test_violated_rule_resource if {
	open := {"rule_number": 100, "rule_action": "allow", "protocol": "-1", "cidr_block": "0.0.0.0/0"}
	some finding in policy.deny with input as {"kind": "aws_network_acl_rule", "values": open}
	finding.path == ["cidr_block"]
	messages({"kind": "aws_network_acl_rule", "values": object.union(open, {"egress": true})}) == set()
}

test_satisfied if {
	every closed in [
		rule(100, "allow", "tcp", 443, 443),
		rule(100, "allow", "tcp", 1024, 65535),
		rule(100, "allow", "tcp", 1024, 60999),
		rule(100, "allow", "udp", 0, 65535),
		rule(100, "deny", "-1", 0, 0),
		object.union(rule(100, "allow", "-1", 0, 0), {"cidr_block": "10.0.0.0/8"}),
	] {
		messages(acl([closed])) == set()
	}
	messages({"kind": "aws_network_acl", "values": {}}) == set()
}

test_boundary_of_answers if {
	messages(acl([rule(100, "allow", "tcp", 1023, 65535)])) == {"network ACL admits RDP from 0.0.0.0/0"}
	messages(acl([rule(100, "allow", "tcp", 1024, 60998)])) == {"network ACL admits RDP from 0.0.0.0/0"}
}

test_earlier_denial_counts if {
	messages(acl([rule(90, "deny", "tcp", 22, 22), rule(100, "allow", "tcp", 0, 1023)])) == set()
	messages(acl([rule(110, "deny", "tcp", 22, 22), rule(100, "allow", "tcp", 0, 1023)])) == {"network ACL admits SSH from 0.0.0.0/0"}
	messages(acl([rule(90, "deny", "tcp", 22, 22), rule(100, "allow", "-1", 0, 0)])) == {"network ACL admits all traffic from 0.0.0.0/0"}
}

test_unknown_is_undetermined if {
	every path in [["ingress"], ["ingress", 0], ["ingress", 0, "action"], ["ingress", 0, "protocol"], ["ingress", 0, "from_port"], ["ingress", 0, "cidr_block"], ["ingress", 0, "rule_no"]] {
		known := json.remove(acl([rule(100, "allow", "tcp", 22, 22)]).values, [concat("/", [sprintf("%v", [step]) | some step in path])])
		unsure := {"kind": "aws_network_acl", "values": known, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_of_rule_resource_is_undetermined if {
	every path in [["egress"], ["rule_action"], ["protocol"]] {
		known := json.remove({"rule_number": 100, "rule_action": "allow", "protocol": "-1", "cidr_block": "0.0.0.0/0"}, [path])
		unsure := {"kind": "aws_network_acl_rule", "values": known, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_denial_is_undetermined if {
	unsure := object.union(acl([object.remove(rule(90, "deny", "tcp", 22, 22), ["cidr_block"]), rule(100, "allow", "tcp", 22, 22)]), {"unknown": [{"path": ["ingress", 0, "cidr_block"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["ingress", 0, "cidr_block"], "reason": "known after apply"}} with input as unsure
}

test_unknown_of_closed_rule_does_not_matter if {
	unsure := object.union(acl([object.remove(rule(100, "allow", "tcp", 443, 443), ["cidr_block"])]), {"unknown": [{"path": ["ingress", 0, "cidr_block"], "reason": "known after apply"}]})
	count(policy.undetermined) == 0 with input as unsure
}

package bartizan.terraform.vpc_default_security_group_test

import data.bartizan.terraform.vpc_default_security_group as policy

vpc := {"kind": "aws_vpc", "name": "main", "address": "aws_vpc.main", "values": {}, "unknown": [], "references": []}

group(values) := {
	"kind": "aws_default_security_group",
	"name": "d",
	"address": "aws_default_security_group.d",
	"values": values,
	"unknown": [{"path": ["vpc_id"], "reason": "known after apply"}],
	"references": [{"path": ["vpc_id"], "address": "aws_vpc.main"}],
}

unit(resources) := {"complete": true, "resources": resources}

test_violated_without_group if {
	some finding in policy.deny with input as unit([vpc])
	finding.resource == "aws_vpc.main"
	finding.message == "VPC \"aws_vpc.main\" keeps the rules of its default security group"
	finding.fix[0].kind == "aws_default_security_group"
	finding.fix[0].values == {"vpc_id": "${aws_vpc.main.id}"}
	some other in policy.deny with input as unit([object.union(vpc, {"address": "aws_vpc.main[0]"})])
	other.fix == []
}

test_violated_with_rules if {
	found := policy.deny with input as unit([vpc, group({"ingress": [{"protocol": "-1", "self": true}], "egress": [{"protocol": "-1"}]})])
	{[finding.resource, finding.path, finding.message] | some finding in found} == {
		["aws_default_security_group.d", ["ingress"], "default security group has ingress rules"],
		["aws_default_security_group.d", ["egress"], "default security group has egress rules"],
	}
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([vpc, group({})])
	count(policy.undetermined) == 0 with input as unit([vpc, group({})])
	count(policy.deny) == 0 with input as unit([vpc, group({"ingress": [], "egress": []})])
}

test_group_without_vpc_is_that_of_the_default_vpc if {
	default_vpc := object.union(vpc, {"kind": "aws_default_vpc", "address": "aws_default_vpc.main"})
	bare := {"kind": "aws_default_security_group", "name": "d", "address": "aws_default_security_group.d", "values": {}, "unknown": [], "references": []}
	count(policy.deny) == 0 with input as unit([default_vpc, bare])
	count(policy.deny) == 1 with input as unit([vpc, bare])
	count(policy.deny) == 1 with input as unit([default_vpc])
}

test_unknown_is_undetermined if {
	every path in [["ingress"], ["egress"], ["ingress", 0]] {
		unsure := object.union(group({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unit([vpc, unsure])
		policy.undetermined == {{"resource": "aws_default_security_group.d", "path": [path[0]], "reason": "known after apply"}} with input as unit([vpc, unsure])
	}
}

test_stray_group_is_undetermined if {
	stray := object.union(group({}), {"references": []})
	count(policy.deny) == 0 with input as unit([vpc, stray])
	count(policy.undetermined) == 1 with input as unit([vpc, stray])
}

test_incomplete_unit_is_undetermined if {
	part := {"complete": false, "resources": [vpc]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

package bartizan.lib.vpc_test

import data.bartizan.lib.vpc

main := {"kind": "aws_vpc", "address": "aws_vpc.main", "values": {"id": "vpc-1", "tags": {"Name": "services"}}}

companion(values, references, unknown) := {"kind": "aws_flow_log", "address": "aws_flow_log.f", "values": values, "references": references, "unknown": unknown}

unknown_id := [{"path": ["vpc_id"], "reason": "known after apply"}]

test_companions if {
	resources := [
		companion({}, [{"path": ["vpc_id"], "address": "aws_vpc.main"}], unknown_id),
		companion({"vpc_id": "vpc-1"}, [], []),
		companion({"vpc_id": "vpc-2"}, [], []),
	]
	vpc.companions("aws_flow_log", main) == {0, 1} with input.resources as resources
	vpc.companions("aws_default_security_group", main) == set() with input.resources as resources
	vpc.companions("aws_flow_log", {"address": "aws_vpc.other", "values": {}}) == set() with input.resources as resources
}

test_doubt if {
	of_data := companion({}, [{"path": ["vpc_id"], "address": "data.aws_vpc.theirs"}], unknown_id)
	not vpc.doubt("aws_flow_log") with input as {"complete": true, "resources": [main, of_data]}
	vpc.doubt("aws_flow_log") with input as {"complete": false, "resources": [main]}
	vpc.doubt("aws_flow_log") with input as {"complete": true, "resources": [companion({}, [], unknown_id)]}
}

test_label if {
	vpc.label(main) == "services"
	vpc.label({"address": "aws_vpc.a", "values": {}}) == "aws_vpc.a"
}

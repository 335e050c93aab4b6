package bartizan.terraform.vpc_flow_logs_test

import data.bartizan.terraform.vpc_flow_logs as policy

vpc := {"kind": "aws_vpc", "name": "main", "address": "aws_vpc.main", "values": {"tags": {"Name": "services"}}, "unknown": [], "references": []}

flow_log(values, references, unknown) := {"kind": "aws_flow_log", "name": "f", "address": "aws_flow_log.f", "values": values, "unknown": unknown, "references": references}

unknown_id := [{"path": ["vpc_id"], "reason": "known after apply"}]

unit(resources) := {"complete": true, "resources": resources}

test_violated if {
	some finding in policy.deny with input as unit([vpc])
	finding.resource == "aws_vpc.main"
	finding.path == []
	finding.message == "VPC \"services\" has no flow log"
}

test_violated_when_only_a_subnet_or_another_vpc_is_logged if {
	count(policy.deny) == 1 with input as unit([vpc, flow_log({"subnet_id": "subnet-1"}, [], [])])
	count(policy.deny) == 1 with input as unit([vpc, flow_log({"vpc_id": "vpc-2"}, [], [])])
	count(policy.deny) == 1 with input as unit([vpc, flow_log({}, [{"path": ["vpc_id"], "address": "data.aws_vpc.other"}], unknown_id)])
}

test_satisfied_by_reference if {
	subject := unit([vpc, flow_log({}, [{"path": ["vpc_id"], "address": "aws_vpc.main"}], unknown_id)])
	count(policy.deny) == 0 with input as subject
	count(policy.undetermined) == 0 with input as subject
}

test_satisfied_by_id if {
	existing := object.union(vpc, {"values": {"id": "vpc-1"}})
	count(policy.deny) == 0 with input as unit([existing, flow_log({"vpc_id": "vpc-1"}, [], [])])
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as unit([])
}

test_stray_flow_log_is_undetermined if {
	subject := unit([vpc, flow_log({}, [], unknown_id)])
	count(policy.deny) == 0 with input as subject
	policy.undetermined == {{"resource": "aws_vpc.main", "path": [], "reason": "the VPC of one aws_flow_log is only known after apply"}} with input as subject
}

test_incomplete_unit_is_undetermined if {
	part := {"complete": false, "resources": [vpc]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

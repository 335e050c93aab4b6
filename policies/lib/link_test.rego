package bartizan.lib.link_test

import data.bartizan.lib.link

balancer := {"kind": "aws_lb", "address": "aws_lb.web", "values": {"arn": "arn:lb/web"}}

keyed := {"kind": "aws_lb", "address": `aws_lb.many["a"]`, "values": {}}

association(values, references) := {
	"kind": "aws_wafv2_web_acl_association",
	"address": "aws_wafv2_web_acl_association.a",
	"values": values,
	"references": references,
}

by_reference(address) := association({}, [{"path": ["resource_arn"], "address": address}])

unit(resources) := {"complete": true, "resources": resources}

found(subject) if count(link.companions("aws_wafv2_web_acl_association", "resource_arn", subject, ["arn"])) == 1

test_companions_by_reference_and_by_text if {
	found(balancer) with input as unit([balancer, by_reference("aws_lb.web")])
	found(balancer) with input as unit([balancer, association({"resource_arn": "arn:lb/web"}, [])])
	not found(balancer) with input as unit([balancer, association({"resource_arn": "arn:lb/other"}, [])])
	not found(balancer) with input as unit([balancer, by_reference("aws_lb.other")])
}

test_companions_by_text_in_a_list if {
	count(link.companions("k", "resources", balancer, ["arn"])) == 1 with input as unit([balancer, {"kind": "k", "address": "k.k", "values": {"resources": ["x", "arn:lb/web"]}}])
}

test_targets if {
	{target.address | some target in link.targets(by_reference("aws_lb.web"), "resource_arn", "aws_lb")} == {"aws_lb.web"} with input as unit([balancer])
	count(link.targets(by_reference("aws_lb.many"), "resource_arn", "aws_lb")) == 1 with input as unit([keyed])
	count(link.targets(by_reference("aws_lb.web"), "web_acl_arn", "aws_lb")) == 0 with input as unit([balancer])
}

test_doubt if {
	kinds := ["aws_wafv2_web_acl_association"]
	link.doubt(kinds, "resource_arn", ["aws_lb"]) == "resource_arn of one aws_wafv2_web_acl_association is only known after apply" with input as unit([association({}, [])])
	link.doubt(kinds, "resource_arn", ["aws_lb"]) == "not all of the module is here" with input as {"complete": false, "resources": []}
	not link.doubt(kinds, "resource_arn", ["aws_lb"]) with input as unit([by_reference("module.m.aws_lb.web")])
	not link.doubt(kinds, "resource_arn", ["aws_lb"]) with input as unit([association({"resource_arn": "arn:lb/web"}, [])])
}

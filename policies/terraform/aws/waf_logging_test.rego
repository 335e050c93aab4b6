package bartizan.terraform.waf_logging_test

import data.bartizan.terraform.waf_logging as policy

acl := {"kind": "aws_wafv2_web_acl", "name": "a", "address": "aws_wafv2_web_acl.a", "values": {"name": "portal"}, "unknown": [], "references": []}

logging(values, references) := {
	"kind": "aws_wafv2_web_acl_logging_configuration",
	"name": "l",
	"address": "aws_wafv2_web_acl_logging_configuration.l",
	"values": values,
	"unknown": [],
	"references": references,
}

to(address) := logging({}, [{"path": ["resource_arn"], "address": address}])

unit(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"resource": "aws_wafv2_web_acl.a", "path": [], "message": `web ACL "portal" writes no log`}} with input as unit([acl])
	count(policy.deny) == 1 with input as unit([acl, to("aws_wafv2_web_acl.b")])
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([acl, to("aws_wafv2_web_acl.a")])
	existing := object.union(acl, {"values": {"arn": "arn:acl"}})
	count(policy.deny) == 0 with input as unit([existing, logging({"resource_arn": "arn:acl"}, [])])
	count(policy.deny) == 0 with input as unit([])
}

test_stray_is_undetermined if {
	count(policy.deny) == 0 with input as unit([acl, logging({}, [])])
	count(policy.undetermined) == 1 with input as unit([acl, logging({}, [])])
}

test_incomplete_is_undetermined if {
	part := {"complete": false, "resources": [acl]}
	count(policy.deny) == 0 with input as part
	policy.undetermined == {{"resource": "aws_wafv2_web_acl.a", "path": [], "reason": "not all of the module is here"}} with input as part
}

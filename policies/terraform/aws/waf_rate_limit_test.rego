package bartizan.terraform.waf_rate_limit_test

import data.bartizan.terraform.waf_rate_limit as policy

acl(rules) := {"kind": "aws_wafv2_web_acl", "values": {"rule": rules}, "unknown": []}

limit(action) := {"action": [{action: [{}]}], "statement": [{"rate_based_statement": [{"limit": 2000}]}]}

managed(name) := {"override_action": [{"none": [{}]}], "statement": [{"managed_rule_group_statement": [{"name": name, "vendor_name": "AWS"}]}]}

test_violated_without_limit if {
	policy.deny == {{"path": ["rule"], "message": "web ACL has no rate-based rule"}} with input as acl([managed("AWSManagedRulesCommonRuleSet")])
	count(policy.deny) == 1 with input as {"kind": "aws_wafv2_web_acl", "values": {}}
}

test_violated_when_only_counting if {
	policy.deny == {{"path": ["rule", 1, "action"], "message": "the rate-based rule only counts requests"}} with input as acl([managed("x"), limit("count")])
}

test_satisfied if {
	every rules in [[limit("block")], [limit("captcha")], [limit("challenge")], [limit("count"), limit("block")], [managed("AWSManagedRulesAntiDDoSRuleSet")]] {
		count(policy.deny) == 0 with input as acl(rules)
		count(policy.undetermined) == 0 with input as acl(rules)
	}
}

test_unknown_is_undetermined if {
	every path in [["rule"], ["rule", 0], ["rule", 0, "action"], ["rule", 0, "statement"], ["rule", 0, "statement", 0, "rate_based_statement"], ["rule", 0, "statement", 0, "managed_rule_group_statement", 0, "name"]] {
		unsure := object.union(acl([{"action": [], "statement": [{}]}]), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_limit_does_not_matter if {
	sure := object.union(acl([limit("block")]), {"unknown": [{"path": ["rule", 0, "statement", 0, "rate_based_statement", 0, "limit"], "reason": "known after apply"}]})
	count(policy.undetermined) == 0 with input as sure
}

test_own_group_is_undetermined if {
	subject := acl([{"statement": [{"rule_group_reference_statement": [{"arn": "arn:group"}]}]}])
	count(policy.deny) == 0 with input as subject
	{entry.path | some entry in policy.undetermined} == {["rule", 0, "statement"]} with input as subject
}

test_rules_in_json_are_undetermined if {
	every subject in [
		{"kind": "aws_wafv2_web_acl", "values": {"rule_json": "[]"}},
		{"kind": "aws_wafv2_web_acl", "values": {}, "unknown": [{"path": ["rule_json"], "reason": "known after apply"}]},
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 1 with input as subject
	}
}

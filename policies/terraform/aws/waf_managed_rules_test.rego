package bartizan.terraform.waf_managed_rules_test

import data.bartizan.terraform.waf_managed_rules as policy

acl(rules) := {"kind": "aws_wafv2_web_acl", "values": {"rule": rules}, "unknown": []}

unsure(rules, path) := object.union(acl(rules), {"unknown": [{"path": path, "reason": "known after apply"}]})

group(name, action) := {"override_action": [action], "statement": [{"managed_rule_group_statement": [{"name": name, "vendor_name": "AWS"}]}]}

none := {"none": [{}]}

counting := {"count": [{}]}

core := group("AWSManagedRulesCommonRuleSet", none)

inputs := group("AWSManagedRulesKnownBadInputsRuleSet", none)

keys(subject) := {finding.key | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated_without_rules if {
	keys({"kind": "aws_wafv2_web_acl", "values": {}}) == {"AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"}
	some finding in policy.deny with input as acl([inputs])
	finding.path == ["rule"]
	finding.message == "web ACL has no rule for the managed group AWSManagedRulesCommonRuleSet"
}

test_violated_when_only_counting if {
	some finding in policy.deny with input as acl([inputs, group("AWSManagedRulesCommonRuleSet", counting)])
	finding.path == ["rule", 1, "override_action", 0, "count"]
	finding.message == "managed group AWSManagedRulesCommonRuleSet only counts what it finds"
}

test_satisfied if {
	every rules in [
		[core, inputs],
		[core, inputs, group("AWSManagedRulesCommonRuleSet", counting)],
		[{"override_action": [none], "statement": [{"managed_rule_group_statement": [{"name": "OWASP", "vendor_name": "Fortinet"}]}]}],
	] {
		count(policy.deny) == 0 with input as acl(rules)
		count(policy.undetermined) == 0 with input as acl(rules)
	}
}

test_parameter if {
	found := policy.deny with input as object.union(acl([core, inputs]), {"parameters": {"rule_groups": ["AWSManagedRulesSQLiRuleSet"]}})
	{finding.key | some finding in found} == {"AWSManagedRulesSQLiRuleSet"}
}

test_unknown_is_undetermined if {
	every path in [["rule"], ["rule", 1], ["rule", 1, "statement"], ["rule", 1, "statement", 0, "managed_rule_group_statement", 0, "name"], ["rule", 0, "override_action", 0, "count"]] {
		subject := unsure([group("AWSManagedRulesCommonRuleSet", counting), {}], path)
		count(policy.deny) == 0 with input as subject
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as subject
	}
}

test_unknown_action_is_undetermined if {
	path := ["rule", 0, "override_action"]
	subject := unsure([object.remove(core, ["override_action"]), inputs], path)
	count(policy.deny) == 0 with input as subject
	policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as subject
}

test_what_is_unknown_elsewhere_does_not_matter if {
	every path in [["rule", 0, "statement", 0, "rate_based_statement", 0, "limit"], ["rule", 0, "statement", 0, "managed_rule_group_statement", 0, "version"], ["rule", 0, "name"]] {
		keys(unsure([core], path)) == {"AWSManagedRulesKnownBadInputsRuleSet"}
	}
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

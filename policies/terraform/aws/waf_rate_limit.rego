# METADATA
# title: Web application firewall does not slow down floods
# description: >-
#   Whoever tries stolen passwords by the thousand, or simply floods the service, is not held back. A rate-based rule
#   stops a single source before the people who need the service feel it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_web_acl#rate_based_statement-block
# custom:
#   id: TF-AWS-068
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [aws_wafv2_web_acl]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T4, D5]
#   references:
#     owasp: ["API4:2023"]
#     nist-800-53: [SC-5]
#   remediation: >-
#     Add a rule with a `rate_based_statement` and the action `block`, `captcha` or `challenge`.
package bartizan.terraform.waf_rate_limit

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {"path": ["rule"], "message": "web ACL has no rate-based rule"} if {
	count(limits) == 0
	count(slowing) == 0
	count(open_questions) == 0
}

deny contains {
	"path": ["rule", min(limits), "action"],
	"message": "the rate-based rule only counts requests",
} if {
	count(limits) > 0
	count(slowing) == 0
	count(open_questions) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	count(slowing) == 0
	some path, reason in open_questions
}

rules := object.get(input.values, "rule", [])

# Places of the rate-based rules.
limits contains index if {
	some index, rule in rules
	tf.block(tf.block(rule, "statement"), "rate_based_statement") != {}
}

# Places of the rules that stop a flood: by their own action, or Amazon's group against floods.
slowing contains index if {
	some index in limits
	some action in ["block", "captcha", "challenge"]
	count(object.get(tf.block(rules[index], "action"), action, [])) > 0
}

slowing contains index if {
	some index, rule in rules
	managed := tf.block(tf.block(rule, "statement"), "managed_rule_group_statement")
	object.get(managed, "name", "") == "AWSManagedRulesAntiDDoSRuleSet"
	count(object.get(tf.block(rule, "override_action"), "count", [])) == 0
}

open_questions := object.union(tf.unknown_blocks("rule"), object.union(unsettled, elsewhere))

unsettled := {entry.path: entry.reason |
	some entry in object.get(input, "unknown", [])
	entry.path[0] == "rule"
	count(entry.path) > 2
	decides(entry.path)
}

decides(path) if path[2] == "action"

decides(path) if {
	path[2] == "statement"
	count(path) <= 4
}

decides(path) if {
	path[2] == "statement"
	path[4] == "rate_based_statement"
	count(path) <= 6
}

decides(path) if array.slice(path, 4, count(path)) == ["managed_rule_group_statement", 0, "name"]

# Rules that stand in a group of one's own or in a JSON document.
elsewhere[["rule", index, "statement"]] := "what the rule group holds is not told here" if {
	some index, rule in rules
	tf.block(tf.block(rule, "statement"), "rule_group_reference_statement") != {}
}

elsewhere[["rule_json"]] := "the rules stand in a JSON document" if object.get(input.values, "rule_json", "") != ""

elsewhere[path] := reason if some path, reason in unknown.at(["rule_json"])

# METADATA
# title: Web application firewall lacks the core rule groups
# description: >-
#   The firewall is there but does not know the common attacks: injection, path traversal, known exploits of widely
#   used software. A group that only counts its matches lets them through as well.
# related_resources:
#   - ref: https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
#   - ref: https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-rule-group-override-options.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_web_acl
# custom:
#   id: TF-AWS-067
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
#   controls: [M2T4, A6]
#   references:
#     checkov: [CKV_AWS_192]
#     owasp: ["A03:2021"]
#     nist-800-53: [SI-10]
#   remediation: >-
#     Add rules with a `managed_rule_group_statement` for `AWSManagedRulesCommonRuleSet` and
#     `AWSManagedRulesKnownBadInputsRuleSet`, with the `override_action` `none`. Try them with `count` first.
#   parameters:
#     rule_groups:
#       type: array
#       default: [AWSManagedRulesCommonRuleSet, AWSManagedRulesKnownBadInputsRuleSet]
#       description: Amazon's managed rule groups that every web ACL must hold.
package bartizan.terraform.waf_managed_rules

import data.bartizan.lib.params
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

wanted := params.get("rule_groups", ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"])

deny contains {
	"path": ["rule"],
	"message": sprintf("web ACL has no rule for the managed group %s", [group]),
	"key": group,
} if {
	some group in wanted
	not group in {entry.name | some entry in groups}
	count(open_questions) == 0
	count(others) == 0
}

deny contains {
	"path": ["rule", entry.index, "override_action", 0, "count"],
	"message": sprintf("managed group %s only counts what it finds", [entry.name]),
	"key": entry.name,
} if {
	some entry in groups
	entry.name in wanted
	entry.counts
	count([other | some other in groups; other.name == entry.name; not other.counts]) == 0
	count(open_questions) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	count(missing) > 0
	some path, reason in open_questions
}

missing := {group |
	some group in wanted
	count([entry | some entry in groups; entry.name == group; not entry.counts; not unsure_action(entry.index)]) == 0
}

unsure_action(index) if unknown.within(["rule", index, "override_action"])

# Amazon's managed groups in use: {index, name, counts}.
groups contains {"index": index, "name": object.get(managed, "name", ""), "counts": counts(rule)} if {
	some index, rule in object.get(input.values, "rule", [])
	managed := tf.block(tf.block(rule, "statement"), "managed_rule_group_statement")
	object.get(managed, "vendor_name", "AWS") == "AWS"
	managed != {}
}

# Groups that somebody else sells: which attacks they know, they do not tell.
others contains index if {
	some index, rule in object.get(input.values, "rule", [])
	managed := tf.block(tf.block(rule, "statement"), "managed_rule_group_statement")
	object.get(managed, "vendor_name", "AWS") != "AWS"
	not counts(rule)
}

counts(rule) := count(object.get(tf.block(rule, "override_action"), "count", [])) > 0

open_questions := object.union(tf.unknown_blocks("rule"), object.union(unsettled, in_json))

# What is unknown of a rule as far as it decides which group it holds and whether that only counts.
unsettled := {entry.path: entry.reason |
	some entry in object.get(input, "unknown", [])
	entry.path[0] == "rule"
	count(entry.path) > 2
	entry.path[2] in {"override_action", "statement"}
	not settled(entry.path)
}

settled(path) if {
	path[2] == "statement"
	count(path) > 4
	path[4] != "managed_rule_group_statement"
}

settled(path) if {
	path[2] == "statement"
	count(path) > 6
	not path[6] in {"name", "vendor_name"}
}

# Rules may be written as one JSON document instead of blocks.
in_json[["rule_json"]] := "the rules stand in a JSON document" if object.get(input.values, "rule_json", "") != ""

in_json[path] := reason if some path, reason in unknown.at(["rule_json"])

package bartizan.lib.iam_permissions_test

import data.bartizan.lib.iam_permissions

document(statement) := {"kind": "data.aws_iam_policy_document", "values": {"statement": [statement]}}

test_statements_of_each_document if {
	text := json.marshal({"Statement": {"Effect": "Allow", "Action": "a:b", "Resource": "*"}})
	role := {"kind": "aws_iam_role", "values": {"inline_policy": [{"policy": text}], "assume_role_policy": text}}
	found := iam_permissions.allowing with input as role
	{statement.path | some statement in found} == {["inline_policy", 0, "policy", "@json", "Statement"]}
	found_in_policy := iam_permissions.allowing with input as {"kind": "aws_iam_policy", "values": {"policy": text}}
	{statement.path | some statement in found_in_policy} == {["policy", "@json", "Statement"]}
	count(iam_permissions.allowing) == 1 with input as document({"actions": ["a:b"], "resources": ["*"]})
}

test_statements_of_resources_and_denials_are_none if {
	every statement in [
		{"effect": "Deny", "actions": ["a:b"]},
		{"actions": ["kms:*"], "resources": ["*"], "principals": [{"type": "AWS", "identifiers": ["a"]}]},
	] {
		count(iam_permissions.allowing) == 0 with input as document(statement)
		count({s | some s in iam_permissions.all; iam_permissions.harmless(s)}) == 1 with input as document(statement)
	}
}

test_unknown_effect_is_not_harmless if {
	unsure := object.union(document({"actions": ["a:b"]}), {"unknown": [{"path": ["statement", 0, "effect"], "reason": "later"}]})
	count({s | some s in iam_permissions.all; iam_permissions.harmless(s)}) == 0 with input as unsure
}

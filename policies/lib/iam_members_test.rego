package bartizan.lib.iam_members_test

import data.bartizan.lib.iam_members

resource(kind, name, values, references) := {
	"kind": kind, "name": name, "address": concat(".", [kind, name]), "values": values,
	"references": [{"path": [attribute], "address": address} | some attribute, address in references],
}

addresses(resources) := {resource.address | some resource in resources}

group := resource("aws_iam_group", "g", {"name": "admins"}, {})

user := resource("aws_iam_user", "u", {"name": "anna"}, {})

unit := [
	group,
	user,
	resource("aws_iam_policy", "p", {"policy": "{}", "arn": "arn:aws:iam::123456789012:policy/p"}, {}),
	resource("aws_iam_policy", "q", {"policy": "{}"}, {}),
	resource("aws_iam_group_policy", "inline", {"group": "admins", "policy": "{}"}, {}),
	resource("aws_iam_group_policy_attachment", "a", {"policy_arn": "arn:aws:iam::123456789012:policy/p"}, {"group": "aws_iam_group.g"}),
	resource("aws_iam_group_policy_attachments_exclusive", "e", {"group_name": "admins"}, {"policy_arns": "aws_iam_policy.q"}),
	resource("aws_iam_user_group_membership", "m", {"user": "anna", "groups": ["admins", "others"]}, {}),
	resource("aws_iam_group_membership", "n", {"group": "readers", "users": ["bert"]}, {}),
]

test_policies_of_a_group if {
	tied := iam_members.tied(group, "policies") with input.resources as unit
	addresses(tied) == {"aws_iam_group_policy.inline", "aws_iam_group_policy_attachment.a", "aws_iam_group_policy_attachments_exclusive.e"}
	documents := iam_members.documents(group) with input.resources as unit
	addresses(documents) == {"aws_iam_group_policy.inline", "aws_iam_policy.p", "aws_iam_policy.q"}
}

test_groups_of_a_user if {
	groups := iam_members.groups_of(user) with input.resources as unit
	addresses(groups) == {"aws_iam_group.g"}
	members := iam_members.tied(group, "memberships") with input.resources as unit
	addresses(members) == {"aws_iam_user_group_membership.m"}
}

test_group_of_another_module if {
	every membership in [unit[7], unit[8]] {
		iam_members.in_another(membership) with input.resources as unit
	}
	own := resource("aws_iam_group_membership", "o", {"group": "admins"}, {})
	not iam_members.in_another(own) with input.resources as unit
}

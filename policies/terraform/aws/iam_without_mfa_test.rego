package bartizan.terraform.iam_without_mfa_test

import data.bartizan.terraform.iam_without_mfa as policy

resource(kind, name, values) := {"kind": kind, "name": name, "address": concat(".", [kind, name]), "values": values, "unknown": [], "references": []}

referring(kind, name, references) := object.union(resource(kind, name, {}), {
	"references": [{"path": [attribute], "address": address} | some attribute, address in references],
	"unknown": [{"path": [attribute], "reason": "known after apply"} | some attribute, _ in references],
})

unit(resources) := {"complete": true, "resources": resources}

addresses(resources) := {finding.resource | some finding in found} if {
	found := policy.deny with input as unit(resources)
}

group := resource("aws_iam_group", "admins", {"name": "admins"})

user := resource("aws_iam_user", "anna", {"name": "anna"})

login := resource("aws_iam_user_login_profile", "anna", {"user": "anna"})

demanding := json.marshal({"Statement": [{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]})

permissive := json.marshal({"Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]})

group_policy(text) := resource("aws_iam_group_policy", "p", {"group": "admins", "policy": text})

test_violated_by_group if {
	found := policy.deny with input as unit([group, group_policy(permissive)])
	found == {{"resource": "aws_iam_group.admins", "path": [], "message": `no policy of group "admins" demands a second factor`}}
}

test_violated_by_each_tie if {
	every tie in [
		resource("aws_iam_group_membership", "m", {"group": "admins", "users": ["anna"]}),
		referring("aws_iam_user_group_membership", "m", {"groups": "aws_iam_group.admins"}),
		resource("aws_iam_group_policy_attachment", "a", {"group": "admins", "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
		resource("aws_iam_policy_attachment", "a", {"groups": ["admins"], "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
		resource("aws_iam_group_policy_attachments_exclusive", "a", {"group_name": "admins", "policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}),
	] {
		addresses([group, tie]) == {"aws_iam_group.admins"}
	}
}

test_violated_by_console_user if {
	addresses([user, login]) == {"aws_iam_user.anna"}
	membership := resource("aws_iam_user_group_membership", "m", {"user": "anna", "groups": ["admins"]})
	addresses([user, login, group, membership]) == {"aws_iam_user.anna", "aws_iam_group.admins"}
}

test_satisfied if {
	attached := [
		resource("aws_iam_policy", "mfa", {"policy": demanding}),
		object.union(referring("aws_iam_group_policy_attachment", "a", {"policy_arn": "aws_iam_policy.mfa"}), {"values": {"group": "admins"}}),
	]
	every resources in [
		[group],
		[user],
		[user, resource("aws_iam_user_policy", "p", {"user": "anna", "policy": permissive})],
		[group, group_policy(demanding)],
		[group, group_policy(permissive), attached[0], attached[1]],
		[user, login, resource("aws_iam_user_policy", "p", {"user": "anna", "policy": lower(demanding)})],
		[user, login, group, group_policy(demanding), resource("aws_iam_user_group_membership", "m", {"user": "anna", "groups": ["admins"]})],
		[user, login, group, group_policy(demanding), referring("aws_iam_group_membership", "m", {"group": "aws_iam_group.admins", "users": "aws_iam_user.anna"})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

reasons(unit_input) := {entry.reason | some entry in found} if {
	count(policy.deny) == 0 with input as unit_input
	found := policy.undetermined with input as unit_input
}

test_incomplete_unit_is_undetermined if {
	reasons({"complete": false, "resources": [group, group_policy(permissive)]}) == {"not all of the module is here"}
}

test_policies_elsewhere_are_undetermined if {
	attached := resource("aws_iam_group_policy_attachment", "a", {"group": "admins", "policy_arn": "arn:aws:iam::123456789012:policy/mfa"})
	reasons(unit([group, attached])) == {"an attached policy is not in this module"}
	membership := resource("aws_iam_user_group_membership", "m", {"user": "anna", "groups": ["admins", "others"]})
	resources := [user, login, group, membership, group_policy(permissive)]
	addresses(resources) == {"aws_iam_group.admins"}
	policy.undetermined == {{"resource": "aws_iam_user.anna", "path": [], "reason": "a group of the user is not in this module"}} with input as unit(resources)
}

test_unknown_is_undetermined if {
	every path in [["policy"], ["policy", "@json", "Statement", 0], ["policy", "@json", "Statement", 0, "Condition", "Bool"]] {
		unsure := object.union(group_policy(permissive), {"unknown": [{"path": path, "reason": "later"}]})
		reasons(unit([group, unsure])) == {"later"}
	}
	stray := object.union(group_policy(permissive), {"values": {"group": null}, "unknown": [{"path": ["group"], "reason": "later"}]})
	member := resource("aws_iam_group_membership", "m", {"group": "admins", "users": ["anna"]})
	reasons(unit([group, member, stray])) == {"group of one aws_iam_group_policy is only known after apply"}
}

test_unknown_action_does_not_matter if {
	sure := object.union(group_policy(permissive), {"unknown": [{"path": ["policy", "@json", "Statement", 0, "Action"], "reason": "later"}]})
	addresses([group, sure]) == {"aws_iam_group.admins"}
}

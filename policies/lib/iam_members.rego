# METADATA
# description: >-
#   IAM groups and users of a unit, and what belongs to them there: their policies, and who is in which group.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_group_policy_attachment
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_user_group_membership
package bartizan.lib.iam_members

import data.bartizan.lib.link
import data.bartizan.lib.tf

# Kinds and attributes by which something belongs to a group or user.
ties := {
	"aws_iam_group": {
		"policies": {
			"aws_iam_group_policy": "group", "aws_iam_group_policy_attachment": "group", "aws_iam_policy_attachment": "groups",
			"aws_iam_group_policy_attachments_exclusive": "group_name",
		},
		"memberships": {"aws_iam_group_membership": "group", "aws_iam_user_group_membership": "groups"},
	},
	"aws_iam_user": {
		"policies": {
			"aws_iam_user_policy": "user", "aws_iam_user_policy_attachment": "user", "aws_iam_policy_attachment": "users",
			"aws_iam_user_policy_attachments_exclusive": "user_name",
		},
		"memberships": {"aws_iam_group_membership": "users", "aws_iam_user_group_membership": "user"},
	},
}

# Resources of the unit that are tied to `subject`: its `policies` or its `memberships`.
tied(subject, tie) := {input.resources[index] |
	some kind, attribute in ties[subject.kind][tie]
	some index in link.companions(kind, attribute, subject, ["name"])
}

# Policies written for `subject`, and managed ones of the unit that are attached to it.
documents(subject) := {document |
	some given in tied(subject, "policies")
	some document in ({given} | managed(given))
	document.kind in {"aws_iam_group_policy", "aws_iam_user_policy", "aws_iam_policy"}
}

# Managed policies of the unit that `attachment` attaches.
managed(attachment) := {policy |
	some attribute in ["policy_arn", "policy_arns"]
	some policy in link.targets(attachment, attribute, "aws_iam_policy")
} | {policy |
	some arn in arns(attachment)
	some index in link.valued[concat(" ", ["aws_iam_policy", "arn", arn])]
	policy := input.resources[index]
}

# ARNs that `attachment` writes down.
arns(attachment) := {arn |
	some attribute in ["policy_arn", "policy_arns"]
	some arn in tf.list(object.get(attachment.values, attribute, []))
	is_string(arn)
}

# Groups of the unit that `user` is in.
groups_of(user) := {group |
	some membership in tied(user, "memberships")
	some attribute in ["group", "groups"]
	some group in (link.targets(membership, attribute, "aws_iam_group") | called(object.get(membership.values, attribute, [])))
}

# Groups of the unit with one of `names`.
called(names) := {group |
	some name in tf.list(names)
	is_string(name)
	some index in link.valued[concat(" ", ["aws_iam_group", "name", name])]
	group := input.resources[index]
}

# Does the membership name a group that is not of the unit?
in_another(membership) if {
	some name in tf.list(object.get(membership.values, "groups", object.get(membership.values, "group", [])))
	is_string(name)
	count(called(name)) == 0
}

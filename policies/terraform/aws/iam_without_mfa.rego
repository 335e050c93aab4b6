# METADATA
# title: Group or console user is not bound to a second factor
# description: >-
#   Without a policy that asks for `aws:MultiFactorAuthPresent` a password alone, guessed or fished, opens the account with
#   all that the group may do. A rule of the organisation that asks for it is not visible here.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
# custom:
#   id: TF-AWS-051
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds:
#     - aws_iam_group
#     - aws_iam_group_policy
#     - aws_iam_group_policy_attachment
#     - aws_iam_group_policy_attachments_exclusive
#     - aws_iam_group_membership
#     - aws_iam_user
#     - aws_iam_user_policy
#     - aws_iam_user_policy_attachment
#     - aws_iam_user_policy_attachments_exclusive
#     - aws_iam_user_group_membership
#     - aws_iam_user_login_profile
#     - aws_iam_policy
#     - aws_iam_policy_attachment
#   scope: unit
#   level: 1
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1O1]
#   references:
#     trivy: [AWS-0123, AWS-0145]
#     cis: [aws-1.4/1.10]
#     nist-800-53: [IA-2(1)]
#   remediation: >-
#     Give the group a policy that denies everything but the set-up of a second factor while
#     `aws:MultiFactorAuthPresent` is false (`BoolIfExists`), or move people to the central login.
package bartizan.terraform.iam_without_mfa

import data.bartizan.lib.iam_members
import data.bartizan.lib.link

deny contains {
	"resource": subject.address,
	"path": [],
	"message": sprintf("no policy of %s %q demands a second factor", [nouns[subject.kind], object.get(subject.values, "name", subject.name)]),
} if {
	some subject in unbound
	count(doubts(subject)) == 0
}

undetermined contains {"resource": subject.address, "path": [], "reason": reason} if {
	some subject in unbound
	some reason in doubts(subject)
}

nouns := {"aws_iam_group": "group", "aws_iam_user": "user"}

# Groups with members or policies, and users with a password for the console.
unbound contains group if {
	some group in link.of({"aws_iam_group"})
	count(iam_members.tied(group, "policies") | iam_members.tied(group, "memberships")) > 0
	not demands(group)
}

unbound contains user if {
	some user in link.of({"aws_iam_user"})
	count(link.companions("aws_iam_user_login_profile", "user", user, ["name"])) > 0
	not demands(user)
	count([group | some group in iam_members.groups_of(user); demands(group)]) == 0
}

demands(subject) if {
	some document in iam_members.documents(subject)
	contains(lower(object.get(document.values, "policy", "")), "aws:multifactorauth")
}

# Why nobody can say whether a second factor is demanded of `subject`.
doubts(subject) := {reason |
	some given in ({subject} | {group | subject.kind == "aws_iam_user"; some group in iam_members.groups_of(subject)})
	some reason in doubts_of(given)
} | {"a group of the user is not in this module" |
	subject.kind == "aws_iam_user"
	some membership in iam_members.tied(subject, "memberships")
	iam_members.in_another(membership)
}

doubts_of(subject) := ({reason |
	some tie in ["policies", "memberships"]
	some kind, attribute in iam_members.ties[subject.kind][tie]
	reason := link.doubt([kind], attribute, [subject.kind])
} | {reason |
	some document in iam_members.documents(subject)
	some entry in object.get(document, "unknown", [])
	entry.path[0] == "policy"
	hides_condition(entry.path)
	reason := entry.reason
}) | {"an attached policy is not in this module" |
	some attachment in iam_members.tied(subject, "policies")
	regex.match(`_(attachment|exclusive)$`, attachment.kind)
	count(iam_members.managed(attachment)) == 0
	not all_of_amazon(iam_members.arns(attachment))
}

hides_condition(path) if count(path) < 5

hides_condition(path) if "Condition" in path

# Policies that Amazon manages demand no second factor.
all_of_amazon(given) if {
	count(given) > 0
	count({arn | some arn in given; not regex.match(`^arn:[^:]*:iam::aws:policy/`, arn)}) == 0
}

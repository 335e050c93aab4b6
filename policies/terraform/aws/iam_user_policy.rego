# METADATA
# title: Permissions are given to a single IAM user
# description: >-
#   What is given to one person follows no role, is missed when access is reviewed and stays when the person changes
#   teams. Permissions belong to roles or groups.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_user_policy_attachment
# custom:
#   id: TF-AWS-049
#   severity: low
#   confidence: high
#   platform: terraform
#   kinds:
#     - aws_iam_user_policy
#     - aws_iam_user_policy_attachment
#     - aws_iam_policy_attachment
#     - aws_iam_user_policy_attachments_exclusive
#     - aws_iam_user_policies_exclusive
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, D2]
#   references:
#     trivy: [AWS-0143]
#     checkov: [CKV_AWS_40]
#     cis: [aws-1.4/1.15]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Attach the policy to a role that people take through the central login, or to a group, and take it away from the
#     user.
package bartizan.terraform.iam_user_policy

import data.bartizan.lib.unknown

# What gives a permission to a user, by kind: an attribute, and whether it may be an empty list.
givers := {
	"aws_iam_user_policy": {"attribute": "user", "may_be_empty": false},
	"aws_iam_user_policy_attachment": {"attribute": "user", "may_be_empty": false},
	"aws_iam_policy_attachment": {"attribute": "users", "may_be_empty": true},
	"aws_iam_user_policy_attachments_exclusive": {"attribute": "policy_arns", "may_be_empty": true},
	"aws_iam_user_policies_exclusive": {"attribute": "policy_names", "may_be_empty": true},
}

giver := givers[input.kind]

deny contains {
	"path": [giver.attribute],
	"message": sprintf("permissions are given to %s", [who]),
} if {
	gives
}

undetermined contains {"path": path, "reason": reason} if {
	not gives
	some path, reason in unknown.within([giver.attribute])
}

gives if not giver.may_be_empty

gives if count(known(giver.attribute)) > 0

known(attribute) := [entry | some entry in object.get(input.values, attribute, []); entry != null]

who := sprintf("the users %s", [concat(", ", sort(known("users")))]) if giver.attribute == "users"

who := sprintf("user %q", [user]) if giver.attribute != "users"

who := "a single user" if {
	giver.attribute != "users"
	not user
}

# By its name in the first two kinds, and in the last two.
user := input.values.user

user := input.values.user_name

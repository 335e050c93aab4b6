# METADATA
# title: IAM policy lets its holder gain more rights
# description: >-
#   Who may change policies, hand any role to a service or make keys for others on every resource can take the rights of
#   an administrator, though the policy does not look like it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
#   - ref: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
# custom:
#   id: TF-AWS-047
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - aws_iam_policy
#     - aws_iam_role_policy
#     - aws_iam_user_policy
#     - aws_iam_group_policy
#     - aws_iam_role
#     - data.aws_iam_policy_document
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, M3T1, M4O3]
#   references:
#     trivy: [AWS-0342]
#     checkov: [CKV_AWS_286, CKV_AWS_110]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Name the roles, policies or users that the action may touch, or add a condition such as `iam:PassedToService` or
#     `iam:PermissionsBoundary`.
#   parameters:
#     actions:
#       type: array
#       default:
#         - iam:PassRole
#         - iam:CreatePolicyVersion
#         - iam:SetDefaultPolicyVersion
#         - iam:AttachRolePolicy
#         - iam:AttachUserPolicy
#         - iam:AttachGroupPolicy
#         - iam:PutRolePolicy
#         - iam:PutUserPolicy
#         - iam:PutGroupPolicy
#         - iam:AddUserToGroup
#         - iam:UpdateAssumeRolePolicy
#         - iam:CreateAccessKey
#         - iam:CreateLoginProfile
#         - iam:UpdateLoginProfile
#       description: Actions that lead to more rights when they may touch every resource.
package bartizan.terraform.iam_privilege_escalation

import data.bartizan.lib.iam
import data.bartizan.lib.iam_permissions
import data.bartizan.lib.params

fields := ["action", "resource", "condition"]

deny contains {
	"path": iam.element(statement, "action", index),
	"message": sprintf("policy grants %s on every resource, by which its holder can gain more rights", [action]),
	"key": action,
} if {
	some statement in iam_permissions.allowing
	some index, action in statement.actions
	leads_further(action)
	count(statement.conditions) == 0
	everywhere(statement)
	not granted_anyway(statement, action)
	not iam.unsure(statement, fields)
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in iam.unknown_fields(iam_permissions.documents, fields)
	not harmless(path)
}

# Does what is unknown at `path` not matter, as the rest of its statement rules a finding out?
harmless(path) if ruled_out(iam.around(iam_permissions.all, path))

ruled_out(statement) if iam_permissions.harmless(statement)

ruled_out(statement) if {
	not iam.unsure(statement, ["action"])
	count([action | some action in statement.actions; leads_further(action); not granted_anyway(statement, action)]) == 0
}

ruled_out(statement) if {
	not iam.unsure(statement, ["resource"])
	not everywhere(statement)
}

ruled_out(statement) if {
	not iam.unsure(statement, ["condition"])
	count(statement.conditions) > 0
}

# Does the pattern `action` cover one of the actions? IAM ignores the case.
leads_further(action) if lower(action) in dangerous

leads_further(action) if {
	regex.match(`[*?]`, action)
	some name in dangerous
	regex.match(expression(lower(action)), name)
}

dangerous := {lower(action) | some action in params.get("actions", default_actions)}

default_actions := [
	"iam:PassRole", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion",
	"iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:AttachGroupPolicy",
	"iam:PutRolePolicy", "iam:PutUserPolicy", "iam:PutGroupPolicy", "iam:AddUserToGroup",
	"iam:UpdateAssumeRolePolicy", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile",
]

# What IAM's wildcards mean.
expression(pattern) := sprintf("^%s$", [replace(replace(pattern, "*", ".*"), "?", ".")])

# Does `statement` reach every resource, or every one of a kind of IAM?
everywhere(statement) if {
	some resource in statement.resources
	regex.match(`^(\*|arn:[^:]*:iam::[^:]*:((role|user|group|policy)/)?\*)$`, resource)
}

# Every action on every resource is a fault of its own.
granted_anyway(statement, action) if {
	action in {"*", "*:*", "iam:*"}
	"*" in statement.resources
}

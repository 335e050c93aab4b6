# METADATA
# title: IAM policy grants every action
# description: >-
#   Who holds such a policy owns the account, or the whole of one service in it. A stolen key or a flaw in the
#   application then reaches everything instead of the little that it needs.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
# custom:
#   id: TF-AWS-046
#   severity: critical
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
#   controls: [M2T3, M3T1]
#   references:
#     trivy: [AWS-0057]
#     checkov: [CKV_AWS_62, CKV_AWS_63, CKV_AWS_1, CKV_AWS_355]
#     cis: [aws-1.4/1.16]
#     nist-800-53: [AC-6]
#   remediation: >-
#     List the actions that are needed, on the resources that are needed.
#   parameters:
#     allowed_services:
#       type: array
#       default: []
#       description: >-
#         Services, such as `logs`, of which a policy may grant every action on every resource.
package bartizan.terraform.iam_full_access

import data.bartizan.lib.iam
import data.bartizan.lib.iam_permissions
import data.bartizan.lib.params

fields := ["action", "resource"]

deny contains {
	"path": iam.element(statement, "action", index),
	"message": sprintf("policy grants %s on every resource", [what]),
	"key": action,
} if {
	some statement in iam_permissions.allowing
	some index, action in statement.actions
	some what in granted(statement, action)
	"*" in statement.resources
	not iam.unsure(statement, concerned(action))
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in iam.unknown_fields(iam_permissions.documents, array.concat(fields, ["condition"]))
	not harmless(path)
}

# Every action is too much under any condition.
concerned(action) := fields if action in {"*", "*:*"}

concerned(action) := array.concat(fields, ["condition"]) if not action in {"*", "*:*"}

# Does what is unknown at `path` not matter, as the rest of its statement rules a finding out?
harmless(path) if ruled_out(iam.around(iam_permissions.all, path))

ruled_out(statement) if iam_permissions.harmless(statement)

ruled_out(statement) if {
	not iam.unsure(statement, ["action"])
	count([what | some action in statement.actions; some what in granted(statement, action)]) == 0
}

ruled_out(statement) if {
	not iam.unsure(statement, ["resource"])
	not "*" in statement.resources
}

# What is unknown of the conditions of a statement that grants all does not matter.
ruled_out(statement) if {
	not iam.unsure(statement, fields)
	some action in statement.actions
	action in {"*", "*:*"}
}

# What `action` grants, in words, when that is everything: one element at most.
granted(_, action) := {"every action"} if action in {"*", "*:*"}

# Of one service, unless a condition narrows it.
granted(statement, action) := {sprintf("every action of %s", [parts[0]]) |
	parts := split(action, ":")
	parts[1] == "*"
	count(statement.conditions) == 0
	not parts[0] in params.get("allowed_services", [])
} if {
	not action in {"*", "*:*"}
}

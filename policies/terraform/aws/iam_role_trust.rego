# METADATA
# title: IAM role can be assumed by anyone
# description: >-
#   The trust policy names everyone, so people in any AWS account can take the role and all it may do. A trust in the
#   root of an account without a condition hands the choice of who takes the role to whoever administers that account.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role
# custom:
#   id: TF-AWS-048
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds: [aws_iam_role]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2T3, M3T1, C3]
#   references:
#     checkov: [CKV_AWS_60, CKV_AWS_61]
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Name the roles or services that take this role, and add a condition such as `sts:ExternalId` or
#     `aws:PrincipalOrgID` where a whole account must be trusted.
#   parameters:
#     trusted_accounts:
#       type: array
#       default: []
#       description: >-
#         Numbers of accounts, in quotes, whose root a role may trust without a condition.
package bartizan.terraform.iam_role_trust

import data.bartizan.lib.iam
import data.bartizan.lib.params

fields := ["principal", "condition"]

deny contains {
	"path": iam.at(statement, "principal"),
	"message": "role can be assumed by any principal without a condition that narrows who it is",
} if {
	some statement in statements
	iam.public(statement)
}

deny contains {
	"path": iam.at(statement, "principal"),
	"message": sprintf("role can be assumed by all of account %s without a condition", [account]),
	"key": account,
} if {
	some statement in statements
	statement.effect == "Allow"
	count(statement.conditions) == 0
	some principal in statement.principals
	principal.type == "AWS"
	regex.match(`^(arn:aws[a-z-]*:iam::)?[0-9]{12}(:root)?$`, principal.id)
	account := regex.find_n(`[0-9]{12}`, principal.id, 1)[0]
	not account in params.get("trusted_accounts", [])
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in iam.unknown_fields([["assume_role_policy"]], fields)
	not harmless(path)
}

# Does what is unknown at `path` not matter, as the rest of its statement rules a finding out?
harmless(path) if ruled_out(iam.around(iam.statements(["assume_role_policy"]), path))

ruled_out(statement) if {
	statement.effect != "Allow"
	not iam.unsure(statement, [])
}

ruled_out(statement) if {
	iam.types_known(statement)
	count([principal | some principal in statement.principals; principal.type in {"*", "AWS"}]) == 0
}

statements contains statement if {
	some statement in iam.statements(["assume_role_policy"])
	not iam.unsure(statement, fields)
}

# METADATA
# title: Role trusts the workflows of every GitHub repository
# description: >-
#   GitHub issues tokens to every workflow of every repository in the world. A role that does not ask for the subject
#   of the token lets a stranger's pipeline deploy to this account.
# related_resources:
#   - ref: https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub
# custom:
#   id: TF-AWS-053
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds: [aws_iam_role, data.aws_iam_policy_document]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2O3, D1, D2]
#   references:
#     checkov: [CKV_AWS_358, CKV_AWS_393]
#     nist-800-53: [AC-3, SA-10]
#   remediation: >-
#     Add a condition on `token.actions.githubusercontent.com:sub` that names organisation and repository, such as
#     `repo:my-organisation/my-repository:ref:refs/heads/main`.
package bartizan.terraform.github_federation

import data.bartizan.lib.iam

issuer := "token.actions.githubusercontent.com"

fields := ["principal", "condition"]

deny contains {
	"path": iam.at(statement, "condition"),
	"message": sprintf("trust in %s has no condition on %s:sub", [issuer, issuer]),
} if {
	some statement in trusts
	count(claims(statement)) == 0
}

deny contains {
	"path": iam.at(statement, "condition"),
	"message": sprintf("trust in %s accepts the subject %q", [issuer, subject]),
	"key": subject,
} if {
	some statement in trusts
	some claim in claims(statement)
	claim.name == "sub"
	some subject in claim.values
	any_owner(subject)
	not narrowed_elsewhere(statement)
}

# Only what is unknown of a statement that takes tokens, or may do so.
undetermined contains {"path": path, "reason": reason} if {
	some path, reason in iam.unknown_fields(documents[input.kind], fields)
	not harmless(path)
}

documents := {"aws_iam_role": [["assume_role_policy"]], "data.aws_iam_policy_document": []}

trusts contains statement if {
	some statement in array.concat(iam.document_statements, role_statements)
	statement.effect == "Allow"
	federated(statement)
	not iam.unsure(statement, fields)
}

role_statements := [statement | some statement in iam.statements(["assume_role_policy"])]

# The provider may be an address that is not known yet; then a condition on its tokens gives it away.
federated(statement) if {
	some principal in statement.principals
	principal.type == "Federated"
	endswith(principal.id, issuer)
}

federated(statement) if {
	some principal in statement.principals
	principal.type == "Federated"
	some condition in statement.conditions
	startswith(lower(condition.variable), concat("", [issuer, ":"]))
}

# Does what is unknown at `path` not matter, as the rest of its statement rules a finding out?
harmless(path) if ruled_out(iam.around(array.concat(iam.document_statements, role_statements), path))

ruled_out(statement) if {
	not iam.unsure(statement, ["action"])
	not "sts:AssumeRoleWithWebIdentity" in statement.actions
	count(statement.actions) > 0
}

ruled_out(statement) if {
	iam.types_known(statement)
	count(statement.principals) > 0
	count([principal | some principal in statement.principals; principal.type == "Federated"]) == 0
}

# Claims of the token that say whose workflow it is, with the values asked for: {name, values}.
claims(statement) := [{"name": name, "values": condition.values} |
	some condition in statement.conditions
	replace(lower(condition.test), "foranyvalue:", "") in {"stringequals", "stringlike", "stringequalsignorecase"}
	variable := lower(condition.variable)
	startswith(variable, concat("", [issuer, ":"]))
	name := split(variable, ":")[1]
	name in {"sub", "job_workflow_ref", "repository", "repository_id", "repository_owner", "repository_owner_id"}
]

narrowed_elsewhere(statement) if {
	some claim in claims(statement)
	claim.name != "sub"
	every value in claim.values {
		not regex.match(`^[*?]`, value)
	}
}

# A wildcard before the end of the owner's name lets other owners in: `*`, `repo:*`, `repo:my-org*`.
any_owner(subject) if regex.match(`^[*?]`, subject)

any_owner(subject) if regex.match(`^repo(:[^/]*)?[*?]`, subject)

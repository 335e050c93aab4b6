# METADATA
# title: Function can be called without authentication
# description: >-
#   A function URL without authorisation answers everyone on the internet. A permission for everyone, or for a service of
#   AWS without naming whose resource calls, lets strangers run the function through an account of their own.
# related_resources:
#   - ref: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
#   - ref: https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_permission
# custom:
#   id: TF-AWS-062
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_lambda_function_url, aws_lambda_permission]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M1T1, A1]
#   references:
#     trivy: [AWS-0067]
#     checkov: [CKV_AWS_258, CKV_AWS_301, CKV_AWS_364]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Set `authorization_type` to `AWS_IAM`; name the caller with `source_arn`, `source_account` or `principal_org_id` in
#     the permission.
package bartizan.terraform.lambda_public

import data.bartizan.lib.secrets
import data.bartizan.lib.unknown

deny contains {
	"path": ["authorization_type"],
	"message": "function URL answers everyone (authorization_type is NONE)",
	"fix": [{"op": "set", "path": ["authorization_type"], "value": "AWS_IAM", "safety": "unsafe"}],
} if {
	input.kind == "aws_lambda_function_url"
	object.get(input.values, "authorization_type", "") == "NONE"
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "aws_lambda_function_url"
	some path, reason in unknown.at(["authorization_type"])
}

deny contains {"path": ["principal"], "message": sprintf("%s may call the function, and nothing narrows who that is", [caller])} if {
	open
	count(doubts) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	open
	some path, reason in doubts
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "aws_lambda_permission"
	not narrowed
	not an_identity
	some path, reason in unknown.at(["principal"])
}

# The principal is a role, a user or an account of its own, though not known yet.
an_identity if {
	some reference in object.get(input, "references", [])
	reference.path == ["principal"]
	regex.match(`(^|[.])(aws_iam_role|aws_iam_user|aws_caller_identity)[.]`, reference.address)
}

open if {
	input.kind == "aws_lambda_permission"
	caller
	not narrowed
}

caller := "everyone" if input.values.principal == "*"

caller := sprintf("service %s for any account", [input.values.principal]) if {
	regex.match(`[.]amazonaws[.]com(\.cn)?$`, input.values.principal)
}

narrowing := ["source_arn", "source_account", "principal_org_id", "event_source_token"]

narrowed if {
	some attribute in narrowing
	not object.get(input.values, attribute, "") in {"", "*"}
}

# The address of a resource made in the same apply is not known yet, but given.
narrowed if {
	some attribute in narrowing
	unknown.at([attribute])
	secrets.refers([attribute])
}

doubts := {path: reason |
	some attribute in narrowing
	some path, reason in unknown.at([attribute])
}

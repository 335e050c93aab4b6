# METADATA
# title: IAM user gets a permanent access key or console password
# description: >-
#   A permanent key works from everywhere until somebody withdraws it, and Terraform writes it to the state. People should
#   come through the central login and programs through roles, whose credentials end by themselves.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_access_key
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_user_login_profile
# custom:
#   id: TF-AWS-050
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_iam_access_key, aws_iam_user_login_profile]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1T1, A2, A3]
#   references:
#     checkov: [CKV_AWS_273, CKV_AWS_348]
#     nist-800-53: [IA-2, IA-5]
#   remediation: >-
#     Let people log in through the identity provider (IAM Identity Center or a SAML or OIDC provider) and programs take
#     a role; then remove the resource.
package bartizan.terraform.iam_access_key

import data.bartizan.lib.unknown

deny contains {"path": ["user"], "message": sprintf("%s gets a permanent access key", [user])} if {
	input.kind == "aws_iam_access_key"
	active
	not unknown.at(["status"])
}

deny contains {"path": ["user"], "message": sprintf("%s gets a password for the console", [user])} if {
	input.kind == "aws_iam_user_login_profile"
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "aws_iam_access_key"
	some path, reason in unknown.at(["status"])
}

active if object.get(input.values, "status", "Active") != "Inactive"

user := sprintf("user %q", [input.values.user]) if is_string(object.get(input.values, "user", null))

user := "IAM user" if not is_string(object.get(input.values, "user", null))

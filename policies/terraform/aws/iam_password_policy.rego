# METADATA
# title: Password rules of the account are weak
# description: >-
#   Passwords for the console that are short, or that people may take again, are guessed or known from an earlier leak.
#   The rules hold for every IAM user of the account.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_account_password_policy
# custom:
#   id: TF-AWS-052
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_iam_account_password_policy]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1O1, M2T5]
#   references:
#     trivy: [AWS-0063, AWS-0056]
#     checkov: [CKV_AWS_10, CKV_AWS_13]
#     cis: [aws-1.4/1.8, aws-1.4/1.9]
#     nist-800-53: [IA-5]
#   remediation: >-
#     Set `minimum_password_length` to 14 or more and `password_reuse_prevention` to 24.
#   parameters:
#     minimum_length:
#       type: number
#       default: 14
#       description: Characters that a password must have at least.
#     remembered_passwords:
#       type: number
#       default: 24
#       description: Earlier passwords that may not be taken again; IAM remembers 24 at most.
package bartizan.terraform.iam_password_policy

import data.bartizan.lib.params
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Attributes, what is wanted at least, and what counts where they are absent: the provider's default, and none remembered.
rules := {
	"minimum_password_length": {"wanted": params.get("minimum_length", 14), "default": 6},
	"password_reuse_prevention": {"wanted": params.get("remembered_passwords", 24), "default": 0},
}

deny contains {
	"path": [attribute],
	"message": sprintf("%s is %v; at least %v is needed", [attribute, shown, rule.wanted]),
	"fix": [{"op": "set", "path": [attribute], "value": rule.wanted, "safety": "unsafe"}],
} if {
	some attribute, rule in rules
	not unknown.at([attribute])
	tf.number(object.get(input.values, attribute, rule["default"])) < rule.wanted
	shown := object.get(input.values, attribute, "not set")
}

undetermined contains {"path": path, "reason": reason} if {
	some attribute, _ in rules
	some path, reason in unknown.at([attribute])
}

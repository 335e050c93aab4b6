# METADATA
# title: Nothing looks for access from outside the account
# description: >-
#   A role, bucket or key that strangers may use stays unseen until somebody uses it. An external access analyzer names
#   each of them. Asked where a module sets up the account itself.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/accessanalyzer_analyzer
# custom:
#   id: TF-AWS-078
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds:
#     - aws_accessanalyzer_analyzer
#     - aws_cloudtrail
#     - aws_config_configuration_recorder
#     - aws_ebs_encryption_by_default
#     - aws_guardduty_detector
#     - aws_iam_account_alias
#     - aws_iam_account_password_policy
#     - aws_organizations_organization
#     - aws_s3_account_public_access_block
#     - aws_securityhub_account
#   scope: unit
#   level: 1
#   pillar: operations
#   layer: Compliance & Risk
#   owner: Security & Legal Team
#   supporting: [All Engineering Functions]
#   controls: [M1O3, C3, M4O3]
#   references:
#     trivy: [AWS-0175]
#     cis: [aws-1.4/1.20]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Add an `aws_accessanalyzer_analyzer` of `type` `ACCOUNT`, or one of `type` `ORGANIZATION` in the account that
#     administers it for the organisation.
package bartizan.terraform.access_analyzer

import data.bartizan.lib.account
import data.bartizan.lib.link
import data.bartizan.lib.unknown

deny contains {
	"resource": account.witness,
	"path": [],
	"message": "the module sets up the account but has no analyzer of access from outside",
	"fix": [{
		"op": "add_resource",
		"kind": "aws_accessanalyzer_analyzer",
		"name": "external_access",
		"values": {"analyzer_name": "external-access", "type": "ACCOUNT"},
		"safety": "unsafe",
	}],
} if {
	missing
	count(open_questions) == 0
	object.get(input, "complete", false) == true
}

undetermined contains {"resource": account.witness, "path": [], "reason": "not all of the module is here"} if {
	missing
	object.get(input, "complete", false) == false
}

undetermined contains question if {
	missing
	some question in open_questions
}

missing if {
	account.witness
	count([analyzer | some analyzer in analyzers; object.get(analyzer.values, "type", "ACCOUNT") in {"ACCOUNT", "ORGANIZATION"}; not unknown.at_in(analyzer, ["type"])]) == 0
}

analyzers := link.of(["aws_accessanalyzer_analyzer"])

open_questions contains {"resource": analyzer.address, "path": path, "reason": reason} if {
	some analyzer in analyzers
	some path, reason in unknown.at_in(analyzer, ["type"])
}

# METADATA
# title: No active GuardDuty detector watches the account
# description: >-
#   Without threat detection nobody notices stolen credentials, mined coins or data on its way out before the damage
#   is done. Asked where a module sets up the account itself, told by the account-wide settings in it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/guardduty/latest/ug/what-is-guardduty.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/guardduty_detector
# custom:
#   id: TF-AWS-075
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - aws_guardduty_detector
#     - aws_guardduty_organization_admin_account
#     - aws_guardduty_organization_configuration
#     - aws_cloudtrail
#     - aws_config_configuration_recorder
#     - aws_ebs_encryption_by_default
#     - aws_iam_account_alias
#     - aws_iam_account_password_policy
#     - aws_organizations_organization
#     - aws_s3_account_public_access_block
#     - aws_securityhub_account
#   scope: unit
#   level: 4
#   pillar: technical
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M4T3, M4O1, D4]
#   references:
#     checkov: [CKV_AWS_238, CKV2_AWS_3]
#     nist-800-53: [SI-4]
#   remediation: >-
#     Add an `aws_guardduty_detector`, and keep its `enable` true, in the module that sets up the account or in the
#     one of the organisation's security account.
package bartizan.terraform.guardduty

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"resource": detector.address,
	"path": ["enable"],
	"message": sprintf("GuardDuty detector %q is switched off", [detector.name]),
	"fix": [{"op": "set", "path": ["enable"], "value": true, "safety": "unsafe"}],
} if {
	some detector in detectors
	not unknown.at_in(detector, ["enable"])
	tf.is_false(object.get(detector.values, "enable", true))
}

deny contains {
	"resource": witness,
	"path": [],
	"message": "the module sets up the account but has no GuardDuty detector",
} if {
	witness := unwatched
	object.get(input, "complete", false) == true
}

undetermined contains {"resource": detector.address, "path": path, "reason": reason} if {
	some detector in detectors
	some path, reason in unknown.at_in(detector, ["enable"])
}

undetermined contains {"resource": witness, "path": [], "reason": "not all of the module is here"} if {
	witness := unwatched
	object.get(input, "complete", false) == false
}

detectors contains resource if {
	some resource in input.resources
	resource.kind == "aws_guardduty_detector"
}

# Address of an account-wide setting in a module that has nothing of GuardDuty; undefined where there is none, or where
# GuardDuty is run from the organisation.
unwatched := min(account_settings) if {
	count(account_settings) > 0
	count(guardduty) == 0
}

guardduty := [resource.address |
	some resource in input.resources
	startswith(resource.kind, "aws_guardduty_")
]

account_settings := [resource.address |
	some resource in input.resources
	not startswith(resource.kind, "aws_guardduty_")
]

# METADATA
# title: No trail records the calls of all regions
# description: >-
#   Intruders like the regions that nobody uses. Calls there, and those to global services, are only recorded by a trail
#   of all regions. Where no trail is planned at all, it is missed only in a module that sets up the account, told by at
#   least two kinds of account-wide settings in it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-multi-region-trails.html
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail
# custom:
#   id: TF-AWS-008
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds:
#     - aws_cloudtrail
#     - aws_cloudtrail_event_data_store
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
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, C4]
#   references:
#     trivy: [AWS-0014]
#     checkov: [CKV_AWS_67, CKV_AWS_251]
#     cis: [aws-1.4/3.1]
#     nist-800-53: [AU-2, AU-12]
#   remediation: >-
#     Set `is_multi_region_trail` to true on an `aws_cloudtrail` that records management events, and keep
#     `enable_logging` true.
package bartizan.terraform.cloudtrail_regions

import data.bartizan.lib.cloudtrail

deny contains {
	"resource": trail.address,
	"path": [attribute],
	"message": sprintf("trail %q %s", [object.get(trail.values, "name", trail.name), faults[attribute]]),
	"fix": [{"op": "set", "path": [attribute], "value": true, "safety": "unsafe"}],
} if {
	not covered
	count(doubts) == 0
	some trail in trails
	some attribute in cloudtrail.shortcomings(trail)
}

deny contains {
	"resource": witness,
	"path": [],
	"message": "the module sets up the account but has no trail",
} if {
	witness := unrecorded
	object.get(input, "complete", false) == true
}

undetermined contains doubt if {
	not covered
	some doubt in doubts
}

undetermined contains {"resource": witness, "path": [], "reason": "not all of the module is here"} if {
	witness := unrecorded
	object.get(input, "complete", false) == false
}

faults := {
	"is_multi_region_trail": "records the calls of one region only",
	"enable_logging": "is switched off",
}

trails contains resource if {
	some resource in cloudtrail.recorders
	resource.kind == "aws_cloudtrail"
}

covered if {
	some recorder in cloudtrail.recorders
	count(cloudtrail.shortcomings(recorder)) == 0
	count(cloudtrail.unknown_settings(recorder)) == 0
}

doubts contains {"resource": recorder.address, "path": path, "reason": reason} if {
	some recorder in cloudtrail.recorders
	some path, reason in cloudtrail.unknown_settings(recorder)
}

# Address of an account-wide setting in a module that makes several of them but nothing of CloudTrail that records. One
# alone may be a module of its own.
unrecorded := min([setting.address | some setting in account_settings]) if {
	count(cloudtrail.recorders) == 0
	count({setting.kind | some setting in account_settings}) > 1
}

account_settings := [resource |
	some resource in input.resources
	not startswith(resource.kind, "aws_cloudtrail")
]

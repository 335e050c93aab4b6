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

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"resource": trail.address,
	"path": [attribute],
	"message": sprintf("trail %q %s", [object.get(trail.values, "name", trail.name), faults[attribute]]),
	"fix": [{"op": "set", "path": [attribute], "value": true, "safety": "unsafe"}],
} if {
	not covered
	count(doubts) == 0
	some trail in trails
	some attribute in shortcomings(trail)
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

# Trails, and event data stores of CloudTrail Lake, that record management events, as far as is known.
recorders contains resource if {
	some resource in input.resources
	resource.kind in {"aws_cloudtrail", "aws_cloudtrail_event_data_store"}
	management_events(resource)
}

trails contains resource if {
	some resource in recorders
	resource.kind == "aws_cloudtrail"
}

covered if {
	some recorder in recorders
	count(shortcomings(recorder)) == 0
	count(unknown_settings(recorder)) == 0
}

# Attributes that keep a trail from recording the calls of all regions. A data store records them unless told otherwise.
shortcomings(trail) := {attribute |
	attribute := "is_multi_region_trail"
	trail.kind == "aws_cloudtrail"
	not tf.is_true(object.get(trail.values, attribute, false))
} | {attribute |
	some attribute in {"enable_logging", "multi_region_enabled"}
	tf.is_false(object.get(trail.values, attribute, true))
}

unknown_settings(recorder) := {path: reason |
	some attribute in ["is_multi_region_trail", "enable_logging", "multi_region_enabled", "event_selector", "advanced_event_selector"]
	some path, reason in unknown.within_in(recorder, [attribute])
}

doubts contains {"resource": recorder.address, "path": path, "reason": reason} if {
	some recorder in recorders
	some path, reason in unknown_settings(recorder)
}

management_events(recorder) if {
	count(object.get(recorder.values, "event_selector", [])) == 0
	count(object.get(recorder.values, "advanced_event_selector", [])) == 0
}

management_events(recorder) if {
	some selector in object.get(recorder.values, "event_selector", [])
	not tf.is_false(object.get(selector, "include_management_events", true))
}

management_events(recorder) if {
	some selector in object.get(recorder.values, "advanced_event_selector", [])
	some field in object.get(selector, "field_selector", [])
	field.field == "eventCategory"
	"Management" in object.get(field, "equals", [])
}

management_events(recorder) if unknown.within_in(recorder, ["event_selector"])

management_events(recorder) if unknown.within_in(recorder, ["advanced_event_selector"])

# Address of an account-wide setting in a module that makes several of them but nothing of CloudTrail that records. One
# alone may be a module of its own.
unrecorded := min([setting.address | some setting in account_settings]) if {
	count(recorders) == 0
	count({setting.kind | some setting in account_settings}) > 1
}

account_settings := [resource |
	some resource in input.resources
	not startswith(resource.kind, "aws_cloudtrail")
]

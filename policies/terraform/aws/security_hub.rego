# METADATA
# title: Nothing checks the AWS account against a benchmark
# description: >-
#   Settings drift: a bucket is opened for a test, a log is switched off, and nobody notices. Security Hub with a
#   standard, fed by a running recorder of AWS Config, says so every day. Asked where a module sets up the account.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-setup-prereqs.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/securityhub_account
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/config_configuration_recorder_status
# custom:
#   id: TF-AWS-077
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds:
#     - aws_config_configuration_recorder
#     - aws_config_configuration_recorder_status
#     - aws_securityhub_account
#     - aws_securityhub_configuration_policy
#     - aws_securityhub_organization_admin_account
#     - aws_securityhub_organization_configuration
#     - aws_securityhub_standards_subscription
#     - aws_cloudtrail
#     - aws_ebs_encryption_by_default
#     - aws_guardduty_detector
#     - aws_iam_account_alias
#     - aws_iam_account_password_policy
#     - aws_organizations_organization
#     - aws_s3_account_public_access_block
#   scope: unit
#   level: 4
#   pillar: operations
#   layer: Compliance & Risk
#   owner: Security & Legal Team
#   supporting: [All Engineering Functions]
#   controls: [M4O2, M4O3, C4]
#   references:
#     checkov: [CKV2_AWS_45]
#     cis: [aws-1.4/3.5]
#     nist-800-53: [CM-6, RA-5]
#   remediation: >-
#     Add `aws_securityhub_account` with an `aws_securityhub_standards_subscription` to the CIS benchmark or the AWS
#     Foundational Security Best Practices, and an `aws_config_configuration_recorder` whose
#     `aws_config_configuration_recorder_status` has `is_enabled` true.
package bartizan.terraform.security_hub

import data.bartizan.lib.account
import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

status_kind := "aws_config_configuration_recorder_status"

deny contains {
	"resource": status.address,
	"path": ["is_enabled"],
	"message": sprintf("the recorder of AWS Config %q is switched off", [status.name]),
	"fix": [{"op": "set", "path": ["is_enabled"], "value": true, "safety": "unsafe"}],
} if {
	some status in link.of([status_kind])
	not unknown.at_in(status, ["is_enabled"])
	not tf.is_true(object.get(status.values, "is_enabled", false))
}

deny contains {
	"resource": hub.address,
	"path": ["enable_default_standards"],
	"message": "Security Hub is enabled without any standard",
} if {
	some hub in bare_hubs
	tf.is_false(object.get(hub.values, "enable_default_standards", true))
	complete
}

deny contains {
	"resource": recorder.address,
	"path": [],
	"message": sprintf("the recorder of AWS Config %q is never started", [recorder.name]),
} if {
	some recorder in unstarted
	complete
}

deny contains {"resource": account.witness, "path": [], "key": gap, "message": sprintf("the module sets up the account but %s", [gap])} if {
	some gap in gaps
	complete
}

undetermined contains {"resource": status.address, "path": path, "reason": reason} if {
	some status in link.of([status_kind])
	some path, reason in unknown.at_in(status, ["is_enabled"])
}

undetermined contains {"resource": hub.address, "path": path, "reason": reason} if {
	some hub in bare_hubs
	some path, reason in unknown.at_in(hub, ["enable_default_standards"])
}

undetermined contains {"resource": account.witness, "path": [], "reason": "not all of the module is here"} if {
	count(gaps) + count(unstarted) > 0
	not complete
}

complete if object.get(input, "complete", false) == true

# Hubs in a module that subscribes to no standard itself. The default standards come with the hub unless it says no.
bare_hubs := link.of(["aws_securityhub_account"]) if {
	count(link.of(["aws_securityhub_standards_subscription", "aws_securityhub_configuration_policy", "aws_securityhub_organization_configuration"])) == 0
} else := set()

# Recorders in a module that starts none.
unstarted := link.of(["aws_config_configuration_recorder"]) if count(link.of([status_kind])) == 0

unstarted := set() if count(link.of([status_kind])) > 0

gaps contains "does not enable Security Hub" if {
	account.witness
	count([resource | some resource in input.resources; startswith(resource.kind, "aws_securityhub_")]) == 0
}

gaps contains "has no recorder of AWS Config" if {
	account.witness
	count([resource | some resource in input.resources; startswith(resource.kind, "aws_config_")]) == 0
}

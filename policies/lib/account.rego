# METADATA
# description: >-
#   Is a root module one that sets up an AWS account? Told by settings that exist once in an account and that no
#   application makes. Only there the absence of another such setting says something.
# related_resources:
#   - ref: https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/welcome.html
package bartizan.lib.account

import data.bartizan.lib.tf

# Settings that exist once in an account.
settings := {
	"aws_config_configuration_recorder",
	"aws_ebs_encryption_by_default",
	"aws_guardduty_detector",
	"aws_iam_account_alias",
	"aws_iam_account_password_policy",
	"aws_organizations_organization",
	"aws_s3_account_public_access_block",
	"aws_securityhub_account",
}

# Address of the resource at which a finding about the whole account stands: the first of the account's settings;
# undefined where there are none.
witness := min(witnesses)

witnesses := [resource.address |
	some resource in input.resources
	of_account(resource)
]

of_account(resource) if resource.kind in settings

# A trail of one region may belong to an application.
of_account(resource) if {
	resource.kind == "aws_cloudtrail"
	some wide in ["is_multi_region_trail", "is_organization_trail"]
	tf.is_true(object.get(resource.values, wide, false))
}

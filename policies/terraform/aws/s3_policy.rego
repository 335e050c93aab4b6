# METADATA
# title: S3 bucket policy allows everyone
# description: >-
#   A statement with the principal `*` and no condition on who asks opens the bucket to the internet, whatever the ACL
#   says. Those whose data is stored there cannot see that it happened.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
# custom:
#   id: TF-AWS-003
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds: [aws_s3_bucket, aws_s3_bucket_policy]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3T1, C3]
#   references:
#     checkov: [CKV_AWS_70]
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Name the accounts or roles that need the bucket as `Principal`, or add a condition such as `aws:PrincipalOrgID`,
#     `aws:SourceVpce` or `aws:SourceArn`.
package bartizan.terraform.s3_policy

import data.bartizan.lib.iam

fields := ["principal", "condition"]

deny contains {
	"path": iam.at(statement, "principal"),
	"message": "bucket policy allows any principal without a condition that narrows who it is",
} if {
	some statement in iam.statements(["policy"])
	iam.public(statement)
	not iam.unsure(statement, fields)
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in iam.unknown_fields([["policy"]], fields)
}

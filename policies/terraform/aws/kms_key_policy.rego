# METADATA
# title: KMS key policy trusts everyone
# description: >-
#   The key policy alone decides who may use a key. With the principal `*` and no condition any AWS account can
#   decrypt what the key protects, and in the worst case schedule its deletion.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key
# custom:
#   id: TF-AWS-042
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds: [aws_kms_key, aws_kms_key_policy, aws_kms_replica_key]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M3T1, P3]
#   references:
#     checkov: [CKV_AWS_33]
#     nist-800-53: [AC-6, SC-12]
#   remediation: >-
#     Name the account's root and the roles that use the key as `Principal`, or add a condition on `kms:CallerAccount`
#     or `kms:ViaService`.
package bartizan.terraform.kms_key_policy

import data.bartizan.lib.iam

fields := ["principal", "condition"]

deny contains {
	"path": iam.at(statement, "principal"),
	"message": "key policy allows any principal without a condition that narrows who it is",
} if {
	some statement in iam.statements(["policy"])
	iam.public(statement)
	not iam.unsure(statement, fields)
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in iam.unknown_fields([["policy"]], fields)
}

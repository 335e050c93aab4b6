# METADATA
# title: KMS key is not rotated
# description: >-
#   The longer one key is used, the more a leak of it opens, and nobody notices who keeps a copy. With rotation KMS makes
#   new key material on its own, under the same name; what was encrypted before stays readable.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key
# custom:
#   id: TF-AWS-041
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_kms_key]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, D3]
#   references:
#     trivy: [AWS-0065]
#     checkov: [CKV_AWS_7]
#     cis: [aws-1.4/3.8]
#     nist-800-53: [SC-12]
#   remediation: >-
#     Set `enable_key_rotation` to true. Keys to sign, asymmetric keys and those of a custom key store cannot be rotated
#     this way and are not asked.
package bartizan.terraform.kms_rotation

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["enable_key_rotation"],
	"message": "key is not rotated (enable_key_rotation is not true)",
	"fix": [{"op": "set", "path": ["enable_key_rotation"], "value": true, "safety": "safe"}],
} if {
	unrotated
	count(doubts) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	unrotated
	some path, reason in doubts
}

unrotated if {
	not tf.is_true(object.get(input.values, "enable_key_rotation", false))
	object.get(input.values, "customer_master_key_spec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
	object.get(input.values, "custom_key_store_id", "") == ""
}

doubts := {path: reason |
	some attribute in ["enable_key_rotation", "customer_master_key_spec", "custom_key_store_id"]
	some path, reason in unknown.at([attribute])
}

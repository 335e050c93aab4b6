# METADATA
# title: Account's default encryption of disks is switched off
# description: >-
#   With the default on, a disk is encrypted even where its author forgot to say so. Switched off, every new volume and
#   snapshot of the region depends on that memory.
# related_resources:
#   - ref: https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ebs_encryption_by_default
# custom:
#   id: TF-AWS-025
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_ebs_encryption_by_default]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2]
#   references:
#     checkov: [CKV_AWS_106]
#     cis: [aws-1.4/2.2.1]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Set `enabled` to true, or leave it out.
package bartizan.terraform.ebs_default_encryption

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["enabled"],
	"message": "new disks of the account are not encrypted by default",
	"fix": [{"op": "set", "path": ["enabled"], "value": true, "safety": "unsafe"}],
} if {
	tf.is_false(object.get(input.values, "enabled", true))
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(["enabled"])

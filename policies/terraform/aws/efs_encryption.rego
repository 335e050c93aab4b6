# METADATA
# title: Shared file system is not encrypted
# description: >-
#   Many machines write what they share to the same file system, so a disk or a backup that gets lost gives away the
#   files of all of them. EFS decides on encryption when the file system is made.
# related_resources:
#   - ref: https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/efs_file_system
# custom:
#   id: TF-AWS-037
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_efs_file_system]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1]
#   references:
#     trivy: [AWS-0037]
#     checkov: [CKV_AWS_42]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Set `encrypted` to true. An existing file system is replaced: copy its files to a new one first.
package bartizan.terraform.efs_encryption

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {"path": ["encrypted"], "message": "file system is not encrypted at rest"} if {
	not unknown.at(["encrypted"])
	not tf.is_true(object.get(input.values, "encrypted", false))
}

undetermined contains {"path": path, "reason": reason} if {
	some path, reason in unknown.at(["encrypted"])
}

# METADATA
# title: Backup vault is not locked or has no key of its own
# description: >-
#   Whoever takes over an administrator's login deletes the backups first. A lock stops that for everyone, and a key of
#   one's own decides who may read the copies.
# related_resources:
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/backup_vault_lock_configuration
# custom:
#   id: TF-AWS-082
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_backup_vault, aws_backup_vault_lock_configuration]
#   scope: unit
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references:
#     checkov: [CKV_AWS_166]
#     nist-800-53: [CP-9]
#   remediation: >-
#     Set `kms_key_arn` to a key whose policy you keep, and add an `aws_backup_vault_lock_configuration` for the vault
#     with `min_retention_days`; with `changeable_for_days` the lock becomes final, so try it without first.
#   unknown: set
package bartizan.terraform.backup_vault

import data.bartizan.lib.link
import data.bartizan.lib.unknown

lock := "aws_backup_vault_lock_configuration"

deny contains {
	"resource": vault.address,
	"path": ["kms_key_arn"],
	"message": sprintf("backup vault %q has no key of its own", [label(vault)]),
} if {
	some vault in link.of(["aws_backup_vault"])
	not own_key(vault)
}

deny contains {
	"resource": vault.address,
	"path": [],
	"message": sprintf("backup vault %q is not locked", [label(vault)]),
} if {
	some vault in unlocked
	not doubt
}

undetermined contains {"resource": vault.address, "path": [], "reason": doubt} if some vault in unlocked

unlocked contains vault if {
	some vault in link.of(["aws_backup_vault"])
	count(link.companions(lock, "backup_vault_name", vault, ["name", "id"])) == 0
}

doubt := link.doubt([lock], "backup_vault_name", ["aws_backup_vault"])

# A key that is made by the same apply counts as given.
own_key(vault) if unknown.at_in(vault, ["kms_key_arn"])

own_key(vault) if {
	key := object.get(vault.values, "kms_key_arn", "")
	key != ""
	not contains(key, "alias/aws/")
}

label(vault) := object.get(vault.values, "name", vault.name)

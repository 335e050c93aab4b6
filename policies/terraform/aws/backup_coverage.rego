# METADATA
# title: Data store is outside every backup plan
# description: >-
#   Its own snapshots go with it when it is deleted, by mistake or by an extortionist. A copy that AWS Backup keeps in a
#   vault is there to restore from.
# related_resources:
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/backup_selection
# custom:
#   id: TF-AWS-080
#   severity: medium
#   confidence: low
#   platform: terraform
#   kinds:
#     - aws_rds_cluster
#     - aws_ebs_volume
#     - aws_efs_file_system
#     - aws_backup_selection
#     - aws_dlm_lifecycle_policy
#     - aws_efs_backup_policy
#     - provider.aws
#   scope: unit
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references:
#     checkov: [CKV2_AWS_8, CKV2_AWS_9, CKV2_AWS_18]
#     nist-800-53: [CP-9]
#   remediation: >-
#     Name the ARN of the store in `resources` of an `aws_backup_selection`, or give it the tag that a `selection_tag`
#     of one selects.
package bartizan.terraform.backup_coverage

import data.bartizan.lib.backup
import data.bartizan.lib.link

deny contains {
	"resource": store.address,
	"path": [],
	"message": sprintf("%s %q is in no backup plan", [backup.stores[store.kind].noun, store.name]),
} if {
	some store in uncovered
	count(backup.doubts(store)) == 0
	object.get(input, "complete", false) == true
}

undetermined contains {"resource": store.address, "path": [], "reason": reason} if {
	some store in uncovered
	some reason in backup.doubts(store)
}

undetermined contains {"resource": store.address, "path": [], "reason": "not all of the module is here"} if {
	some store in uncovered
	object.get(input, "complete", false) == false
}

uncovered contains store if {
	some store in link.of(object.keys(backup.stores))
	not store.address in backup.covered
}

# METADATA
# title: Database opts out of minor upgrades
# description: >-
#   Minor versions carry the fixes for known holes in the engine. Switched off, each of them waits until somebody
#   remembers, while the hole is public.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html#USER_UpgradeDBInstance.Upgrading.AutoMinorVersionUpgrades
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance#rds-custom-for-oracle-usage-with-replica
# custom:
#   id: TF-AWS-031
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_db_instance, aws_rds_cluster_instance]
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M2O1, D6]
#   references:
#     checkov: [CKV_AWS_226]
#     nist-800-53: [SI-2]
#   remediation: >-
#     Set `auto_minor_version_upgrade` to true, or leave it out.
package bartizan.terraform.rds_minor_upgrades

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["auto_minor_version_upgrade"],
	"message": "minor versions of the database are not installed by themselves",
	"fix": [{"op": "set", "path": ["auto_minor_version_upgrade"], "value": true, "safety": "unsafe"}],
} if {
	off
	not custom
	not unknown.at(["engine"])
}

undetermined contains {"path": path, "reason": reason} if {
	off
	some path, reason in unknown.at(["engine"])
}

undetermined contains {"path": path, "reason": reason} if {
	not custom
	some path, reason in unknown.at(["auto_minor_version_upgrade"])
}

off if tf.is_false(object.get(input.values, "auto_minor_version_upgrade", true))

# RDS Custom knows no automatic upgrades: there the setting must be off.
custom if startswith(object.get(input.values, "engine", ""), "custom-")

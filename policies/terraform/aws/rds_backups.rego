# METADATA
# title: Database backups are kept too short a time
# description: >-
#   A wrong deletion or a slow corruption is often noticed days later. Only backups that reach further back let the
#   operators restore what citizens entrusted to the service. A replica has those of its source.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster
# custom:
#   id: TF-AWS-029
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [aws_db_instance, aws_rds_cluster]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references:
#     trivy: [AWS-0077]
#     checkov: [CKV_AWS_133]
#     nist-800-53: [CP-9]
#   remediation: >-
#     Set `backup_retention_period` to 7 or more; 35 is the most that RDS keeps.
#   parameters:
#     minimum_days:
#       type: number
#       default: 7
#       description: Days that backups must reach back.
package bartizan.terraform.rds_backups

import data.bartizan.lib.params
import data.bartizan.lib.rds
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

attribute := "backup_retention_period"

# What holds where nothing is said.
defaults := {"aws_db_instance": 0, "aws_rds_cluster": 1}

minimum_days := params.get("minimum_days", 7)

deny contains {
	"path": [attribute],
	"message": message(days),
	"fix": [{"op": "set", "path": [attribute], "value": minimum_days, "safety": "unsafe"}],
} if {
	own_backups
	not inherited
	not unknown.at([attribute])
	days := tf.number(object.get(input.values, attribute, defaults[input.kind]))
	days < minimum_days
}

undetermined contains {"path": path, "reason": reason} if {
	own_backups
	some path, reason in unknown.at([attribute])
}

undetermined contains {"path": [attribute], "reason": "inherited from what the database is restored from"} if {
	own_backups
	inherited
}

message(0) := sprintf("%s has no automated backups", [rds.noun[input.kind]])

message(1) := sprintf("backups of the %s are kept for one day only", [rds.noun[input.kind]])

message(days) := sprintf("backups of the %s are kept for %d days only", [rds.noun[input.kind], days]) if days > 1

own_backups if not rds.replica(input)

inherited if {
	object.get(input.values, attribute, "absent") == "absent"
	not unknown.at([attribute])
	rds.restored(input)
}

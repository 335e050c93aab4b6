# METADATA
# title: Cloud SQL has no backups or no point-in-time recovery
# description: >-
#   After a broken disk, a wrong statement or an intruder the data cannot be brought back; with daily backups alone, all
#   that people entered since the last one is lost.
# related_resources:
#   - ref: https://cloud.google.com/sql/docs/postgres/backup-recovery/backups
#   - ref: https://cloud.google.com/sql/docs/postgres/backup-recovery/pitr
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/sql_database_instance#backup_configuration
# custom:
#   id: TF-GCP-026
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds: [google_sql_database_instance]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references:
#     trivy: [GCP-0024]
#     checkov: [CKV_GCP_14, CKV2_GCP_20]
#     nist-800-53: [CP-9]
#   remediation: >-
#     Set `enabled` and `point_in_time_recovery_enabled` (for MySQL `binary_log_enabled`) of `backup_configuration` to
#     true.
package bartizan.terraform.sql_backups

import data.bartizan.lib.google
import data.bartizan.lib.google_sql
import data.bartizan.lib.tf

configuration := ["settings", 0, "backup_configuration", 0]

enabled := array.concat(configuration, ["enabled"])

recovery := array.concat(configuration, ["point_in_time_recovery_enabled"])

binary_log := array.concat(configuration, ["binary_log_enabled"])

deny contains {
	"path": enabled,
	"message": sprintf("database instance %q has no backups", [google.label(input)]),
	"fix": google.write(enabled, true),
} if {
	primary
	google.not_true(input, enabled)
}

deny contains {
	"path": log,
	"message": sprintf("database instance %q cannot be restored to a point in time", [google.label(input)]),
	"fix": google.write(log, true),
} if {
	primary
	tf.is_true(google.value(input, enabled, false))
	google.not_true(input, recovery)
	google.not_true(input, binary_log)
}

undetermined contains {"path": path, "reason": reason} if {
	primary
	some path, reason in google.unknowns(input, array.concat([enabled], logs))
}

# Replicas are restored from what they copy.
primary if {
	not google_sql.replica(input)
	not google_sql.copied(input)
}

# The point in time asked for, unless one is there.
logs := [] if {
	some path in [recovery, binary_log]
	tf.is_true(google.value(input, path, false))
} else := [recovery, binary_log]

# MySQL restores to a point in time from its binary log.
log := binary_log if startswith(google.choice(input, ["database_version"], ""), "MYSQL")

log := recovery if not startswith(google.choice(input, ["database_version"], ""), "MYSQL")

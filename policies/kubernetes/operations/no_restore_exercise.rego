# METADATA
# title: Nobody tries on schedule whether backups can be restored
# description: >-
#   Most backups that fail are found out on the day they are needed: the key is gone, the dump is empty, the
#   procedure out of date. A restore that runs by itself shows it before.
# related_resources:
#   - ref: https://velero.io/docs/main/restore-reference/
#   - ref: https://cloudnative-pg.io/documentation/current/recovery/
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html
# custom:
#   id: OPS-015
#   severity: low
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - velero.io/Schedule
#     - velero.io/Restore
#     - postgresql.cnpg.io/ScheduledBackup
#     - postgresql.cnpg.io/Cluster
#     - k8up.io/Schedule
#     - batch/CronJob
#     - argoproj.io/CronWorkflow
#     - tekton.dev/Pipeline
#     - aws_backup_restore_testing_plan
#   scope: fleet
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references: {nist-800-53: [CP-4]}
#   remediation: >-
#     Add a CronJob or CronWorkflow that restores the newest backup into a namespace of its own and looks at the
#     result; label it `security/restore-test` where its name and command do not tell.
#   parameters:
#     label:
#       type: string
#       default: "security/restore-test"
#       description: Label that marks what tests a restore.
package bartizan.kubernetes.no_restore_exercise

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {"message": message, "path": []} if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

message := "backups are taken, but no restore is tried on schedule"

# Without backups there is nothing to try.
missing if {
	count(installed.of({"Schedule", "ScheduledBackup"})) > 0
	not found
}

found if count(installed.of({"aws_backup_restore_testing_plan"})) > 0

found if {
	some resource in input.resources
	some path in [["metadata", "labels"], ["spec", "template", "metadata", "labels"]]
	label := params.get("label", "security/restore-test")
	label in object.keys(kubernetes.map(resource.values, path))
}

found if {
	some job in installed.of({"CronJob", "CronWorkflow"})
	object.get(job.values, ["spec", "suspend"], false) != true
	text := lower(json.marshal([object.get(job, "name", ""), object.get(job.values, "spec", {})]))
	some word in ["restore", "recovery"]
	contains(text, word)
}

doubts contains "it may be outside this scan" if not installed.complete

doubts contains "not all that a job does is known" if {
	installed.complete
	some job in installed.of({"CronJob", "CronWorkflow"})
	unknown.within_in(job, ["spec"])
}

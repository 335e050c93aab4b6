# METADATA
# title: Nothing backs up the data of the namespace
# description: >-
#   What a namespace keeps on its volumes is lost with a deleted claim, a broken disk or an attacker who encrypts it.
#   Only a copy elsewhere, made by schedule, brings it back.
# related_resources:
#   - ref: https://velero.io/docs/main/api-types/schedule/
#   - ref: https://cloudnative-pg.io/documentation/current/backup/#scheduled-backups
#   - ref: https://k8up.io/
#   - ref: https://volsync.readthedocs.io/en/stable/
# custom:
#   id: OPS-012
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - apps/StatefulSet
#     - PersistentVolumeClaim
#     - batch/CronJob
#     - postgresql.cnpg.io/Cluster
#     - postgresql.cnpg.io/ScheduledBackup
#     - velero.io/Schedule
#     - k8up.io/Schedule
#     - stash.appscode.com/BackupConfiguration
#     - core.kubestash.com/BackupConfiguration
#     - volsync.backube/ReplicationSource
#     - longhorn.io/RecurringJob
#     - config.kio.kasten.io/Policy
#     - argoproj.io/Application
#     - helm.toolkit.fluxcd.io/HelmRelease
#     - source.toolkit.fluxcd.io/OCIRepository
#     - helm_release
#   scope: fleet
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references: {nist-800-53: [CP-9]}
#   remediation: >-
#     Add a Velero `Schedule` whose `includedNamespaces` name the namespace, a `ScheduledBackup` for each
#     CloudNativePG cluster, or a CronJob that dumps the database to another place.
#   parameters:
#     exempt_namespaces:
#       type: array
#       default:
#          [kube-system, kube-public, kube-node-lease, velero]
#       description: Namespaces whose data may be lost.
#     words:
#       type: array
#       default:
#          [backup, dump, pgdump, mysqldump, mongodump, restic, borg, kopia, rclone, wal-g, barman, snapshot]
#       description: Words, in lower case, in the name, image or command of a CronJob that backs up.
package bartizan.kubernetes.data_without_backup

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {"message": message(holder), "resource": holder.address, "path": []} if {
	some holder in uncovered
	holder.namespace != null
	count(doubts) == 0
}

undetermined contains {"resource": holder.address, "path": [], "reason": sprintf("%s; %s", [message(holder), reason])} if {
	some holder in uncovered
	holder.namespace != null
	some reason in doubts
}

undetermined contains {"resource": holder.address, "path": [], "reason": "the manifests do not say their namespace"} if {
	some holder in uncovered
	holder.namespace == null
}

message(holder) := sprintf("nothing backs up the data of %s %q in namespace %q", [holder.kind, holder.name, holder.namespace])

uncovered contains holder if {
	not everywhere
	some holder in holders
	not holder.namespace in params.get("exempt_namespaces", ["kube-system", "kube-public", "kube-node-lease", "velero"])
	not covered(holder.namespace)
	not concat("/", [sprintf("%v", [holder.namespace]), holder.name]) in scheduled_clusters
}

# What holds data: volumes, and databases that an operator runs.
holders contains holder if {
	some resource in input.resources
	holds_data(resource)
	holder := {
		"kind": resource.kind,
		"name": object.get(resource, "name", ""),
		"namespace": object.get(resource, "namespace", null),
		"address": resource.address,
	}
}

holds_data(resource) if {
	resource.kind == "PersistentVolumeClaim"
	not made_elsewhere(resource)
}

# A volume that was made by hand, a bucket for instance, is backed up where it was made.
made_elsewhere(claim) if {
	object.get(claim.values, ["spec", "storageClassName"], null) == ""
	object.get(claim.values, ["spec", "volumeName"], "") != ""
}

holds_data(resource) if {
	resource.kind == "StatefulSet"
	count(kubernetes.list(resource.values, ["spec", "volumeClaimTemplates"])) > 0
}

holds_data(resource) if {
	resource.kind == "Cluster"
	resource.group == "postgresql.cnpg.io"
}

scheduled_clusters contains sprintf("%v/%s", [object.get(schedule, "namespace", null), name]) if {
	some schedule in installed.of({"ScheduledBackup"})
	object.get(schedule.values, ["spec", "suspend"], false) != true
	name := object.get(schedule.values, ["spec", "cluster", "name"], "")
}

everywhere if count(installed.of({"Policy"})) > 0

everywhere if {
	some job in installed.of({"RecurringJob"})
	startswith(object.get(job.values, ["spec", "task"], ""), "backup")
}

covered(namespace) if namespace in covered_namespaces

covered(namespace) if {
	some schedule in velero
	included := kubernetes.list(schedule.values, ["spec", "template", "includedNamespaces"])
	not namespace in kubernetes.list(schedule.values, ["spec", "template", "excludedNamespaces"])
	includes(included, namespace)
}

includes(included, _) if count(included) == 0

includes(included, namespace) if {
	some pattern in included
	glob.match(pattern, [], namespace)
}

velero := [resource |
	some resource in installed.of({"Schedule"})
	resource.group == "velero.io"
	object.get(resource.values, ["spec", "paused"], false) != true
]

# Namespaces with a schedule of their own.
covered_namespaces contains resource.namespace if {
	some resource in installed.of({"Schedule", "BackupConfiguration", "ReplicationSource"})
	resource.group != "velero.io"
}

covered_namespaces contains job.namespace if {
	some job in installed.of({"CronJob"})
	object.get(job.values, ["spec", "suspend"], false) != true
	text := lower(concat(" ", [object.get(job, "name", ""), installed.commands_of(job)]))
	some word in params.get("words", words)
	contains(text, word)
}

words := [
	"backup", "dump", "pgdump", "mysqldump", "mongodump", "restic", "borg", "kopia", "rclone", "wal-g", "barman",
	"snapshot",
]

doubts contains "it may be outside this scan" if not installed.complete

doubts contains "the values of the chart velero may hold schedules" if {
	installed.complete
	installed.any(["velero"])
	count(velero) == 0
}

doubts contains "not all that a schedule covers is known" if {
	installed.complete
	some schedule in installed.of({"Schedule", "ScheduledBackup"})
	some path in [["spec", "template"], ["spec", "paused"], ["spec", "suspend"], ["spec", "cluster"]]
	unknown.within_in(schedule, path)
}

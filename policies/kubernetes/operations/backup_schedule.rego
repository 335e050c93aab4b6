# METADATA
# title: Backup schedule is paused, rare or keeps backups too briefly
# description: >-
#   The age of the newest backup is the work that a loss destroys, and a fault that is found late needs an old one. A
#   schedule counts as excused where another one without these faults covers the same.
# related_resources:
#   - ref: https://velero.io/docs/main/api-types/schedule/
#   - ref: https://cloudnative-pg.io/documentation/current/backup/#scheduled-backups
# custom:
#   id: OPS-013
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - velero.io/Schedule
#     - postgresql.cnpg.io/ScheduledBackup
#   scope: unit
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references: {nist-800-53: [CP-9]}
#   remediation: >-
#     Set `paused` (Velero) or `suspend` (CloudNativePG) to false, take backups at least daily, and keep them at
#     least a week (`template.ttl`).
#   parameters:
#     retention_hours:
#       type: number
#       default: 168
#       description: Hours that a backup of Velero is kept at least.
package bartizan.kubernetes.backup_schedule

import data.bartizan.lib.cron
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains object.union(object.remove(fault, ["says"]), {"message": message, "resource": schedule.address}) if {
	some schedule in schedules
	some fault in faults(schedule)
	not excused(schedule)
	message := sprintf("%s %q %s", [schedule.kind, object.get(schedule, "name", ""), fault.says])
}

undetermined contains {"resource": schedule.address, "path": path, "reason": reason} if {
	some schedule in schedules
	some needed in decisive[schedule.kind]
	some path, reason in unknown.at_in(schedule, needed)
	not excused(schedule)
}

schedules := [resource | some resource in input.resources; resource.kind in object.keys(decisive)]

decisive := {
	"Schedule": [["spec", "paused"], ["spec", "schedule"], ["spec", "template", "ttl"]],
	"ScheduledBackup": [["spec", "suspend"], ["spec", "schedule"]],
}

faults(schedule) := ({fault |
	some name in ["paused", "suspend"]
	object.get(schedule.values, ["spec", name], false) == true
	path := ["spec", name]
	fault := {"says": "is paused", "path": path, "fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}]}
} | {fault |
	text := object.get(schedule.values, ["spec", "schedule"], "")
	cron.rarer_than_daily(text)
	fault := {"says": sprintf("runs less than daily: schedule is %q", [text]), "path": ["spec", "schedule"]}
}) | {fault |
	ttl := object.get(schedule.values, ["spec", "template", "ttl"], "720h0m0s")
	kept := cron.hours(ttl)
	kept > 0
	kept < params.get("retention_hours", 168)
	fault := {"says": sprintf("keeps backups for %s only", [ttl]), "path": ["spec", "template", "ttl"]}
}

sound := [schedule |
	some schedule in schedules
	count(faults(schedule)) == 0
	count([path | some path in decisive[schedule.kind]; unknown.at_in(schedule, path)]) == 0
]

# Does another schedule without a fault cover the same?
excused(schedule) if {
	schedule.kind == "Schedule"
	some other in sound
	other.kind == "Schedule"
	covers(other, schedule)
}

excused(schedule) if {
	schedule.kind == "ScheduledBackup"
	some other in sound
	other.kind == "ScheduledBackup"
	object.get(other, "namespace", null) == object.get(schedule, "namespace", null)
	object.get(other.values, ["spec", "cluster", "name"], "") == object.get(schedule.values, ["spec", "cluster", "name"], "")
}

covers(other, _) if {
	whole(other)
	count(kubernetes.list(other.values, ["spec", "template", "excludedNamespaces"])) == 0
}

covers(other, schedule) if {
	not whole(schedule)
	count(namespaces(schedule) - namespaces(other)) == 0
}

whole(schedule) if count(namespaces(schedule) - {"*"}) == 0

namespaces(schedule) := {namespace | some namespace in kubernetes.list(schedule.values, ["spec", "template", "includedNamespaces"])}

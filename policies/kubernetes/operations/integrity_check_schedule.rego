# METADATA
# title: File integrity check does not run every day
# description: >-
#   A check that is suspended or rare is one on paper: whoever changes a program on a node has days before anyone
#   compares it with what was installed.
# related_resources:
#   - ref: https://aide.github.io/
#   - ref: https://docs.openshift.com/container-platform/latest/security/file_integrity_operator/file-integrity-operator-configuring.html
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-suspension
# custom:
#   id: OPS-011
#   severity: low
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - batch/CronJob
#     - fileintegrity.openshift.io/FileIntegrity
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M3T3]
#   references: {nist-800-53: [SI-7]}
#   remediation: >-
#     Set `suspend` to false and a `schedule` of at least once a day; keep `gracePeriod` of a FileIntegrity at 86400
#     seconds or less.
#   parameters:
#     tools:
#       type: array
#       default:
#          [aide, tripwire, samhain, integrit]
#       description: Names, in lower case, of what checks files when a CronJob runs it.
#     seconds:
#       type: number
#       default: 86400
#       description: Longest time between two checks of a FileIntegrity.
package bartizan.kubernetes.integrity_check_schedule

import data.bartizan.lib.cron
import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s checks files but is suspended", [kubernetes.title]),
	"path": ["spec", "suspend"],
	"fix": [{"op": "set", "path": ["spec", "suspend"], "value": false, "safety": "unsafe"}],
} if {
	checks_files
	object.get(input.values, ["spec", "suspend"], false) == true
}

deny contains {
	"message": sprintf("%s checks files less than daily: schedule is %q", [kubernetes.title, schedule]),
	"path": ["spec", "schedule"],
} if {
	checks_files
	schedule := object.get(input.values, ["spec", "schedule"], "")
	cron.rarer_than_daily(schedule)
}

deny contains {
	"message": sprintf("%s waits %v seconds between checks", [kubernetes.title, period]),
	"path": ["spec", "config", "gracePeriod"],
	"fix": [{"op": "set", "path": ["spec", "config", "gracePeriod"], "value": params.get("seconds", 86400), "safety": "unsafe"}],
} if {
	input.kind == "FileIntegrity"
	period := object.get(input.values, ["spec", "config", "gracePeriod"], 900)
	period > params.get("seconds", 86400)
}

undetermined contains {"path": path, "reason": reason} if {
	checks_files
	some field in ["suspend", "schedule"]
	some path, reason in unknown.at(["spec", field])
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "FileIntegrity"
	some path, reason in unknown.at(["spec", "config", "gracePeriod"])
}

checks_files if {
	input.kind == "CronJob"
	some tool in params.get("tools", ["aide", "tripwire", "samhain", "integrit"])
	tool in words
}

# The words of the job's name, images and commands.
words := {word |
	name := lower(object.get(input.values, ["metadata", "name"], ""))
	some word in regex.split(`[^a-z0-9]+`, concat(" ", [name, installed.commands_of(input)]))
}

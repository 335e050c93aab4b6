# METADATA
# title: PostgreSQL on Cloud SQL does not record who connects and what they do
# description: >-
#   When data has leaked nobody can say which account read it, from where and when. pgAudit and the log of connections
#   write it down; without the flags they are off.
# related_resources:
#   - ref: https://cloud.google.com/sql/docs/postgres/pg-audit
#   - ref: https://cloud.google.com/sql/docs/postgres/flags
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/sql_database_instance#database_flags
# custom:
#   id: TF-GCP-027
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [google_sql_database_instance]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, B3]
#   references:
#     trivy: [GCP-0016, GCP-0022]
#     checkov: [CKV_GCP_110, CKV_GCP_52, CKV_GCP_53]
#     nist-800-53: [AU-12]
#   remediation: >-
#     Add `database_flags` blocks for `cloudsql.enable_pgaudit`, `log_connections` and `log_disconnections` with the
#     value `on`, and one for `pgaudit.log` with the kinds of statements.
#   parameters:
#     flags:
#       type: array
#       default: [cloudsql.enable_pgaudit, log_connections, log_disconnections]
#       description: >-
#         Flags that must be on.
package bartizan.terraform.sql_audit_flags

import data.bartizan.lib.google
import data.bartizan.lib.google_sql
import data.bartizan.lib.params
import data.bartizan.lib.unknown

place := ["settings", 0, "database_flags"]

deny contains {
	"path": place,
	"message": sprintf("database instance %q lacks the flags %s", [google.label(input), concat(", ", sort(absent))]),
	"key": "absent",
	"fix": [{"op": "append", "path": place, "value": {"name": name, "value": "on"}, "safety": "unsafe"} | some name in sort(absent)],
} if {
	asked
	count(absent) > 0
	count(questions) == 0
}

deny contains {
	"path": path,
	"message": sprintf("database instance %q has the flag %s off", [google.label(input), flag.name]),
	"key": flag.name,
	"fix": google.write(path, "on"),
} if {
	asked
	some index, flag in flags
	flag.name in missing
	count(questions) == 0
	path := array.concat(place, [index, "value"])
}

undetermined contains {"path": at, "reason": reason} if {
	asked
	count(missing) > 0
	some at, reason in questions
}

undetermined contains {"path": at, "reason": reason} if {
	own
	count(missing) > 0
	some at, reason in unknown.at(["database_version"])
}

asked if {
	startswith(google.choice(input, ["database_version"], ""), "POSTGRES")
	own
}

own if {
	not google_sql.replica(input)
	not google_sql.copied(input)
}

flags := google.value(input, place, [])

questions := {at: reason |
	some at, reason in unknown.within(place)
}

missing contains name if {
	some name in params.get("flags", ["cloudsql.enable_pgaudit", "log_connections", "log_disconnections"])
	not name in on
}

# From version 18 on `log_connections` may be `all` too.
on contains flag.name if {
	some flag in flags
	lower(sprintf("%v", [flag.value])) in {"on", "true", "yes", "1", "all"}
}

absent := missing - {flag.name | some flag in flags}

# METADATA
# title: Database in the cluster records no audit trail
# description: >-
#   Without a record of who logged in and what was run, a leak of citizen data can be neither proven nor narrowed
#   down, and the duty to report it cannot be met.
# related_resources:
#   - ref: https://www.postgresql.org/docs/current/runtime-config-logging.html
#   - ref: https://github.com/pgaudit/pgaudit/blob/main/README.md
#   - ref: https://cloudnative-pg.io/documentation/current/logging/#pgaudit-logs
#   - ref: https://github.com/zalando/spilo/blob/master/postgres-appliance/scripts/configure_spilo.py
#     description: what the image of Zalando logs by itself
# custom:
#   id: OPS-035
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds: [postgresql.cnpg.io/Cluster, acid.zalan.do/postgresql]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1O2, B3]
#   references: {nist-800-53: [AU-12]}
#   remediation: >-
#     Set `log_connections` and `log_disconnections` to "on" under `spec.postgresql.parameters`, and `pgaudit.log` to
#     "write, ddl, role" or `log_statement` to "ddl".
#   parameters: {}
package bartizan.kubernetes.database_audit_trail

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

parameters := ["spec", "postgresql", "parameters"]

deny contains {
	"message": sprintf("%s does not record %s", [kubernetes.title, what]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": better[name], "safety": "unsafe"}],
} if {
	some name, what in missing
	path := array.concat(parameters, [name])
	not unknown.within(path)
}

undetermined contains entry if {
	some name in ["log_connections", "log_disconnections", "log_statement", "pgaudit.log"]
	some entry in kubernetes.unknown_around(array.concat(parameters, [name]))
}

better := {"log_connections": "on", "log_disconnections": "on", "log_statement": "ddl"}

missing["log_connections"] := "who logs in" if off("log_connections")

missing["log_disconnections"] := "when sessions end" if off("log_disconnections")

missing["log_statement"] := "what is changed" if {
	not given("log_statement") in {"ddl", "mod", "all"}
	not audited
	not unknown.within(array.concat(parameters, ["pgaudit.log"]))
}

# `none` switches pgaudit off, as its absence does.
audited if not given("pgaudit.log") in {"", "none"}

# From PostgreSQL 18 on `log_connections` also takes the aspects to log.
off(name) if given(name) in {"", "off", "false", "no", "0"}

given(name) := lower(trim_space(sprintf("%v", [object.get(input.values, array.concat(parameters, [name]), fallback(name))])))

# PostgreSQL and CloudNativePG log none of it unless they are told to; Spilo, the image of Zalando, does.
fallback(name) := "off" if {
	input.kind == "Cluster"
	name != "pgaudit.log"
}

fallback(name) := better[name] if {
	input.kind == "postgresql"
	name != "pgaudit.log"
}

fallback("pgaudit.log") := "none"

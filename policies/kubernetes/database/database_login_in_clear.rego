# METADATA
# title: Database in the cluster takes logins in clear or without password
# description: >-
#   A line of `pg_hba` that is not bound to TLS lets passwords and personal data travel readable through the cluster;
#   the method `trust` asks for no password at all.
# related_resources:
#   - ref: https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
#   - ref: https://cloudnative-pg.io/documentation/current/postgresql_conf/#the-pg_hba-section
#   - ref: https://postgres-operator.readthedocs.io/en/latest/reference/cluster_manifest/
# custom:
#   id: OPS-034
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [postgresql.cnpg.io/Cluster, acid.zalan.do/postgresql]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B2, P5]
#   references: {nist-800-53: [SC-8, IA-5]}
#   remediation: >-
#     Write the lines as `hostssl … scram-sha-256`, without `trust`, and leave `ssl` on.
#   parameters: {}
package bartizan.kubernetes.database_login_in_clear

import data.bartizan.lib.kubernetes

lines_path := {"Cluster": ["spec", "postgresql", "pg_hba"], "postgresql": ["spec", "patroni", "pg_hba"]}[input.kind]

ssl_path := ["spec", "postgresql", "parameters", "ssl"]

deny contains {
	"message": sprintf("%s lets everybody in without password: %q", [kubernetes.title, line.text]),
	"path": array.concat(lines_path, [line.index]),
} if {
	some line in lines
	line.method == "trust"
	line.type in {"host", "hostssl", "hostnossl"}
	not line.local
}

deny contains {
	"message": sprintf("%s takes passwords in clear or weakly hashed without TLS: %q", [kubernetes.title, line.text]),
	"path": array.concat(lines_path, [line.index]),
} if {
	some line in lines
	line.method in {"password", "md5"}
	without_tls(line)
	not line.local
}

deny contains {
	"message": sprintf("%s takes connections without TLS from everywhere: %q", [kubernetes.title, line.text]),
	"path": array.concat(lines_path, [line.index]),
} if {
	some line in lines
	not line.method in {"reject", "trust", "password", "md5"}
	without_tls(line)
	line.address in {"all", "0.0.0.0/0", "::/0"}
}

deny contains {
	"message": sprintf("%s has TLS switched off", [kubernetes.title]),
	"path": ssl_path,
} if {
	count(kubernetes.unknown_around(ssl_path)) == 0
	lower(sprintf("%v", [object.get(input.values, ssl_path, "on")])) in {"off", "false", "no", "0"}
}

# Both operators add lines of their own where none are given, which ask for TLS and passwords.
undetermined contains entry if {
	some path in [lines_path, ssl_path]
	some entry in kubernetes.unknown_around(path)
}

# Lines that name addresses: type, database, user, address (a mask may follow), method.
lines contains {
	"index": i,
	"text": text,
	"type": lower(fields[0]),
	"address": fields[3],
	"method": method(fields),
	"local": loopback(fields[3]),
} if {
	some i, text in kubernetes.list(input.values, lines_path)
	is_string(text)
	fields := [field | some field in regex.split(`[ \t]+`, trim_space(split(text, "#")[0])); field != ""]
	count(fields) >= 5
}

method(fields) := lower(fields[5]) if {
	count(fields) > 5
	regex.match(`^[0-9.]+$|:.*:`, fields[4])
}

method(fields) := lower(fields[4]) if not regex.match(`^[0-9.]+$|:.*:`, fields[4])

loopback(address) if {
	some prefix in ["127.", "::1", "localhost", "samehost"]
	startswith(address, prefix)
} else := false

without_tls(line) if line.type == "hostnossl"

# A line before that refuses everything without TLS leaves only TLS to `host`.
without_tls(line) if {
	line.type == "host"
	count([earlier |
		some earlier in lines
		earlier.index < line.index
		earlier.type == "hostnossl"
		earlier.method == "reject"
		earlier.address in {"all", "0.0.0.0/0"}
	]) == 0
}

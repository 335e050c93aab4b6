# METADATA
# title: Database in the cluster gives applications superuser rights
# description: >-
#   A login that may do everything, or make logins that may, turns one injected query into the whole server: every
#   database, its files and commands on its host.
# related_resources:
#   - ref: https://cloudnative-pg.io/documentation/current/declarative_role_management/
#   - ref: https://cloudnative-pg.io/documentation/current/security/
#   - ref: https://postgres-operator.readthedocs.io/en/latest/reference/cluster_manifest/
#   - ref: https://www.postgresql.org/docs/current/role-attributes.html
# custom:
#   id: OPS-033
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [postgresql.cnpg.io/Cluster, postgresql.cnpg.io/DatabaseRole, acid.zalan.do/postgresql]
#   scope: resource
#   level: 3
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3T1, B2]
#   references: {nist-800-53: [AC-6]}
#   remediation: >-
#     Set `enableSuperuserAccess: false`, drop `superuser` and `createrole` from roles, and grant each application
#     what it needs in its own database.
#   parameters: {}
package bartizan.kubernetes.database_superuser

import data.bartizan.lib.kubernetes

enabled := ["spec", "enableSuperuserAccess"]

roles := ["spec", "managed", "roles"]

users := ["spec", "users"]

# Off where absent.
deny contains {
	"message": sprintf("%s opens the login of its superuser", [kubernetes.title]),
	"path": enabled,
	"fix": [{"op": "set", "path": enabled, "value": false, "safety": "unsafe"}],
} if {
	input.kind == "Cluster"
	count(kubernetes.unknown_around(enabled)) == 0
	object.get(input.values, enabled, false) == true
}

deny contains {
	"message": sprintf("%s gives role %q the right %q", [kubernetes.title, object.get(role, "name", ""), right]),
	"path": array.concat(roles, [i, right]),
	"fix": [{"op": "set", "path": array.concat(roles, [i, right]), "value": false, "safety": "unsafe"}],
} if {
	input.kind == "Cluster"
	some i, role in kubernetes.list(input.values, roles)
	object.get(role, "ensure", "present") != "absent"
	some right in ["superuser", "createrole"]
	object.get(role, right, false) == true
}

# A role in an object of its own.
deny contains {
	"message": sprintf("%s has the right %q", [kubernetes.title, right]),
	"path": ["spec", right],
	"fix": [{"op": "set", "path": ["spec", right], "value": false, "safety": "unsafe"}],
} if {
	input.kind == "DatabaseRole"
	count(kubernetes.unknown_around(["spec", "ensure"])) == 0
	object.get(input.values, ["spec", "ensure"], "present") != "absent"
	some right in ["superuser", "createrole"]
	object.get(input.values, ["spec", right], false) == true
}

deny contains {
	"message": sprintf("%s gives user %q the right %q", [kubernetes.title, user, lower(flag)]),
	"path": array.concat(users, [user, i]),
	"key": lower(flag),
	"fix": [{"op": "remove", "path": array.concat(users, [user, i]), "safety": "unsafe"}],
} if {
	input.kind == "postgresql"
	some user, flags in kubernetes.map(input.values, users)
	some i, flag in kubernetes.list({"flags": flags}, ["flags"])
	is_string(flag)
	lower(flag) in {"superuser", "createrole", "createdb"}
}

undetermined contains entry if {
	some path in {
		"Cluster": [enabled, roles],
		"DatabaseRole": [["spec", "ensure"], ["spec", "superuser"], ["spec", "createrole"]],
		"postgresql": [users],
	}[input.kind]
	some entry in kubernetes.unknown_around(path)
}

# METADATA
# title: Database accepts connections without TLS
# description: >-
#   As long as the server does not insist, one client with a wrong setting sends its password and the records it reads
#   in clear over the network, and nobody notices. PostgreSQL insists by itself from version 15 on, Aurora PostgreSQL
#   from 17 on.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html#PostgreSQL.Concepts.General.SSL.Requiring
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-ssl-connections.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_parameter_group
# custom:
#   id: TF-AWS-033
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_db_instance, aws_rds_cluster, aws_db_parameter_group, aws_rds_cluster_parameter_group]
#   scope: unit
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1, P5]
#   references:
#     checkov: [CKV2_AWS_69]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Set the parameter `rds.force_ssl` (PostgreSQL) or `require_secure_transport` (MySQL, MariaDB) to `1` in a
#     parameter group of the database. The default groups cannot be changed.
package bartizan.terraform.rds_tls

import data.bartizan.lib.rds
import data.bartizan.lib.rds_group
import data.bartizan.lib.unknown

deny contains {
	"resource": setting.group.address,
	"path": setting.path,
	"message": sprintf("parameter %s is %s", [setting.name, setting.value]),
	"fix": [{"op": "set", "path": setting.path, "value": "1", "safety": "unsafe"}],
} if {
	some setting in settings
	not setting.value in on
	not unknown.at_in(setting.group, setting.path)
}

deny contains {
	"resource": group.address,
	"path": ["parameter"],
	"message": sprintf("parameter group of %s does not set %s, which is off by default", [group.values.family, name]),
	"fix": [{"op": "append", "path": ["parameter"], "value": {"name": name, "value": "1"}, "safety": "unsafe"}],
} if {
	some group in silent_groups
	name := parameter_of(group)
	rds.tls_default(group.values.family) == "off"
	count(rds.unknown_parameters(group, {name})) == 0
}

deny contains {
	"resource": database.address,
	"path": [rds_group.attribute[database.kind]],
	"message": sprintf("default parameter group of %s accepts connections without TLS", [family]),
} if {
	some database in databases
	count(unknown_values(database)) == 0
	rds_group.by_default(database)
	family := rds_group.default_family(database)
	rds.tls_default(family) == "off"
}

undetermined contains {"resource": group.address, "path": path, "reason": reason} if {
	some group in rds_group.groups
	some path, reason in rds.unknown_parameters(group, names)
	not group in insisting
}

undetermined contains {"resource": group.address, "path": path, "reason": reason} if {
	some group in silent_groups
	some path, reason in unknown.at_in(group, ["family"])
}

undetermined contains {
	"resource": group.address,
	"path": ["parameter"],
	"reason": sprintf("it is not known whether %s insists on TLS by default", [group.values.family]),
} if {
	some group in silent_groups
	parameter_of(group)
	rds.tls_default(group.values.family) == "unknown"
}

undetermined contains {"resource": database.address, "path": path, "reason": reason} if {
	some database in databases
	not rds_group.own(database)
	some path, reason in unknown_values(database)
}

undetermined contains {"resource": database.address, "path": [rds_group.attribute[database.kind]], "reason": reason} if {
	some database in databases
	not rds_group.own(database)
	count(unknown_values(database)) == 0
	some reason in doubts(database)
}

on := {"1", "on", "true"}

names := {name | some name in rds.tls_parameters}

settings contains {"group": group, "name": name, "path": ["parameter", index, "value"], "value": value} if {
	some group in rds_group.groups
	some index, parameter in object.get(group.values, "parameter", [])
	name := lower(object.get(parameter, "name", ""))
	name in names
	value := lower(sprintf("%v", [object.get(parameter, "value", "")]))
}

insisting := {setting.group | some setting in settings; setting.value in on}

silent_groups := rds_group.groups - {setting.group | some setting in settings}

# What a group of its family must set. Aurora looks for it in the group of the cluster, not in those of its members.
parameter_of(group) := rds.tls_parameters[engine] if {
	engine := rds.parts(object.get(group.values, "family", "")).engine
	not member_group(group, engine)
}

member_group(group, engine) if {
	group.kind == "aws_db_parameter_group"
	startswith(engine, "aurora")
}

# Databases that can insist on TLS by a parameter, as far as is known.
databases contains database if {
	some database in rds_group.databases
	rds.engine(database) in (object.keys(rds.tls_parameters) | {""})
}

unknown_values(database) := {path: reason |
	some attribute in ["engine", "engine_version", rds_group.attribute[database.kind]]
	some path, reason in unknown.at_in(database, [attribute])
}

doubts(database) := {"the parameter group is not in this module"} if not rds_group.by_default(database)

doubts(database) := {"the version, which is not said, decides what the default parameter group holds"} if {
	rds_group.by_default(database)
	not decided(database)
}

decided(database) if rds.tls_default(rds_group.default_family(database)) in {"on", "off"}

# METADATA
# description: >-
#   Databases of Amazon RDS and Aurora: their engines, the families of their parameter groups, and where a database takes
#   its settings from another one.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster
package bartizan.lib.rds

import data.bartizan.lib.unknown

# The engine of an `aws_db_instance` or `aws_rds_cluster` in lower case; `""` where none is said. Clusters that named none
# were `aurora`, until version 5 of the provider asked for one.
engine(resource) := lower(object.get(resource.values, "engine", engine_default(resource)))

engine_default(resource) := "aurora" if {
	resource.kind == "aws_rds_cluster"
	not unknown.at_in(resource, ["engine"])
}

engine_default(resource) := "" if resource.kind != "aws_rds_cluster"

engine_default(resource) := "" if {
	resource.kind == "aws_rds_cluster"
	unknown.at_in(resource, ["engine"])
}

# Is the database a replica of another one, perhaps of one that is made in the same apply?
replica(resource) if {
	some attribute in ["replicate_source_db", "replication_source_identifier"]
	given(resource, attribute)
}

# Is the database restored from a snapshot or from another database? Then what is not said is taken from there.
restored(resource) if given(resource, "snapshot_identifier")

restored(resource) if count(object.get(resource.values, "restore_to_point_in_time", [])) > 0

restored(resource) if unknown.at_in(resource, ["restore_to_point_in_time"])

# Aurora Serverless version 1, which manages itself much of what others must set.
serverless(resource) if object.get(resource.values, "engine_mode", "provisioned") == "serverless"

# What people call a resource of this kind.
noun := {"aws_db_instance": "database", "aws_rds_cluster": "database cluster", "aws_rds_cluster_instance": "database"}

# The family of parameter groups of `engine_name` in `version`: `postgres15`, `aurora-postgresql16`, `mysql8.0`, `postgres9.6`.
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html
family(engine_name, version) := concat("", [engine_name, match[1]]) if {
	engine_name in {"postgres", "aurora-postgresql"}
	some match in regex.find_all_string_submatch_n(`^([1-9][0-9]|9\.[0-9]+)(?:\.|$)`, version, 1)
}

family(engine_name, version) := concat("", [engine_name, match[1]]) if {
	engine_name in {"mysql", "mariadb", "aurora-mysql"}
	some match in regex.find_all_string_submatch_n(`^([0-9]+\.[0-9]+)(?:\.|$)`, version, 1)
}

# Engine and version of a family, `{engine, version}`: `postgres15` → postgres, 15; `mysql8.0` → mysql, 8.0.
parts(family_name) := {"engine": match[1], "version": to_number(match[2])} if {
	some match in regex.find_all_string_submatch_n(`^([a-z][a-z-]*[a-z])([0-9]+(?:\.[0-9]+)?)$`, family_name, 1)
}

# Does a database of this engine and version refuse connections without TLS where no parameter says so: `on`, `off`, or
# `unknown` where Amazon's pages do not settle it (MySQL from 8.4, MariaDB from 11.5 on); undefined for other engines.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html#PostgreSQL.Concepts.General.SSL.Requiring
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html#AuroraPostgreSQL.Security.SSL.Requiring
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-ssl-connections.html
tls_default(family_name) := answer if {
	known := parts(family_name)
	border := tls_borders[known.engine]
	some answer in array.concat(
		["off" | known.version < border.on_from; known.version < border.unknown_from],
		array.concat(["on" | known.version >= border.on_from], ["unknown" | known.version >= border.unknown_from]),
	)
}

never := 1000

tls_borders := {
	"postgres": {"on_from": 15, "unknown_from": never},
	"aurora-postgresql": {"on_from": 17, "unknown_from": never},
	"mysql": {"on_from": never, "unknown_from": 8.4},
	"mariadb": {"on_from": never, "unknown_from": 11.5},
	"aurora-mysql": {"on_from": never, "unknown_from": 8.4},
}

# The parameter with which a database of an engine refuses connections without TLS.
tls_parameters := {
	"postgres": "rds.force_ssl",
	"aurora-postgresql": "rds.force_ssl",
	"mysql": "require_secure_transport",
	"mariadb": "require_secure_transport",
	"aurora-mysql": "require_secure_transport",
}

# What is unknown of the parameters `names` of a parameter group: `{path: reason}`.
unknown_parameters(group, names) := {entry.path: entry.reason |
	some entry in object.get(group, "unknown", [])
	entry.path[0] == "parameter"
	not harmless(group, entry.path, names)
}

# A value that belongs to another parameter, or another setting of one.
harmless(_, path, _) if {
	count(path) > 2
	not path[2] in {"name", "value"}
}

harmless(group, path, names) if {
	path[2] == "value"
	name := object.get(group.values, ["parameter", path[1], "name"], "")
	name != ""
	not lower(name) in names
}

given(resource, attribute) if object.get(resource.values, attribute, "") != ""

given(resource, attribute) if unknown.at_in(resource, [attribute])

# METADATA
# description: >-
#   Parameter groups of a unit, and the databases that use them, by reference or by name. The default groups of Amazon
#   cannot be changed: what they hold follows from engine and version.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_parameter_group
package bartizan.lib.rds_group

import data.bartizan.lib.rds
import data.bartizan.lib.unknown

# The attribute with which a database names its parameter group, and the kind of that group.
attribute := {"aws_db_instance": "parameter_group_name", "aws_rds_cluster": "db_cluster_parameter_group_name"}

kind := {"aws_db_instance": "aws_db_parameter_group", "aws_rds_cluster": "aws_rds_cluster_parameter_group"}

# Parameter groups of the unit.
groups contains resource if {
	some resource in input.resources
	resource.kind in {"aws_db_parameter_group", "aws_rds_cluster_parameter_group"}
}

# Databases and clusters of the unit that are no replicas. Those have the parameter group of their source.
databases contains resource if {
	some resource in input.resources
	attribute[resource.kind]
	not rds.replica(resource)
}

# Does the unit hold the parameter group of `database`?
own(database) if {
	some reference in object.get(database, "references", [])
	reference.path[0] == attribute[database.kind]
	contains(reference.address, concat("", [kind[database.kind], "."]))
}

own(database) if name(database) in names[kind[database.kind]]

# Does `database` have the default group of its engine and version? Undefined too where that is unknown.
by_default(database) if {
	regex.match(`^($|default\.)`, name(database))
	not unknown.at_in(database, [attribute[database.kind]])
}

# The family of the default group that `database` has.
default_family(database) := trim_prefix(name(database), "default.") if startswith(name(database), "default.")

default_family(database) := rds.family(rds.engine(database), object.get(database.values, "engine_version", "")) if {
	name(database) == ""
}

name(database) := object.get(database.values, attribute[database.kind], "")

names[group.kind] contains group.values.name if some group in groups

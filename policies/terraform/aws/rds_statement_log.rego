# METADATA
# title: PostgreSQL parameter group records no statements
# description: >-
#   Who read or changed whose record can only be said when the server writes down what it was asked. By default
#   PostgreSQL records none of it. In Aurora the group of the cluster or those of its members may do so.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.Query_Logging.html
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.pgaudit.html
#   - ref: https://www.postgresql.org/docs/current/runtime-config-logging.html
# custom:
#   id: TF-AWS-034
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [aws_db_parameter_group, aws_rds_cluster_parameter_group]
#   scope: unit
#   level: 2
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M2O2, B3]
#   references:
#     checkov: [CKV2_AWS_30, CKV2_AWS_27]
#     nist-800-53: [AU-12]
#   remediation: >-
#     Set the parameter `log_statement` (`ddl`, `mod` or `all`), `log_min_duration_statement`, or `pgaudit.log` with
#     `pgaudit` among the `shared_preload_libraries`.
package bartizan.terraform.rds_statement_log

import data.bartizan.lib.rds
import data.bartizan.lib.rds_group
import data.bartizan.lib.unknown

# Parameters that make the server record statements, with the values that make it record none.
recorders := {
	"log_statement": {"none", ""},
	"log_min_duration_statement": {"-1", ""},
	"pgaudit.log": {"none", ""},
}

deny contains {
	"resource": group.address,
	"path": ["parameter"],
	"message": sprintf("parameter group of %s records no statements", [group.values.family]),
} if {
	some group in silent
	not excused(group)
	count(doubts(group)) == 0
}

undetermined contains {"resource": group.address, "path": path, "reason": reason} if {
	some group in silent
	not excused(group)
	some path, reason in doubts(group)
}

undetermined contains {"resource": group.address, "path": path, "reason": reason} if {
	some group in rds_group.groups
	not records(group)
	some path, reason in unknown.at_in(group, ["family"])
}

silent contains group if {
	some group in rds_group.groups
	rds.parts(object.get(group.values, "family", "")).engine in {"postgres", "aurora-postgresql"}
	not records(group)
}

records(group) if {
	some parameter in object.get(group.values, "parameter", [])
	name := lower(object.get(parameter, "name", ""))
	off := recorders[name]
	not lower(sprintf("%v", [object.get(parameter, "value", "")])) in off
}

# What may still make the group, or in Aurora the members of the cluster, record statements.
doubts(group) := object.union(
	rds.unknown_parameters(group, names),
	{["parameter"]: "what the groups of the members set is only known after apply" |
		group.kind == "aws_rds_cluster_parameter_group"
		group.values.family in unclear_members
	},
)

names := object.keys(recorders)

# An Aurora cluster and its members share their work: members that record excuse the groups of clusters, and groups of
# clusters, which stand for all members, are those that are asked.
excused(group) if {
	group.kind == "aws_rds_cluster_parameter_group"
	group.values.family in recording_members
}

excused(group) if {
	group.kind == "aws_db_parameter_group"
	group.values.family in cluster_families
}

# Families of Aurora, by what their groups do: members that record, members that perhaps do, clusters.
recording_members contains group.values.family if {
	some group in members
	records(group)
}

unclear_members contains group.values.family if {
	some group in members
	count(rds.unknown_parameters(group, names)) > 0
}

cluster_families contains group.values.family if {
	some group in aurora_groups
	group.kind == "aws_rds_cluster_parameter_group"
}

members contains group if {
	some group in aurora_groups
	group.kind == "aws_db_parameter_group"
}

aurora_groups contains group if {
	some group in rds_group.groups
	startswith(object.get(group.values, "family", ""), "aurora-postgresql")
}

package bartizan.terraform.rds_statement_log_test

import data.bartizan.terraform.rds_statement_log as policy

group(kind, family, parameters) := {
	"kind": kind,
	"name": "g",
	"address": concat(".", [kind, "g"]),
	"values": {"family": family, "parameter": parameters},
	"unknown": [],
}

instance_group(family, parameters) := group("aws_db_parameter_group", family, parameters)

cluster_group(family, parameters) := group("aws_rds_cluster_parameter_group", family, parameters)

unit(resources) := {"complete": true, "resources": resources}

addresses(resources) := {finding.resource | some finding in found} if {
	found := policy.deny with input as unit(resources)
}

test_violated if {
	some finding in policy.deny with input as unit([instance_group("postgres16", [{"name": "work_mem", "value": "1"}])])
	finding.resource == "aws_db_parameter_group.g"
	finding.path == ["parameter"]
	finding.message == "parameter group of postgres16 records no statements"
}

test_violated_by_values_that_record_nothing if {
	off := [{"name": "log_statement", "value": "none"}, {"name": "log_min_duration_statement", "value": -1}, {"name": "pgaudit.log", "value": "NONE"}]
	addresses([instance_group("postgres16", off)]) == {"aws_db_parameter_group.g"}
}

test_satisfied if {
	every parameter in [
		{"name": "log_statement", "value": "ddl"},
		{"name": "log_min_duration_statement", "value": "0"},
		{"name": "log_min_duration_statement", "value": 500},
		{"name": "pgaudit.log", "value": "all"},
	] {
		addresses([instance_group("postgres16", [parameter])]) == set()
	}
	addresses([instance_group("mysql8.0", [])]) == set()
}

test_aurora_groups_share_the_work if {
	logging := [{"name": "log_statement", "value": "all"}]
	family := "aurora-postgresql16"
	addresses([cluster_group(family, logging), instance_group(family, [])]) == set()
	addresses([cluster_group(family, []), instance_group(family, logging)]) == set()
	addresses([cluster_group(family, []), instance_group(family, [])]) == {"aws_rds_cluster_parameter_group.g"}
	addresses([instance_group(family, [])]) == {"aws_db_parameter_group.g"}
	unsure := object.union(instance_group(family, []), {"unknown": [{"path": ["parameter"], "reason": "known after apply"}]})
	addresses([cluster_group(family, []), unsure]) == set()
	count(policy.undetermined) == 1 with input as unit([cluster_group(family, []), unsure])
}

test_unknown_is_undetermined if {
	every path in [["parameter"], ["parameter", 0], ["parameter", 0, "name"], ["parameter", 0, "value"]] {
		subject := unit([object.union(instance_group("postgres16", []), {"unknown": [{"path": path, "reason": "known after apply"}]})])
		count(policy.deny) == 0 with input as subject
		policy.undetermined == {{"resource": "aws_db_parameter_group.g", "path": path, "reason": "known after apply"}} with input as subject
	}
}

test_unknown_family_is_undetermined if {
	whole := instance_group("postgres16", [])
	subject := unit([object.union(json.remove(whole, [["values", "family"]]), {"unknown": [{"path": ["family"], "reason": "known after apply"}]})])
	count(policy.deny) == 0 with input as subject
	policy.undetermined == {{"resource": "aws_db_parameter_group.g", "path": ["family"], "reason": "known after apply"}} with input as subject
}

package bartizan.lib.rds_group_test

import data.bartizan.lib.rds_group

database(values) := {"kind": "aws_db_instance", "values": values, "unknown": [], "references": []}

test_default_family if {
	rds_group.default_family(database({"engine": "postgres", "engine_version": "14.9"})) == "postgres14"
	rds_group.default_family(database({"engine": "postgres", "parameter_group_name": "default.postgres13"})) == "postgres13"
	not rds_group.default_family(database({"engine": "postgres"}))
	not rds_group.default_family(database({"engine": "postgres", "parameter_group_name": "own"}))
}

test_own if {
	group := {"kind": "aws_db_parameter_group", "values": {"name": "own"}}
	rds_group.own(database({"parameter_group_name": "own"})) with input.resources as [group]
	not rds_group.own(database({"parameter_group_name": "other"})) with input.resources as [group]
	referring := object.union(database({}), {"references": [{"path": ["parameter_group_name"], "address": "module.db.aws_db_parameter_group.own[0]"}]})
	rds_group.own(referring) with input.resources as []
}

test_by_default if {
	rds_group.by_default(database({}))
	rds_group.by_default(database({"parameter_group_name": "default.mysql8.0"}))
	not rds_group.by_default(database({"parameter_group_name": "own"}))
	not rds_group.by_default(object.union(database({}), {"unknown": [{"path": ["parameter_group_name"], "reason": "r"}]}))
}

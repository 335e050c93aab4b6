package bartizan.terraform.rds_iam_login_test

import data.bartizan.terraform.rds_iam_login as policy

database(values) := {"kind": "aws_db_instance", "values": values, "unknown": []}

unsure(values, path) := object.union(database(values), {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	some finding in policy.deny with input as database({"engine": "postgres", "iam_database_authentication_enabled": false})
	finding.path == ["iam_database_authentication_enabled"]
	finding.message == "database does not accept IAM logins"
	finding.fix[0].value == true
}

test_violated_when_absent if {
	every engine in ["postgres", "mysql", "mariadb"] {
		count(policy.deny) == 1 with input as database({"engine": engine})
	}
}

test_violated_cluster if {
	some finding in policy.deny with input as {"kind": "aws_rds_cluster", "values": {"engine": "aurora-postgresql"}}
	finding.message == "database cluster does not accept IAM logins"
	count(policy.deny) == 1 with input as {"kind": "aws_rds_cluster", "values": {}}
}

test_satisfied if {
	count(policy.deny) == 0 with input as database({"engine": "postgres", "iam_database_authentication_enabled": true})
	count(policy.deny) == 0 with input as database({"engine": "mysql", "iam_database_authentication_enabled": "true"})
}

test_engines_without_iam_logins_are_satisfied if {
	every engine in ["oracle-ee", "sqlserver-se", "db2-se", "custom-oracle-ee"] {
		count(policy.deny) == 0 with input as database({"engine": engine})
		count(policy.undetermined) == 0 with input as database({"engine": engine})
	}
	count(policy.deny) == 0 with input as {"kind": "aws_rds_cluster", "values": {"engine": "aurora-mysql", "engine_mode": "serverless"}}
}

test_engine_of_the_source_is_undetermined if {
	count(policy.deny) == 0 with input as database({"replicate_source_db": "main"})
	policy.undetermined == {{"path": ["engine"], "reason": "the engine is that of the source or the snapshot"}} with input as database({"replicate_source_db": "main"})
}

test_unknown_is_undetermined if {
	every path in [["iam_database_authentication_enabled"], ["engine_mode"]] {
		count(policy.deny) == 0 with input as unsure({"engine": "mysql"}, path)
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure({"engine": "mysql"}, path)
	}
	count(policy.deny) == 0 with input as unsure({}, ["engine"])
	policy.undetermined == {{"path": ["engine"], "reason": "known after apply"}} with input as unsure({}, ["engine"])
}

package bartizan.terraform.database_password_test

import data.bartizan.terraform.database_password as policy

database(kind, values, literals) := {"kind": kind, "values": values, "literals": literals, "references": [], "sensitive": [], "unknown": []}

test_violated if {
	every case in [
		["aws_db_instance", "password"],
		["aws_rds_cluster", "master_password"],
		["azurerm_mssql_server", "administrator_login_password"],
		["azurerm_postgresql_flexible_server", "administrator_password"],
		["azurerm_synapse_workspace", "sql_administrator_login_password"],
		["google_sql_user", "password"],
	] {
		found := policy.deny with input as database(case[0], {case[1]: "hunter22"}, [[case[1]]])
		{[finding.path, finding.message] | some finding in found} == {[[case[1]], sprintf("%s is a literal", [case[1]])]}
	}
}

test_satisfied_by_variable if {
	subject := database("aws_db_instance", {"engine": "postgres", "password": "hunter22"}, [["engine"]])
	count(policy.deny) == 0 with input as subject
	count(policy.undetermined) == 0 with input as subject
}

test_satisfied_when_absent_empty_or_managed if {
	every values in [{}, {"password": ""}, {"password": "x", "manage_master_user_password": true}] {
		count(policy.deny) == 0 with input as database("aws_db_instance", values, [["password"]])
	}
}

test_unknown_counts_as_set if {
	subject := object.union(database("aws_db_instance", {}, []), {"unknown": [{"path": ["password"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as subject
	count(policy.undetermined) == 0 with input as subject
}

test_plan_without_configuration_is_undetermined if {
	subject := database("aws_db_instance", {"password": "hunter22"}, [])
	count(policy.deny) == 0 with input as subject
	count(policy.undetermined) == 1 with input as subject
}

package bartizan.terraform.static_database_login_test

import data.bartizan.terraform.static_database_login as policy

resource(kind, values) := {"kind": kind, "name": "d", "address": concat(".", [kind, "d"]), "values": values, "unknown": [], "references": []}

with_unknown(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

unit(resources) := {"complete": true, "resources": resources}

# By kind, where its password stands.
kinds := {
	"aws_db_instance": "password",
	"aws_rds_cluster": "master_password",
	"azurerm_mssql_server": "administrator_login_password",
	"azurerm_mysql_flexible_server": "administrator_password",
	"azurerm_postgresql_flexible_server": "administrator_password",
	"google_sql_database_instance": "root_password",
}

database(kind, values) := resource(kind, object.union({kinds[kind]: "x"}, values))

test_violated if {
	policy.deny == {{
		"resource": "aws_db_instance.d",
		"path": [],
		"message": `database "d" is reached with a password that nothing issues or changes`,
	}} with input as unit([resource("aws_db_instance", {"password": "x"})])
	every kind, attribute in kinds {
		count(policy.deny) == 1 with input as unit([database(kind, {})])
		count(policy.deny) == 1 with input as unit([with_unknown(resource(kind, {}), [attribute])])
	}
	count(policy.deny) == 1 with input as unit([resource("aws_db_instance", {"password_wo_version": 1})])
	count(policy.deny) == 1 with input as unit([resource("google_sql_database_instance", {}), resource("google_sql_user", {"password": "x"})])
	count(policy.deny) == 1 with input as unit([database("google_sql_database_instance", {"settings": [{"database_flags": [{"name": "cloudsql.iam_authentication", "value": "off"}]}]})])
}

test_satisfied_by_vault if {
	every kind, _ in kinds {
		count(policy.deny) == 0 with input as unit([database(kind, {}), resource("vault_database_secret_backend_role", {})])
	}
}

test_satisfied if {
	every resources in [
		[resource("aws_rds_cluster", {})],
		[database("aws_db_instance", {"iam_database_authentication_enabled": true})],
		[database("aws_rds_cluster", {"manage_master_user_password": "true"})],
		[database("aws_db_instance", {"replicate_source_db": "main"})],
		[with_unknown(database("aws_db_instance", {}), ["replicate_source_db"])],
		[database("azurerm_mssql_server", {"azuread_administrator": [{"login_username": "a"}]})],
		[database("azurerm_postgresql_flexible_server", {"authentication": [{"active_directory_auth_enabled": true}]})],
		[database("azurerm_mysql_flexible_server", {}), resource("azurerm_mysql_flexible_server_active_directory_administrator", {})],
		[database("google_sql_database_instance", {"settings": [{"database_flags": [{"name": "cloudsql.iam_authentication", "value": "on"}]}]})],
		[database("google_sql_database_instance", {}), resource("google_sql_user", {"type": "CLOUD_IAM_SERVICE_ACCOUNT"})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_is_undetermined if {
	every case in [
		["aws_db_instance", ["iam_database_authentication_enabled"]],
		["aws_rds_cluster", ["manage_master_user_password"]],
		["azurerm_mssql_server", ["azuread_administrator"]],
		["azurerm_postgresql_flexible_server", ["authentication", 0, "active_directory_auth_enabled"]],
		["google_sql_database_instance", ["settings", 0, "database_flags"]],
	] {
		unsure := unit([with_unknown(database(case[0], {}), case[1])])
		count(policy.deny) == 0 with input as unsure
		count(policy.undetermined) == 1 with input as unsure
	}
}

test_unknown_elsewhere_does_not_matter if {
	count(policy.deny) == 1 with input as unit([with_unknown(database("google_sql_database_instance", {}), ["settings", 0, "tier"])])
}

test_incomplete_is_undetermined if {
	part := {"complete": false, "resources": [database("aws_db_instance", {})]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

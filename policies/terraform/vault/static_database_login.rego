# METADATA
# title: Database is reached with a fixed password
# description: >-
#   All who use the database share one login that never expires: what was read or changed with it cannot be told from
#   person to person, and whoever once knew it can come back. Vault, or the cloud's own identities, give each its own.
# related_resources:
#   - ref: https://developer.hashicorp.com/vault/docs/secrets/databases
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
#   - ref: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-azure-ad-authentication
#   - ref: https://cloud.google.com/sql/docs/postgres/iam-authentication
# custom:
#   id: SEC-018
#   severity: medium
#   confidence: low
#   platform: terraform
#   kinds:
#     - aws_db_instance
#     - aws_rds_cluster
#     - azurerm_mssql_server
#     - azurerm_mysql_flexible_server
#     - azurerm_mysql_flexible_server_active_directory_administrator
#     - azurerm_postgresql_flexible_server
#     - azurerm_postgresql_flexible_server_active_directory_administrator
#     - google_sql_database_instance
#     - google_sql_user
#     - vault_database_secret_backend_connection
#     - vault_database_secret_backend_role
#     - vault_database_secret_backend_static_role
#     - vault_database_secrets_mount
#   scope: unit
#   level: 2
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [B4, B2, M2T1, D3]
#   references:
#     nist-800-53: [IA-5]
#   remediation: >-
#     Let Vault issue the logins (`vault_database_secret_backend_role`), or log in with identities of the cloud, such as
#     `iam_database_authentication_enabled`; `manage_master_user_password` at least changes the password on schedule.
package bartizan.terraform.static_database_login

import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"resource": database.address,
	"path": [],
	"message": sprintf("database %q is reached with a password that nothing issues or changes", [database.name]),
} if {
	some database in fixed
	count(open_questions(database)) == 0
	object.get(input, "complete", false) == true
}

undetermined contains {"resource": database.address, "path": path, "reason": reason} if {
	some database in fixed
	some path, reason in open_questions(database)
}

undetermined contains {"resource": database.address, "path": [], "reason": "not all of the module is here"} if {
	some database in fixed
	object.get(input, "complete", false) == false
}

# By kind, the attributes that say how one logs in.
kinds := {
	"aws_db_instance": ["iam_database_authentication_enabled", "manage_master_user_password"],
	"aws_rds_cluster": ["iam_database_authentication_enabled", "manage_master_user_password"],
	"azurerm_mssql_server": ["azuread_administrator"],
	"azurerm_mysql_flexible_server": [],
	"azurerm_postgresql_flexible_server": ["authentication"],
	"google_sql_database_instance": ["settings"],
}

fixed contains database if {
	not issued
	some database in link.of(object.keys(kinds))
	has_password(database)
	not identities(database)
	not copy(database)
}

# Is a password given, though perhaps one that is not known? Cloud SQL keeps it at its users. Of one that is only handed
# through (`password_wo`) the version is told.
has_password(database) if {
	some attribute in passwords
	object.get(database.values, attribute, "") != ""
}

has_password(database) if {
	some attribute in passwords
	unknown.at_in(database, [attribute])
}

has_password(database) if {
	database.kind == "google_sql_database_instance"
	some user in link.of(["google_sql_user"])
	not startswith(object.get(user.values, "type", ""), "CLOUD_IAM_")
}

passwords := [
	"password", "password_wo_version", "master_password", "master_password_wo_version",
	"administrator_login_password", "administrator_login_password_wo_version",
	"administrator_password", "administrator_password_wo_version", "root_password",
]

# Vault issues logins.
issued if {
	count(link.of([
		"vault_database_secret_backend_connection",
		"vault_database_secret_backend_role",
		"vault_database_secret_backend_static_role",
		"vault_database_secrets_mount",
	])) > 0
}

identities(database) if {
	some attribute in ["iam_database_authentication_enabled", "manage_master_user_password"]
	tf.is_true(object.get(database.values, attribute, false))
}

identities(database) if {
	database.kind == "azurerm_mssql_server"
	count(object.get(database.values, "azuread_administrator", [])) > 0
}

identities(database) if {
	database.kind == "azurerm_postgresql_flexible_server"
	tf.is_true(object.get(database.values, ["authentication", 0, "active_directory_auth_enabled"], false))
}

identities(database) if {
	database.kind in {"azurerm_mysql_flexible_server", "azurerm_postgresql_flexible_server"}
	administrator := concat("_", [database.kind, "active_directory_administrator"])
	count(link.of([administrator])) > 0
}

identities(database) if {
	database.kind == "google_sql_database_instance"
	some flag in object.get(database.values, ["settings", 0, "database_flags"], [])
	flag.name in {"cloudsql.iam_authentication", "cloudsql_iam_authentication"}
	lower(flag.value) == "on"
}

identities(database) if {
	database.kind == "google_sql_database_instance"
	some user in link.of(["google_sql_user"])
	startswith(object.get(user.values, "type", ""), "CLOUD_IAM_")
}

# A replica has the logins of what it copies.
copy(database) if {
	some attribute in ["replicate_source_db", "master_instance_name", "replication_source_identifier"]
	object.get(database.values, attribute, "") != ""
}

copy(database) if {
	some attribute in ["replicate_source_db", "master_instance_name", "replication_source_identifier"]
	unknown.at_in(database, [attribute])
}

open_questions(database) := {path: reason |
	some attribute in kinds[database.kind]
	some path, reason in unknown.within_in(database, [attribute])
	decides(path)
}

decides(path) if path[0] != "settings"

decides(path) if {
	path[0] == "settings"
	count(path) <= 2
}

decides(path) if path[2] == "database_flags"

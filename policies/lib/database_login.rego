# METADATA
# description: >-
#   How one logs in to the databases that the clouds run: with a password, or with an identity of the cloud.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
#   - ref: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-azure-ad-authentication
#   - ref: https://learn.microsoft.com/azure/azure-sql/database/authentication-aad-overview
#   - ref: https://cloud.google.com/sql/docs/postgres/iam-authentication
package bartizan.lib.database_login

import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# By kind, the attributes that say how one logs in.
kinds := {
	"aws_db_instance": ["iam_database_authentication_enabled", "manage_master_user_password"],
	"aws_rds_cluster": ["iam_database_authentication_enabled", "manage_master_user_password"],
	"azurerm_mssql_server": ["azuread_administrator"],
	"azurerm_mysql_flexible_server": [],
	"azurerm_postgresql_flexible_server": ["authentication"],
	"google_sql_database_instance": ["settings"],
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

# Does one log in to `database` with identities of the cloud, or does the cloud change its password on schedule?
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

# What is not known of how one logs in to `database`: `{path: reason}`.
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

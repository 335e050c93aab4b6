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

import data.bartizan.lib.database_login
import data.bartizan.lib.link

deny contains {
	"resource": database.address,
	"path": [],
	"message": sprintf("database %q is reached with a password that nothing issues or changes", [database.name]),
} if {
	some database in fixed
	count(database_login.open_questions(database)) == 0
	object.get(input, "complete", false) == true
}

undetermined contains {"resource": database.address, "path": path, "reason": reason} if {
	some database in fixed
	some path, reason in database_login.open_questions(database)
}

undetermined contains {"resource": database.address, "path": [], "reason": "not all of the module is here"} if {
	some database in fixed
	object.get(input, "complete", false) == false
}

fixed contains database if {
	not issued
	some database in link.of(object.keys(database_login.kinds))
	database_login.has_password(database)
	not database_login.identities(database)
	not database_login.copy(database)
}

# Vault issues logins.
issued if {
	count(link.of([
		"vault_database_secret_backend_connection",
		"vault_database_secret_backend_role",
		"vault_database_secret_backend_static_role",
		"vault_database_secrets_mount",
	])) > 0
}

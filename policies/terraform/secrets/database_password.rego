# METADATA
# title: Database password is a literal
# description: >-
#   The login of the database sits in the repository and in every copy of it, readable for all who may read code, and
#   nobody can change it without a commit. It belongs in a secrets manager.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance#manage_master_user_password
#   - ref: https://developer.hashicorp.com/terraform/language/manage-sensitive-data
# custom:
#   id: SEC-002
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds:
#     - aws_db_instance
#     - aws_rds_cluster
#     - aws_docdb_cluster
#     - aws_redshift_cluster
#     - azurerm_mssql_server
#     - azurerm_postgresql_flexible_server
#     - azurerm_postgresql_server
#     - azurerm_mysql_flexible_server
#     - azurerm_mysql_server
#     - azurerm_synapse_workspace
#     - google_sql_user
#     - google_sql_database_instance
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, M2T1, B4, A2]
#   references:
#     checkov: [CKV_AZURE_239]
#     nist-800-53: [IA-5]
#     owasp: [A07:2021]
#   remediation: >-
#     Change the password, and let the service manage it (`manage_master_user_password`), generate it, or read it from
#     a secrets manager.
#   unknown: set
package bartizan.terraform.database_password

import data.bartizan.lib.secrets
import data.bartizan.lib.tf

arguments := [
	"password", "master_password", "administrator_login_password", "administrator_password", "root_password",
	"sql_administrator_login_password",
]

deny contains {
	"path": [argument],
	"message": sprintf("%s is a literal", [argument]),
} if {
	some argument in given
	secrets.literal([argument])
}

undetermined contains {"path": [argument], "reason": "the plan does not show how it is written"} if {
	some argument in given
	not secrets.literal([argument])
	secrets.no_configuration
}

given contains argument if {
	some argument in arguments
	object.get(input.values, argument, "") != ""
	not tf.is_true(object.get(input.values, "manage_master_user_password", false))
}

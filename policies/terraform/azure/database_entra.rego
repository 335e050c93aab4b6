# METADATA
# title: Database is opened with passwords of its own
# description: >-
#   Passwords in the database are shared among people and services, outlive those who leave, and pass by the central
#   login and its second factor.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/azure-sql/database/authentication-azure-ad-only-authentication
#   - ref: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-azure-ad-authentication
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/mssql_server#azuread_administrator
# custom:
#   id: TF-AZ-037
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_mssql_server, azurerm_postgresql_flexible_server]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T1, M2T1, B2]
#   references:
#     checkov: [CKV2_AZURE_27]
#     nist-800-53: [IA-2, IA-5]
#   remediation: >-
#     Add `azuread_administrator` with `azuread_authentication_only` true to SQL servers, and `authentication` with
#     `active_directory_auth_enabled` true to PostgreSQL flexible servers.
package bartizan.terraform.database_entra

import data.bartizan.lib.azure
import data.bartizan.lib.unknown

administrator := "azuread_administrator"

only_path := [administrator, 0, "azuread_authentication_only"]

login_path := ["authentication", 0, "active_directory_auth_enabled"]

deny contains {
	"path": [administrator],
	"message": sprintf("database server %q has no administrator in Entra ID", [azure.label(input)]),
} if {
	input.kind == "azurerm_mssql_server"
	not azure.given(input, administrator)
}

deny contains {
	"path": only_path,
	"message": sprintf("database server %q takes passwords beside the login of Entra ID", [azure.label(input)]),
	"fix": azure.write(only_path, true),
} if {
	input.kind == "azurerm_mssql_server"
	azure.given(input, administrator)
	azure.not_true(input, [administrator, 0], ["azuread_authentication_only"])
}

deny contains {
	"path": login_path,
	"message": sprintf("database server %q takes passwords only", [azure.label(input)]),
} if {
	input.kind == "azurerm_postgresql_flexible_server"
	azure.not_true(input, ["authentication", 0], ["active_directory_auth_enabled"])
}

undetermined contains {"path": path, "reason": reason} if {
	some place in [only_path, login_path]
	some path, reason in unknown.at(place)
}

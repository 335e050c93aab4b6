# METADATA
# title: Database server can be reached from the internet
# description: >-
#   Everyone can try stolen passwords and the next flaw of the database on it, and the records behind it are what an
#   intruder wants. A rule that ends at 0.0.0.0 lets in every machine in Azure, those of other customers included.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/azure-sql/database/firewall-configure
#   - ref: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/mssql_server#public_network_access_enabled
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/mysql_flexible_server#public_network_access
# custom:
#   id: TF-AZ-034
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds:
#     - azurerm_mssql_server
#     - azurerm_mssql_managed_instance
#     - azurerm_postgresql_flexible_server
#     - azurerm_mysql_flexible_server
#     - azurerm_postgresql_server
#     - azurerm_mysql_server
#     - azurerm_mariadb_server
#     - azurerm_mssql_firewall_rule
#     - azurerm_sql_firewall_rule
#     - azurerm_postgresql_flexible_server_firewall_rule
#     - azurerm_mysql_flexible_server_firewall_rule
#     - azurerm_postgresql_firewall_rule
#     - azurerm_mysql_firewall_rule
#     - azurerm_mariadb_firewall_rule
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M2T5, M4O3, B2, P5]
#   references:
#     trivy: [AZU-0022, AZU-0029]
#     checkov: [CKV_AZURE_113, CKV_AZURE_11]
#     nist-800-53: [SC-7]
#   remediation: >-
#     Set `public_network_access_enabled` to false (MySQL since version 4 of the provider: `public_network_access` to
#     `Disabled`) and use a private endpoint or a delegated subnet. Where the server must stay public, let firewall
#     rules name single addresses.
package bartizan.terraform.database_public

import data.bartizan.lib.azure
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Where MySQL flexible servers say it since version 4 of the provider, and where all others do.
mysql := "public_network_access"

flag := "public_network_access_enabled"

deny contains {
	"path": [name],
	"message": sprintf("database server %q can be reached from the internet", [azure.label(input)]),
	"fix": azure.write([name], closed_value),
} if {
	[name, closed_value] := switch
	not closed
	count(unknown_access) == 0
}

deny contains {
	"path": ["public_data_endpoint_enabled"],
	"message": sprintf("database server %q can be reached from the internet", [azure.label(input)]),
	"fix": azure.write(["public_data_endpoint_enabled"], false),
} if {
	input.kind == "azurerm_mssql_managed_instance"
	tf.is_true(object.get(input.values, "public_data_endpoint_enabled", false))
}

deny contains {
	"path": ["start_ip_address"],
	"message": sprintf("firewall rule lets in %s", [whom]),
} if {
	endswith(input.kind, "_firewall_rule")
	first := object.get(input.values, "start_ip_address", "")
	last := object.get(input.values, "end_ip_address", "")
	whom := admitted(first, last)
}

undetermined contains {"path": path, "reason": reason} if {
	switch
	not closed
	some path, reason in unknown_access
}

undetermined contains {"path": path, "reason": reason} if {
	some name in ["start_ip_address", "end_ip_address", "public_data_endpoint_enabled"]
	some path, reason in unknown.at([name])
}

# What closes a server: [attribute, value].
switch := [mysql, "Disabled"] if {
	input.kind == "azurerm_mysql_flexible_server"
	not azure.setting(input, [], [flag])
}

switch := [flag, false] if {
	input.kind == "azurerm_mysql_flexible_server"
	azure.setting(input, [], [flag])
}

switch := [flag, false] if {
	input.kind in {"azurerm_mssql_server", "azurerm_postgresql_flexible_server", "azurerm_postgresql_server", "azurerm_mysql_server", "azurerm_mariadb_server"}
}

closed if tf.is_false(object.get(input.values, flag, true))

closed if lower(object.get(input.values, mysql, "Enabled")) == "disabled"

# A flexible server in a subnet of its own has no public address.
closed if azure.given(input, "delegated_subnet_id")

unknown_access := azure.unknowns(input, [], [flag, mysql])

admitted("0.0.0.0", "0.0.0.0") := "every machine in Azure"

admitted(first, last) := sprintf("the internet (%s to %s)", [first, last]) if {
	octet(first) <= 1
	octet(last) >= 223
}

octet(address) := to_number(regex.find_n(`^[0-9]+`, address, 1)[0])

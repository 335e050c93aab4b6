# METADATA
# title: Database server takes connections without TLS or with old versions
# description: >-
#   Queries and the records they fetch cross the network readable, or with a protocol that can be broken, for everyone
#   who sits on the way.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/azure-sql/database/connectivity-settings#minimum-tls-version
#   - ref: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-ssl-tls
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/mssql_server#minimum_tls_version
# custom:
#   id: TF-AZ-035
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - azurerm_mssql_server
#     - azurerm_mssql_managed_instance
#     - azurerm_postgresql_flexible_server_configuration
#     - azurerm_mysql_flexible_server_configuration
#     - azurerm_postgresql_server
#     - azurerm_mysql_server
#     - azurerm_mariadb_server
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1]
#   references:
#     trivy: [AZU-0026, AZU-0020]
#     checkov: [CKV_AZURE_52]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Set `minimum_tls_version` to 1.2 or leave it out; leave the parameters `require_secure_transport`,
#     `ssl_min_protocol_version` and `tls_version` of flexible servers at their defaults.
package bartizan.terraform.database_tls

import data.bartizan.lib.azure
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

weak_versions := {"disabled", "tlsenforcementdisabled", "1", "1.0", "1.1", "tls1_0", "tls1_1", "tlsv1", "tlsv1.0", "tlsv1.1"}

# Attributes of servers that name the least version, and a good one.
version_attributes := {"minimum_tls_version": "1.2", "ssl_minimal_tls_version_enforced": "TLS1_2"}

configuration if endswith(input.kind, "_configuration")

parameter := lower(object.get(input.values, "name", "")) if configuration

setting := lower(sprintf("%v", [object.get(input.values, "value", "")])) if configuration

deny contains {
	"path": [attribute],
	"message": sprintf("%s of the database server is %v", [attribute, value]),
	"fix": azure.write([attribute], strong),
} if {
	some attribute, strong in version_attributes
	value := object.get(input.values, attribute, "1.2")
	lower(sprintf("%v", [value])) in weak_versions
}

deny contains {
	"path": ["ssl_enforcement_enabled"],
	"message": "database server takes connections without TLS",
	"fix": azure.write(["ssl_enforcement_enabled"], true),
} if {
	tf.is_false(object.get(input.values, "ssl_enforcement_enabled", true))
}

deny contains {
	"path": ["value"],
	"message": "database server takes connections without TLS (require_secure_transport)",
	"fix": azure.write(["value"], "on"),
} if {
	parameter == "require_secure_transport"
	setting in {"off", "false", "0"}
}

deny contains {
	"path": ["value"],
	"message": sprintf("database server takes connections with %s", [version]),
	"key": version,
} if {
	parameter in {"ssl_min_protocol_version", "tls_version"}
	some version in {trim_space(part) | some part in split(setting, ",")}
	version in weak_versions
}

undetermined contains {"path": path, "reason": reason} if {
	not configuration
	some attribute in (object.keys(version_attributes) | {"ssl_enforcement_enabled"})
	some path, reason in unknown.at([attribute])
}

undetermined contains {"path": path, "reason": reason} if {
	parameter in {"", "require_secure_transport", "ssl_min_protocol_version", "tls_version"}
	some name in ["name", "value"]
	some path, reason in unknown.at([name])
}

# METADATA
# title: Database server writes no audit log or keeps it too briefly
# description: >-
#   Nobody can show afterwards who read or changed citizens' records: neither to find out what an intruder took, nor
#   to clear those who did nothing.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/azure-sql/database/auditing-overview
#   - ref: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-audit
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/mssql_server_extended_auditing_policy
# custom:
#   id: TF-AZ-036
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds:
#     - azurerm_mssql_server
#     - azurerm_mssql_server_extended_auditing_policy
#     - azurerm_postgresql_flexible_server
#     - azurerm_postgresql_flexible_server_configuration
#   scope: unit
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, B3, C5]
#   references:
#     trivy: [AZU-0025, AZU-0027]
#     checkov: [CKV_AZURE_23, CKV_AZURE_24]
#     nist-800-53: [AU-12]
#   remediation: >-
#     Add an `azurerm_mssql_server_extended_auditing_policy` that is enabled, with `retention_in_days` 0 (for ever) or
#     at least 90; for PostgreSQL set the parameter `pgaudit.log` to `write` or more by an
#     `azurerm_postgresql_flexible_server_configuration`.
#   parameters:
#     days:
#       type: number
#       default: 90
#       description: >-
#         Days that audit logs must be kept at least; 0 days in a policy means for ever.
package bartizan.terraform.database_audit

import data.bartizan.lib.azure
import data.bartizan.lib.params
import data.bartizan.lib.tf

policy_kind := "azurerm_mssql_server_extended_auditing_policy"

parameter_kind := "azurerm_postgresql_flexible_server_configuration"

# Which resource makes servers of a kind write an audit log.
auditors := {"azurerm_mssql_server": policy_kind, "azurerm_postgresql_flexible_server": parameter_kind}

deny contains {
	"resource": server.address,
	"path": [],
	"message": sprintf("database server %q writes no audit log", [azure.label(server)]),
} if {
	some server in unaudited
	count(questions(server)) == 0
	not azure.doubt(auditors[server.kind], "server_id")
}

deny contains {
	"resource": auditing.address,
	"path": ["enabled"],
	"message": "auditing is switched off",
	"fix": azure.write(["enabled"], true),
} if {
	some auditing in azure.all(policy_kind)
	tf.is_false(object.get(auditing.values, "enabled", true))
}

deny contains {
	"resource": auditing.address,
	"path": ["retention_in_days"],
	"message": sprintf("audit log is kept for %v days, not %v", [days, least]),
} if {
	some auditing in azure.all(policy_kind)
	days := tf.number(object.get(auditing.values, "retention_in_days", 0))
	days > 0
	days < least
}

undetermined contains {"resource": auditing.address, "path": path, "reason": reason} if {
	some auditing in azure.all(policy_kind)
	some path, reason in azure.unknowns(auditing, [], ["enabled", "retention_in_days"])
}

undetermined contains {"resource": server.address, "path": [], "reason": reason} if {
	some server in unaudited
	reason := azure.doubt(auditors[server.kind], "server_id")
}

undetermined contains {"resource": input.resources[index].address, "path": path, "reason": reason} if {
	some server in unaudited
	some [index, path, reason] in questions(server)
}

least := params.get("days", 90)

unaudited contains server if {
	some kind, auditor in auditors
	some server in azure.all(kind)
	count([index |
		some index in azure.companions(auditor, "server_id", server)
		audits(input.resources[index])
	]) == 0
}

audits(companion) if companion.kind == policy_kind

audits(companion) if {
	companion.kind == parameter_kind
	lower(object.get(companion.values, "name", "")) == "pgaudit.log"
	not lower(object.get(companion.values, "value", "none")) in {"", "none"}
}

# Parameters of `server` that may be those of the audit log: [index, path, reason].
questions(server) := {[index, path, reason] |
	some index in azure.companions(parameter_kind, "server_id", server)
	lower(object.get(input.resources[index].values, "name", "pgaudit.log")) == "pgaudit.log"
	some path, reason in azure.unknowns(input.resources[index], [], ["name", "value"])
}

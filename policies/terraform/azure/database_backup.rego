# METADATA
# title: Backups of a flexible server are short or in one region only
# description: >-
#   A fault that nobody sees for a week leaves nothing to go back to, and the loss of a region takes the records
#   together with their backups. Replicas are not asked.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore
#   - ref: https://learn.microsoft.com/azure/mysql/flexible-server/concepts-backup-restore
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/postgresql_flexible_server#geo_redundant_backup_enabled
# custom:
#   id: TF-AZ-038
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_postgresql_flexible_server, azurerm_mysql_flexible_server]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references:
#     checkov: [CKV_AZURE_136]
#     nist-800-53: [CP-9]
#   remediation: >-
#     Set `backup_retention_days` to a week or more and `geo_redundant_backup_enabled` to true. The latter makes a new
#     server: move the records first.
#   parameters:
#     days:
#       type: number
#       default: 7
#       description: >-
#         Days that backups must be kept at least.
#     geo_redundant:
#       type: boolean
#       default: true
#       description: >-
#         Must backups be kept in a second region too? Set it to false where no confidential data are stored.
package bartizan.terraform.database_backup

import data.bartizan.lib.azure
import data.bartizan.lib.params
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

days_path := ["backup_retention_days"]

region_path := ["geo_redundant_backup_enabled"]

deny contains {
	"path": days_path,
	"message": sprintf("backups are kept for %v days, not %v", [days, least]),
	"fix": azure.write(days_path, least),
} if {
	not replica
	not unknown.at(["create_mode"])
	not unknown.at(days_path)
	days := tf.number(object.get(input.values, days_path, 7))
	days < least
}

deny contains {
	"path": region_path,
	"message": "backups are in one region only",
	"fix": azure.write(region_path, true),
} if {
	not replica
	not unknown.at(["create_mode"])
	params.get("geo_redundant", true)
	azure.not_true(input, [], region_path)
}

undetermined contains {"path": path, "reason": reason} if {
	not replica
	some name in ["create_mode", "backup_retention_days", "geo_redundant_backup_enabled"]
	some path, reason in unknown.at([name])
}

least := params.get("days", 7)

# A replica has the backups of the server it follows.
replica if object.get(input.values, "create_mode", "Default") == "Replica"

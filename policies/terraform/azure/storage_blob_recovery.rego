# METADATA
# title: Storage account does not keep deleted or overwritten blobs
# description: >-
#   What a mistake, a faulty job or an extortionist deletes or overwrites is gone. Soft delete and versions let those
#   who must restore the service get it back. Accounts for files alone and, for versions, those with a hierarchical
#   namespace are not asked.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview
#   - ref: https://learn.microsoft.com/azure/storage/blobs/versioning-overview
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/storage_account#blob_properties
# custom:
#   id: TF-AZ-006
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_storage_account]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M3O3, B5]
#   references:
#     trivy: [AZU-0056]
#     checkov: [CKV2_AZURE_38]
#     nist-800-53: [CP-9]
#   remediation: >-
#     In `blob_properties`, add a `delete_retention_policy` with at least a week of `days` and set
#     `versioning_enabled` to true.
#   parameters:
#     days:
#       type: number
#       default: 7
#       description: >-
#         Days that deleted blobs must be kept at least.
package bartizan.terraform.storage_blob_recovery

import data.bartizan.lib.azure
import data.bartizan.lib.params
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

retention := ["blob_properties", 0, "delete_retention_policy"]

days_path := array.concat(retention, [0, "days"])

versions := ["blob_properties", 0, "versioning_enabled"]

deny contains {
	"path": retention,
	"message": "storage account does not keep deleted blobs",
} if {
	holds_blobs
	count(object.get(input.values, retention, [])) == 0
	not unknown.at(days_path)
}

deny contains {
	"path": days_path,
	"message": sprintf("storage account keeps deleted blobs for %v days, not %v", [days, least]),
} if {
	holds_blobs
	count(object.get(input.values, retention, [])) > 0
	not unknown.at(days_path)
	days := tf.number(object.get(input.values, days_path, 7))
	days < least
}

deny contains {
	"path": versions,
	"message": "storage account keeps no earlier versions of blobs",
} if {
	versionable
	azure.not_true(input, ["blob_properties", 0], ["versioning_enabled"])
}

undetermined contains {"path": path, "reason": reason} if {
	holds_blobs
	some path, reason in unknown.at(days_path)
}

undetermined contains {"path": path, "reason": reason} if {
	versionable
	some path, reason in unknown.at(versions)
}

undetermined contains {"path": path, "reason": reason} if {
	some name in ["account_kind", "is_hns_enabled"]
	some path, reason in unknown.at([name])
}

least := params.get("days", 7)

holds_blobs if {
	not unknown.at(["account_kind"])
	object.get(input.values, "account_kind", "StorageV2") != "FileStorage"
}

# Azure keeps no versions where there is a hierarchical namespace.
versionable if {
	holds_blobs
	not unknown.at(["is_hns_enabled"])
	not tf.is_true(object.get(input.values, "is_hns_enabled", false))
}

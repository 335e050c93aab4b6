# METADATA
# title: Storage allows anonymous access
# description: >-
#   As long as the account allows it, one click or one line makes a container's documents readable for everyone
#   without logging in. Before version 5 the provider allows it unless it is told not to.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/storage_account#allow_nested_items_to_be_public
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/5.0-upgrade-guide
# custom:
#   id: TF-AZ-003
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [azurerm_storage_account, azurerm_storage_container]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M2T5, M3T1, M4O3, C3]
#   references:
#     trivy: [AZU-0007]
#     checkov: [CKV_AZURE_190, CKV_AZURE_34]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Set `allow_nested_items_to_be_public` to false on the account, and `container_access_type` to `private` on
#     containers.
package bartizan.terraform.storage_public_access

import data.bartizan.lib.azure
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["allow_nested_items_to_be_public"],
	"message": "storage account allows containers and blobs to be public",
	"fix": [{"op": "set", "path": ["allow_nested_items_to_be_public"], "value": false, "safety": "unsafe"}],
} if {
	input.kind == "azurerm_storage_account"
	not unknown.at(["allow_nested_items_to_be_public"])
	not unknown.at(["allow_blob_public_access"])
	not closed
}

deny contains {
	"path": ["container_access_type"],
	"message": sprintf("container gives anonymous access (%s)", [access]),
	"fix": [{"op": "set", "path": ["container_access_type"], "value": "private", "safety": "unsafe"}],
} if {
	input.kind == "azurerm_storage_container"
	access := object.get(input.values, "container_access_type", "private")
	access in {"blob", "container"}
}

undetermined contains {"path": path, "reason": reason} if {
	some attribute in ["allow_nested_items_to_be_public", "allow_blob_public_access", "container_access_type"]
	some path, reason in unknown.at([attribute])
}

# Before version 3 of the provider the setting was called `allow_blob_public_access`.
closed if tf.is_false(object.get(input.values, "allow_nested_items_to_be_public", true))

closed if tf.is_false(object.get(input.values, "allow_blob_public_access", true))

closed if {
	object.get(input.values, "allow_nested_items_to_be_public", "absent") == "absent"
	azure.major(input) >= 5
}

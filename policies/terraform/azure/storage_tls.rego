# METADATA
# title: Storage account takes TLS below 1.2
# description: >-
#   Connections with TLS 1.0 or 1.1 can be broken by those who sit on the way, and with them the secrecy of all that
#   is stored and read.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/storage/common/transport-layer-security-configure-minimum-version
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/storage_account#min_tls_version
# custom:
#   id: TF-AZ-002
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [azurerm_storage_account]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, P5]
#   references:
#     trivy: [AZU-0011]
#     checkov: [CKV_AZURE_44]
#     nist-800-53: [SC-8]
#   remediation: >-
#     Set `min_tls_version` to `TLS1_2` or leave it out. Version 5 of the provider takes nothing lower.
package bartizan.terraform.storage_tls

import data.bartizan.lib.azure
import data.bartizan.lib.unknown

deny contains {
	"path": ["min_tls_version"],
	"message": sprintf("storage account takes connections with %s", [version]),
	"fix": azure.write(["min_tls_version"], "TLS1_2"),
} if {
	version := object.get(input.values, "min_tls_version", "TLS1_2")
	version in {"TLS1_0", "TLS1_1"}
}

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.at(["min_tls_version"])

# METADATA
# title: AKS does not follow changed secrets of the vault
# description: >-
#   Pods keep the value they started with after a secret was changed in the vault: the service breaks when the old one
#   is cut off, so that nobody dares to. Without the driver secrets are copied into the cluster by hand.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/aks/csi-secrets-store-driver
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster#key_vault_secrets_provider
# custom:
#   id: TF-AZ-027
#   severity: low
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_kubernetes_cluster]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, D3, B4]
#   references:
#     checkov: [CKV_AZURE_172]
#     nist-800-53: [IA-5]
#   remediation: >-
#     Add `key_vault_secrets_provider` with `secret_rotation_enabled` true.
package bartizan.terraform.aks_secret_rotation

import data.bartizan.lib.azure
import data.bartizan.lib.unknown

provider := "key_vault_secrets_provider"

path := [provider, 0, "secret_rotation_enabled"]

deny contains {
	"path": path,
	"message": "cluster does not follow changed secrets",
	"fix": azure.write(path, true),
} if {
	azure.given(input, provider)
	azure.not_true(input, [provider, 0], ["secret_rotation_enabled"])
}

deny contains {
	"path": [provider],
	"message": "cluster has no driver for secrets of a vault",
	"fix": azure.write([provider], [{"secret_rotation_enabled": true}]),
} if {
	not azure.given(input, provider)
}

undetermined contains {"path": unknown_path, "reason": reason} if some unknown_path, reason in unknown.at(path)

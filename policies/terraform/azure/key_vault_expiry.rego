# METADATA
# title: Key or secret in a vault never expires
# description: >-
#   What nobody has to renew is forgotten, and a copy that leaked years ago still opens the door. A date makes those
#   who use it change it in time. A key that rotates itself and lets its versions expire counts too.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/key-vault/secrets/secrets-best-practices
#   - ref: https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/key_vault_secret#expiration_date
# custom:
#   id: TF-AZ-010
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [azurerm_key_vault_key, azurerm_key_vault_secret, azurerm_key_vault_managed_hardware_security_module_key]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M2T1, D3]
#   references:
#     trivy: [AZU-0014, AZU-0017]
#     checkov: [CKV_AZURE_40, CKV_AZURE_41]
#     nist-800-53: [IA-5, SC-12]
#   remediation: >-
#     Set `expiration_date`, and see to it that the value is changed before that day.
package bartizan.terraform.key_vault_expiry

import data.bartizan.lib.azure

what := {
	"azurerm_key_vault_key": "key",
	"azurerm_key_vault_secret": "secret",
	"azurerm_key_vault_managed_hardware_security_module_key": "key",
}

deny contains {
	"path": ["expiration_date"],
	"message": sprintf("%s %q never expires", [what[input.kind], azure.label(input)]),
} if {
	lasting
	count(unknown_settings) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	lasting
	some path, reason in unknown_settings
}

lasting if {
	object.get(input.values, "expiration_date", "") == ""
	not versions_expire
}

# Each rotation makes a version that expires.
versions_expire if {
	object.get(input.values, ["rotation_policy", 0, "expire_after"], "") != ""
	count(object.get(input.values, ["rotation_policy", 0, "automatic"], [])) > 0
}

unknown_settings := object.union(
	azure.unknowns(input, [], ["expiration_date"]),
	azure.unknowns(input, ["rotation_policy", 0], ["expire_after", "automatic"]),
)

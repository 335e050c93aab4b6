# METADATA
# title: Virtual machine takes passwords over SSH
# description: >-
#   Passwords of machines that can be reached are guessed day and night. One that is weak or used elsewhere gives the
#   machine away; a key cannot be guessed.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/virtual-machines/linux/create-ssh-keys-detailed
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_virtual_machine#disable_password_authentication
# custom:
#   id: TF-AZ-017
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds:
#     - azurerm_linux_virtual_machine
#     - azurerm_linux_virtual_machine_scale_set
#     - azurerm_orchestrated_virtual_machine_scale_set
#     - azurerm_virtual_machine
#     - azurerm_virtual_machine_scale_set
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, M1O1]
#   references:
#     trivy: [AZU-0039]
#     checkov: [CKV_AZURE_178, CKV_AZURE_149]
#     nist-800-53: [IA-2]
#   remediation: >-
#     Set `disable_password_authentication` to true and give the people's keys in `admin_ssh_key`, or let them log in
#     with Entra ID.
package bartizan.terraform.vm_password_login

import data.bartizan.lib.azure
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# Where each kind has the setting. Current kinds take no passwords unless told to, the old ones want an answer.
prefixes := {
	"azurerm_linux_virtual_machine": [],
	"azurerm_linux_virtual_machine_scale_set": [],
	"azurerm_orchestrated_virtual_machine_scale_set": ["os_profile", 0, "linux_configuration", 0],
	"azurerm_virtual_machine": ["os_profile_linux_config", 0],
	"azurerm_virtual_machine_scale_set": ["os_profile_linux_config", 0],
}

path := array.concat(prefixes[input.kind], ["disable_password_authentication"])

deny contains {
	"path": path,
	"message": "virtual machine takes passwords over SSH",
	"fix": azure.write(path, true),
} if {
	tf.is_false(object.get(input.values, path, true))
}

undetermined contains {"path": unknown_path, "reason": reason} if some unknown_path, reason in unknown.at(path)

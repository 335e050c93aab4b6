# METADATA
# title: Disks of a virtual machine are not encrypted on its host
# description: >-
#   Temporary disks and the caches of the others lie in clear on the host, and what travels from there to the storage
#   is not under the machine's key. Confidential machines that encrypt their disks with the guest's state are not
#   asked: Azure refuses both together.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption-overview
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_virtual_machine#encryption_at_host_enabled
# custom:
#   id: TF-AZ-018
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds:
#     - azurerm_linux_virtual_machine
#     - azurerm_windows_virtual_machine
#     - azurerm_linux_virtual_machine_scale_set
#     - azurerm_windows_virtual_machine_scale_set
#     - azurerm_orchestrated_virtual_machine_scale_set
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M1T2, B1]
#   references:
#     checkov: [CKV_AZURE_97, CKV_AZURE_151]
#     nist-800-53: [SC-28]
#   remediation: >-
#     Register the feature `EncryptionAtHost` in the subscription and set `encryption_at_host_enabled` to true.
package bartizan.terraform.vm_host_encryption

import data.bartizan.lib.azure
import data.bartizan.lib.unknown

names := ["encryption_at_host_enabled"]

guest_path := ["os_disk", 0, "security_encryption_type"]

deny contains {
	"path": names,
	"message": "disks are not encrypted on the host",
	"fix": azure.write(names, true),
} if {
	azure.not_true(input, [], names)
	not encrypted_by_guest
	not unknown.at(guest_path)
}

undetermined contains {"path": path, "reason": reason} if {
	not encrypted_by_guest
	some path, reason in azure.unknowns(input, [], names)
}

undetermined contains {"path": path, "reason": reason} if {
	azure.not_true(input, [], names)
	some path, reason in unknown.at(guest_path)
}

encrypted_by_guest if object.get(input.values, guest_path, "") == "DiskWithVMGuestState"

# METADATA
# title: Virtual machine is not patched automatically
# description: >-
#   Flaws that everyone knows stay open until somebody finds the time. Linux machines follow whatever their image does
#   unless Azure is told to patch them; scale sets stay on the image they were made from.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching
#   - ref: https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-upgrade
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_virtual_machine#patch_mode
# custom:
#   id: TF-AZ-019
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
#   level: 2
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2O1, D6]
#   references:
#     checkov: [CKV_AZURE_177, CKV_AZURE_95]
#     nist-800-53: [SI-2]
#   remediation: >-
#     Set `patch_mode` of machines to `AutomaticByPlatform`; for scale sets, add an `automatic_os_upgrade_policy` with
#     `automatic_os_upgrade_enabled` (before version 5 of the provider `enable_automatic_os_upgrade`) and set
#     `upgrade_mode` to `Rolling` or `Automatic`.
package bartizan.terraform.vm_patching

import data.bartizan.lib.azure
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

linux := ["os_profile", 0, "linux_configuration"]

windows := ["os_profile", 0, "windows_configuration"]

upgrade := ["automatic_os_upgrade_policy", 0]

upgrade_names := ["automatic_os_upgrade_enabled", "enable_automatic_os_upgrade"]

update_names := ["automatic_updates_enabled", "enable_automatic_updates"]

deny contains {
	"path": mode.path,
	"message": sprintf("patch mode is %s", [value]),
	"fix": azure.write(mode.path, "AutomaticByPlatform"),
} if {
	some mode in modes
	not unknown.at(mode.path)
	value := object.get(input.values, mode.path, mode.default)
	not value in mode.good
}

deny contains {
	"path": azure.place(input, upgrade, upgrade_names),
	"message": "scale set stays on the image it was made from",
} if {
	azure.not_true(input, upgrade, upgrade_names)
	unpatched_image
}

undetermined contains {"path": path, "reason": reason} if {
	some mode in modes
	some path, reason in unknown.at(mode.path)
}

undetermined contains {"path": path, "reason": reason} if {
	unpatched_image
	some path, reason in azure.unknowns(input, upgrade, upgrade_names)
}

undetermined contains {"path": path, "reason": reason} if {
	input.kind == "azurerm_windows_virtual_machine_scale_set"
	azure.not_true(input, upgrade, upgrade_names)
	some path, reason in azure.unknowns(input, [], update_names)
}

# Patch modes: {path, default, good}. Windows patches itself unless it is told not to.
modes contains {"path": ["patch_mode"], "default": "ImageDefault", "good": {"AutomaticByPlatform"}} if input.kind == "azurerm_linux_virtual_machine"

modes contains {"path": ["patch_mode"], "default": "AutomaticByOS", "good": {"AutomaticByOS", "AutomaticByPlatform"}} if {
	input.kind == "azurerm_windows_virtual_machine"
}

modes contains {"path": array.concat(linux, [index, "patch_mode"]), "default": "ImageDefault", "good": {"AutomaticByPlatform"}} if {
	input.kind == "azurerm_orchestrated_virtual_machine_scale_set"
	some index, _ in object.get(input.values, linux, [])
}

modes contains {"path": array.concat(windows, [index, "patch_mode"]), "default": "AutomaticByOS", "good": {"AutomaticByOS", "AutomaticByPlatform"}} if {
	input.kind == "azurerm_orchestrated_virtual_machine_scale_set"
	some index, _ in object.get(input.values, windows, [])
}

# Scale sets whose machines get no patches but with a new image.
unpatched_image if input.kind == "azurerm_linux_virtual_machine_scale_set"

unpatched_image if {
	input.kind == "azurerm_windows_virtual_machine_scale_set"
	count(azure.unknowns(input, [], update_names)) == 0
	tf.is_false(azure.value(input, [], update_names, true))
}

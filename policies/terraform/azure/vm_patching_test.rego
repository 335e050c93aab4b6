package bartizan.terraform.vm_patching_test

import data.bartizan.terraform.vm_patching as policy

machine(kind, values) := {"kind": kind, "values": values, "unknown": []}

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

linux := "azurerm_linux_virtual_machine"

windows := "azurerm_windows_virtual_machine"

linux_set := "azurerm_linux_virtual_machine_scale_set"

windows_set := "azurerm_windows_virtual_machine_scale_set"

orchestrated := "azurerm_orchestrated_virtual_machine_scale_set"

test_violated_machine if {
	some finding in policy.deny with input as machine(linux, {})
	finding.path == ["patch_mode"]
	finding.message == "patch mode is ImageDefault"
	count(policy.deny) == 0 with input as machine(linux, {"patch_mode": finding.fix[0].value})
	paths(machine(windows, {"patch_mode": "Manual"})) == {["patch_mode"]}
}

test_violated_scale_set if {
	some finding in policy.deny with input as machine(linux_set, {})
	finding.path == ["automatic_os_upgrade_policy", 0, "automatic_os_upgrade_enabled"]
	finding.message == "scale set stays on the image it was made from"
	old := {"automatic_os_upgrade_policy": [{"enable_automatic_os_upgrade": false}]}
	paths(machine(linux_set, old)) == {["automatic_os_upgrade_policy", 0, "enable_automatic_os_upgrade"]}
	count(paths(machine(windows_set, {"enable_automatic_updates": false}))) == 1
	count(paths(machine(windows_set, {"automatic_updates_enabled": "false"}))) == 1
}

test_violated_orchestrated if {
	paths(machine(orchestrated, {"os_profile": [{"linux_configuration": [{}]}]})) == {["os_profile", 0, "linux_configuration", 0, "patch_mode"]}
	paths(machine(orchestrated, {"os_profile": [{"windows_configuration": [{"patch_mode": "Manual"}]}]})) == {["os_profile", 0, "windows_configuration", 0, "patch_mode"]}
}

test_satisfied if {
	every subject in [
		machine(linux, {"patch_mode": "AutomaticByPlatform"}),
		machine(windows, {}),
		machine(windows, {"patch_mode": "AutomaticByPlatform"}),
		machine(linux_set, {"automatic_os_upgrade_policy": [{"automatic_os_upgrade_enabled": true}]}),
		machine(linux_set, {"automatic_os_upgrade_policy": [{"enable_automatic_os_upgrade": "true"}]}),
		machine(windows_set, {}),
		machine(windows_set, {"enable_automatic_updates": false, "automatic_os_upgrade_policy": [{"enable_automatic_os_upgrade": true}]}),
		machine(orchestrated, {"os_profile": [{"windows_configuration": [{}]}]}),
	] {
		paths(subject) == set()
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [
		[machine(linux, {}), ["patch_mode"]],
		[machine(windows, {}), ["patch_mode"]],
		[machine(linux_set, {}), ["automatic_os_upgrade_policy"]],
		[machine(linux_set, {}), ["automatic_os_upgrade_policy", 0, "enable_automatic_os_upgrade"]],
		[machine(windows_set, {}), ["enable_automatic_updates"]],
		[machine(windows_set, {}), ["automatic_updates_enabled"]],
		[machine(orchestrated, {"os_profile": [{"linux_configuration": [{}]}]}), ["os_profile", 0, "linux_configuration", 0, "patch_mode"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		paths(unsure) == set()
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

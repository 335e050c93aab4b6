package bartizan.terraform.vm_password_login_test

import data.bartizan.terraform.vm_password_login as policy

machine(kind, values) := {"kind": kind, "values": values, "unknown": []}

test_violated if {
	every kind in ["azurerm_linux_virtual_machine", "azurerm_linux_virtual_machine_scale_set"] {
		some finding in policy.deny with input as machine(kind, {"disable_password_authentication": "false"})
		finding.path == ["disable_password_authentication"]
		finding.message == "virtual machine takes passwords over SSH"
		finding.fix[0].value == true
	}
}

test_violated_in_other_kinds if {
	every kind in ["azurerm_virtual_machine", "azurerm_virtual_machine_scale_set"] {
		found := policy.deny with input as machine(kind, {"os_profile_linux_config": [{"disable_password_authentication": false}]})
		{finding.path | some finding in found} == {["os_profile_linux_config", 0, "disable_password_authentication"]}
	}
	profile := {"os_profile": [{"linux_configuration": [{"disable_password_authentication": false}]}]}
	found := policy.deny with input as machine("azurerm_orchestrated_virtual_machine_scale_set", profile)
	{finding.path | some finding in found} == {["os_profile", 0, "linux_configuration", 0, "disable_password_authentication"]}
}

test_satisfied if {
	every kind, _ in policy.prefixes {
		count(policy.deny) == 0 with input as machine(kind, {})
		count(policy.undetermined) == 0 with input as machine(kind, {})
	}
	count(policy.deny) == 0 with input as machine("azurerm_linux_virtual_machine", {"disable_password_authentication": true})
}

test_unknown_is_undetermined if {
	every case in [
		["azurerm_linux_virtual_machine", ["disable_password_authentication"]],
		["azurerm_virtual_machine", ["os_profile_linux_config"]],
		["azurerm_orchestrated_virtual_machine_scale_set", ["os_profile", 0, "linux_configuration"]],
	] {
		unsure := object.union(machine(case[0], {}), {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

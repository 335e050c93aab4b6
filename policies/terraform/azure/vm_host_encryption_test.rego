package bartizan.terraform.vm_host_encryption_test

import data.bartizan.terraform.vm_host_encryption as policy

machine(values) := {"kind": "azurerm_linux_virtual_machine", "values": values, "unknown": []}

test_violated if {
	every values in [{}, {"encryption_at_host_enabled": false}, {"encryption_at_host_enabled": "false"}, {"os_disk": [{"security_encryption_type": "VMGuestStateOnly"}]}] {
		some finding in policy.deny with input as machine(values)
		finding.path == ["encryption_at_host_enabled"]
		finding.message == "disks are not encrypted on the host"
		finding.fix[0].value == true
	}
}

test_satisfied if {
	every values in [{"encryption_at_host_enabled": true}, {"encryption_at_host_enabled": "true"}, {"os_disk": [{"security_encryption_type": "DiskWithVMGuestState"}]}] {
		count(policy.deny) == 0 with input as machine(values)
		count(policy.undetermined) == 0 with input as machine(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["encryption_at_host_enabled"], ["os_disk", 0, "security_encryption_type"], ["os_disk"]] {
		unsure := object.union(machine({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

package bartizan.terraform.shielded_boot_test

import data.bartizan.terraform.shielded_boot as policy

instance(values) := {"kind": "google_compute_instance", "name": "i", "values": values, "unknown": []}

shielded(flags) := {"shielded_instance_config": [flags]}

messages(values) := {finding.message | some finding in found} if {
	found := policy.deny with input as instance(values)
}

test_violated if {
	some finding in policy.deny with input as instance({})
	finding.path == ["shielded_instance_config", 0, "enable_secure_boot"]
	finding.message == `instance "i" starts without secure boot`
	finding.fix[0].value == true
	messages(shielded({})) == {`instance "i" starts without secure boot`}
}

test_violated_by_each_flag if {
	messages(shielded({"enable_secure_boot": true, "enable_vtpm": false})) == {`instance "i" starts without a virtual TPM`}
	messages(shielded({"enable_secure_boot": true, "enable_integrity_monitoring": "false"})) == {`instance "i" starts without integrity monitoring`}
	count(messages(shielded({"enable_secure_boot": "false", "enable_vtpm": false, "enable_integrity_monitoring": false}))) == 3
}

test_satisfied if {
	every flags in [{"enable_secure_boot": true}, {"enable_secure_boot": "true", "enable_vtpm": true, "enable_integrity_monitoring": true}] {
		count(policy.deny) == 0 with input as instance(shielded(flags))
		count(policy.undetermined) == 0 with input as instance(shielded(flags))
	}
}

test_unknown_is_undetermined if {
	every path in [
		["shielded_instance_config"],
		["shielded_instance_config", 0, "enable_secure_boot"],
		["shielded_instance_config", 0, "enable_vtpm"],
		["shielded_instance_config", 0, "enable_integrity_monitoring"],
	] {
		known := {"enable_secure_boot": true, "enable_vtpm": true, "enable_integrity_monitoring": true}
		unsure := object.union(instance(shielded(object.remove(known, [path[count(path) - 1]]))), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

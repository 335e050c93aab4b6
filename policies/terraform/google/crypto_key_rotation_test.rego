package bartizan.terraform.crypto_key_rotation_test

import data.bartizan.terraform.crypto_key_rotation as policy

key(values) := {"kind": "google_kms_crypto_key", "name": "k", "values": values, "unknown": []}

test_violated_when_absent if {
	every values in [{}, {"rotation_period": ""}, {"purpose": "ENCRYPT_DECRYPT", "import_only": false, "version_template": [{"protection_level": "HSM"}]}] {
		some finding in policy.deny with input as key(values)
		finding.path == ["rotation_period"]
		finding.message == `key "k" is never rotated`
		finding.fix[0].value == "7776000s"
		count(policy.deny) == 0 with input as key({"rotation_period": finding.fix[0].value})
	}
}

test_violated_when_too_long if {
	some finding in policy.deny with input as key({"rotation_period": "31536000s"})
	finding.message == `key "k" is rotated after 365 days, not 90`
	count(policy.deny) == 1 with input as key({"rotation_period": "7776001s"})
}

test_satisfied if {
	every values in [
		{"rotation_period": "7776000s"},
		{"rotation_period": "86400.5s"},
		{"purpose": "ASYMMETRIC_SIGN"},
		{"purpose": "MAC"},
		{"import_only": true},
		{"version_template": [{"protection_level": "EXTERNAL"}]},
		{"version_template": [{"protection_level": "EXTERNAL_VPC"}]},
	] {
		count(policy.deny) == 0 with input as key(values)
		count(policy.undetermined) == 0 with input as key(values)
	}
}

test_days_are_a_parameter if {
	subject := object.union(key({"rotation_period": "31536000s"}), {"parameters": {"days": 365}})
	count(policy.deny) == 0 with input as subject
	count(policy.deny) == 1 with input as object.union(subject, {"parameters": {"days": 364}})
}

test_unknown_is_undetermined if {
	every path in [["rotation_period"], ["purpose"], ["import_only"], ["version_template"], ["version_template", 0, "protection_level"]] {
		unsure := object.union(key({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

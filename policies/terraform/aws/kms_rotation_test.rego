package bartizan.terraform.kms_rotation_test

import data.bartizan.terraform.kms_rotation as policy

key(values) := {"kind": "aws_kms_key", "values": values, "unknown": []}

test_violated_when_absent_or_false if {
	every values in [{}, {"enable_key_rotation": false}, {"enable_key_rotation": "false", "customer_master_key_spec": "SYMMETRIC_DEFAULT"}] {
		some finding in policy.deny with input as key(values)
		finding.path == ["enable_key_rotation"]
		finding.message == "key is not rotated (enable_key_rotation is not true)"
		count(policy.deny) == 0 with input as key(object.union(values, {finding.fix[0].path[0]: finding.fix[0].value}))
	}
}

test_satisfied if {
	every values in [
		{"enable_key_rotation": true},
		{"enable_key_rotation": "true"},
		{"customer_master_key_spec": "RSA_4096", "key_usage": "SIGN_VERIFY"},
		{"customer_master_key_spec": "HMAC_256"},
		{"custom_key_store_id": "cks-1"},
	] {
		count(policy.deny) == 0 with input as key(values)
		count(policy.undetermined) == 0 with input as key(values)
	}
}

test_unknown_is_undetermined if {
	every attribute in ["enable_key_rotation", "customer_master_key_spec", "custom_key_store_id"] {
		unsure := object.union(key({}), {"unknown": [{"path": [attribute], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": [attribute], "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_kind_of_key_does_not_matter_when_rotated if {
	sure := object.union(key({"enable_key_rotation": true}), {"unknown": [{"path": ["customer_master_key_spec"], "reason": "later"}]})
	count(policy.undetermined) == 0 with input as sure
}

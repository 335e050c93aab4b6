package bartizan.terraform.secret_default_key_test

import data.bartizan.terraform.secret_default_key as policy

secret(values) := {"kind": "aws_secretsmanager_secret", "values": values, "unknown": []}

test_violated_when_absent_or_default if {
	every case in [
		[{}, "secret has no kms_key_id, so the key of the service encrypts it"],
		[{"kms_key_id": ""}, "secret has no kms_key_id, so the key of the service encrypts it"],
		[{"kms_key_id": "alias/aws/secretsmanager"}, "secret is encrypted with alias/aws/secretsmanager, the key of the service"],
	] {
		found := policy.deny with input as secret(case[0])
		found == {{"path": ["kms_key_id"], "message": case[1]}}
	}
	some finding in policy.deny with input as secret({"kms_key_id": "arn:aws:kms:eu-west-1:123456789012:alias/aws/secretsmanager"})
	finding.path == ["kms_key_id"]
}

test_satisfied if {
	every key in ["alias/secrets", "arn:aws:kms:eu-west-1:123456789012:key/a", "arn:aws:kms:eu-west-1:123456789012:alias/aws-team"] {
		count(policy.deny) == 0 with input as secret({"kms_key_id": key})
	}
}

test_unknown_counts_as_set if {
	made := object.union(secret({}), {"unknown": [{"path": ["kms_key_id"], "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as made
}

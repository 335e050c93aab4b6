package bartizan.terraform.ssm_plain_secret_test

import data.bartizan.terraform.ssm_plain_secret as policy

parameter(values) := {"kind": "aws_ssm_parameter", "values": values, "unknown": []}

test_violated if {
	every name in ["/production/database/password", "dbPassword", "/app/API-KEY", "github.token", "/app/private_key"] {
		found := policy.deny with input as parameter({"name": name, "type": "String", "value": "hunter2"})
		{[finding.path, finding.message] | some finding in found} == {[["type"], sprintf("parameter %q is a String, not a SecureString", [name])]}
	}
}

test_violated_by_list_and_by_insecure_value if {
	some finding in policy.deny with input as parameter({"name": "/app/token", "type": "StringList", "value": "a,b"})
	finding.fix == [{"op": "set", "path": ["type"], "value": "SecureString", "safety": "unsafe"}]
	some other in policy.deny with input as parameter({"name": "/app/token", "type": "String", "insecure_value": "abc"})
	other.fix == []
}

test_violated_by_value_made_elsewhere if {
	generated := object.union(parameter({"name": "/app/password", "type": "String"}), {
		"references": [{"path": ["value"], "address": "random_password.app"}],
		"unknown": [{"path": ["value"], "reason": "known after apply"}],
	})
	count(policy.deny) == 1 with input as generated
}

test_value_is_not_shown if {
	every finding in policy.deny {
		not contains(json.marshal(finding), "hunter2")
	} with input as parameter({"name": "password", "type": "String", "value": "hunter2"})
}

test_satisfied if {
	every values in [
		{"name": "/app/password", "type": "SecureString", "value": "hunter2"},
		{"name": "/app/url", "type": "String", "value": "https://example.org"},
		{"name": "/app/token_url", "type": "String", "value": "https://example.org"},
		{"name": "/password/length", "type": "String", "value": "12"},
		{"name": "/app/db_secret", "type": "String", "value": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"},
		{"name": "/app/require_token", "type": "String", "value": "true"},
	] {
		count(policy.deny) == 0 with input as parameter(values)
		count(policy.undetermined) == 0 with input as parameter(values)
	}
}

test_name_of_a_secret_is_satisfied if {
	pointer := object.union(parameter({"name": "/app/db_secret", "type": "String"}), {
		"references": [{"path": ["value"], "address": "module.db.aws_secretsmanager_secret.main"}],
		"unknown": [{"path": ["value"], "reason": "known after apply"}],
	})
	count(policy.deny) == 0 with input as pointer
	version := json.patch(pointer, [{"op": "replace", "path": "/references/0/address", "value": "aws_secretsmanager_secret_version.main"}])
	count(policy.deny) == 1 with input as version
}

test_unknown_is_undetermined if {
	every case in [{"type": "String"}, {"name": "/app/password"}] {
		missing := ["name", "type"][count([key | some key, _ in case; key == "name"])]
		unsure := object.union(parameter(case), {"unknown": [{"path": [missing], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": [missing], "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_name_of_secure_string_does_not_matter if {
	sure := object.union(parameter({"type": "SecureString"}), {"unknown": [{"path": ["name"], "reason": "later"}]})
	count(policy.undetermined) == 0 with input as sure
}

package bartizan.terraform.output_secret_test

import data.bartizan.terraform.output_secret as policy

output(name, values) := {"kind": "output", "name": name, "values": values, "unknown": [], "literals": [], "references": [], "sensitive": []}

shows(name, value) := {finding.message | some finding in found} if {
	found := policy.deny with input as output(name, {"value": value})
}

referring(name, address) := object.union(output(name, {}), {
	"unknown": [{"path": ["value"], "reason": "known after apply"}],
	"references": [{"path": ["value"], "address": address}],
})

# Assembled, so that no scanner takes this file for a leak.
token := concat("", ["gh", "p_", "0123456789abcdefghijABCDEFGHIJ0123456789"])

test_violated if {
	policy.deny == {{
		"path": ["sensitive"],
		"message": `output "db_password" shows a secret`,
		"related": [{"path": ["value"], "message": "its value"}],
		"fix": [{"op": "set", "path": ["sensitive"], "value": true, "safety": "unsafe"}],
	}} with input as output("db_password", {"value": "hunter22", "sensitive": false})
}

test_violated_by_names if {
	every name in ["password", "api_key", "dbPasswords", "client-secret", "admin_token"] {
		count(shows(name, "hunter22")) == 1
	}
	shows("logins", {"app": {"user": "app", "password": "hunter22"}}) == {`output "logins" shows a secret`}
	shows("passwords", ["hunter22", "hunter23"]) == {`output "passwords" shows a secret`}
}

test_violated_by_values if {
	shows("url", "postgres://app:hunter22@db.example.org/app") == {`output "url" shows an address with a password`}
	shows("kubeconfig", "users:\n- user:\n    token: abcdefgh12345678\n") == {`output "kubeconfig" shows text with "token"`}
	leaked := object.union(output("setup", {"value": token}), {"references": [{"path": ["value"], "address": "null_resource.a"}]})
	some finding in policy.deny with input as leaked
	finding.message == `output "setup" shows a GitHub token`
}

test_what_stands_in_the_configuration_is_told_elsewhere if {
	count(policy.deny) == 0 with input as output("setup", {"value": token})
}

test_violated_by_what_makes_the_value if {
	every address in ["random_password.db", `module.db["a"].module.inner.random_string.token[0]`] {
		some finding in policy.deny with input as referring("db_password", address)
		finding.message == sprintf(`output "db_password" shows what %s made`, [address])
		count(policy.undetermined) == 0 with input as referring("db_password", address)
	}
}

test_satisfied if {
	every name, values in {
		"db_password": {"value": "hunter22", "sensitive": true},
		"api_key": {"value": "hunter22", "sensitive": "true"},
		"db_host": {"value": "db.example.org"},
		"secret_arn": {"value": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db"},
		"token": {"value": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db"},
		"tls_secret": {"value": "web-tls"},
		"token_url": {"value": "https://login.example.org/token"},
		"has_password": {"value": true},
		"password": {},
	} {
		count(policy.deny) == 0 with input as output(name, values)
		count(policy.undetermined) == 0 with input as output(name, values)
	}
	count(policy.deny) == 0 with input as referring("name", "random_string.suffix")
	count(policy.undetermined) == 0 with input as referring("name", "random_string.suffix")
}

test_unknown_value_is_undetermined if {
	every name in ["db_password", "kubeconfig", "connection_string"] {
		unsure := referring(name, "aws_db_instance.main")
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": ["value"], "reason": "known after apply"}} with input as unsure
	}
	inner := object.union(output("logins", {"value": {"user": "app"}}), {"unknown": [{"path": ["value", "password"], "reason": "later"}]})
	policy.undetermined == {{"path": ["value", "password"], "reason": "later"}} with input as inner
}

test_unknown_sensitive_is_undetermined if {
	unsure := object.union(output("password", {"value": "hunter22"}), {"unknown": [{"path": ["sensitive"], "reason": "later"}]})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["sensitive"], "reason": "later"}} with input as unsure
}

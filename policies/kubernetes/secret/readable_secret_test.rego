package bartizan.kubernetes.readable_secret_test

import data.bartizan.kubernetes.readable_secret as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

secret(values) := {"kind": "Secret", "name": "db", "values": values}

test_violated if {
	policy.deny == {{
		"message": `Secret "db" carries readable values: password, pin`,
		"path": ["data"],
	}} with input as secret({"type": "Opaque", "data": {"pin": "1234", "password": "aHVudGVyMg=="}})
}

test_violated_by_settings_with_a_password if {
	some finding in policy.deny with input as secret({"stringData": {"my.cnf": "[client]\nuser=app\npassword=hunter2\n"}})
	finding.message == `Secret "db" carries readable values: my.cnf`
}

test_violated_by_string_data if {
	some finding in policy.deny with input as secret({"stringData": {"password": "hunter2"}})
	finding.path == ["stringData"]
}

test_violated_by_key_of_certificate if {
	some finding in policy.deny with input as secret({"type": "kubernetes.io/tls", "data": {"tls.crt": "LS0t", "tls.key": "LS0t"}})
	finding.message == `Secret "db" carries readable values: tls.key`
}

test_satisfied if {
	every values in [
		{"type": "kubernetes.io/service-account-token", "data": {"token": "YQ=="}},
		{"data": {"password": "ENC[AES256_GCM,data:abc]"}},
		{"sops": {"version": "3.9.0"}, "stringData": {"password": "x"}},
		{"metadata": {"ownerReferences": [{"kind": "ExternalSecret"}]}, "data": {"password": "YQ=="}},
		{"metadata": {"labels": {"reconcile.external-secrets.io/managed": "true"}}, "data": {"password": "YQ=="}},
		{"data": {"ca.crt": "LS0t"}},
		{"data": {"password": ""}},
		{"stringData": {"password": "<path:secret/data/db#password>"}},
		{"data": {"user": "YXBw", "uri": "bW9uZ29kYjovL21vbmdvZGI6MjcwMTc="}},
		{"stringData": {"blackbox.yaml": "modules:\n  http_2xx:\n    prober: http\n"}},
	] {
		count(policy.deny) == 0 with input as secret(values)
	}
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as secret({"data": null})
}

test_value_of_another_terraform_resource_is_no_literal if {
	resource := object.union(
		secret({"data": {"password": "aHVudGVyMg=="}}),
		{"references": [{"path": ["data", "password"], "address": "random_password.db"}]},
	)
	count(policy.deny) == 0 with input as resource
}

test_unknown_is_undetermined if {
	every path in [["data"], ["data", "password"], ["type"]] {
		resource := unknown(secret({"stringData": {}}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

package bartizan.kubernetes.config_map_credentials_test

import data.bartizan.kubernetes.config_map_credentials as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

config_map(entries) := {"kind": "ConfigMap", "name": "conf", "values": {"data": entries}}

test_violated_by_key if {
	some finding in policy.deny with input as config_map({"db.password": "hunter2", "mode": "a"})
	finding.path == ["data", "db.password"]
	finding.message == `ConfigMap "conf" holds a credential under "db.password"`
}

test_violated_by_property if {
	every text in [
		"host: db\npassword: hunter2\n",
		"[db]\npassword = hunter2",
		"{\n  \"password\": \"hunter2\",\n}",
		"export password='hunter2'",
	] {
		some finding in policy.deny with input as config_map({"app.conf": text})
		finding.path == ["data", "app.conf"]
		finding.key == "password"
		finding.message == `ConfigMap "conf" holds a credential in "app.conf": property "password"`
	}
}

test_violated_by_url_and_private_key if {
	text := concat("\n", ["dsn: postgres://app:hunter2@db/app", "-----BEGIN RSA PRIVATE KEY-----"])
	{finding.key | some finding in policy.deny} == {"a URL with a password", "a private key"} with input as config_map({"app.conf": text})
}

test_satisfied if {
	every text in [
		"password: ${DB_PASSWORD}",
		"password: {{ .Values.password }}",
		"password_file: /run/secrets/db",
		"# password: hunter2",
		"password:",
		"token: $(cat /run/secrets/token)",
		"token = os.environ[\"TOKEN\"]",
		"existingSecret: db",
		"url: https://user@example.org/path:1",
		"tokenUrl: https://idp.example.org/token",
		"secret: web-tls",
		"passwordSecretKey: password",
		"let token = req.token;",
		"token: string;",
		"secret = process.env.SECRET",
	] {
		count(policy.deny) == 0 with input as config_map({"app.conf": text})
	}
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as config_map(null)
	count(policy.deny) == 0 with input as {"kind": "ConfigMap", "name": "conf", "values": {}}
}

test_message_holds_no_secret if {
	every finding in policy.deny {
		not contains(json.marshal(finding), "hunter2")
	} with input as config_map({"app.conf": "password: hunter2", "password": "hunter2"})
}

test_unknown_is_undetermined if {
	every path in [["data"], ["data", "password"]] {
		resource := unknown(config_map({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

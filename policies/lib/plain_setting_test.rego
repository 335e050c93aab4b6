package bartizan.lib.plain_setting_test

import data.bartizan.lib.plain_setting

test_settings_are_certain if {
	every setting in [
		["RABBIT_USER", "guest"],
		["username", "app-1"],
		["mongodb-uri", "mongodb://mongodb:27017"],
		["url", "https://jira.example.org/"],
		["blackbox.yaml", "modules:\n  http_2xx:\n    prober: http\n    timeout: 5s\n"],
		["prometheus.yml", "scrape_configs:\n- authorization:\n    type: Bearer\n    credentials_file: /var/run/secrets/token\n  bearer_token_file: /var/run/token\n"],
		["loki.yaml", "auth_enabled: false\nserver:\n  http_listen_port: 3100\n"],
		["agent.yaml", "# See https://github.com/example/agent/blob/main/production/settings/agent/scrape\nport: 80\n"],
		["alerts.tmpl", `{{ define "summary" }}{{ .Status | toUpper }}{{ end }}`],
	] {
		plain_setting.certain(setting[0], setting[1])
	}
}

test_what_may_be_a_credential_is_not if {
	every value in [
		["user", "app:hunter2"],
		["user", "AKIAIOSFODNN7ABCDEFG"],
		["password", "app"],
		["url", "https://hooks.example.org/services/T0/B0/x"],
		["uri", "mongodb://app:hunter2@mongodb:27017"],
		["config", "a: b\nc: d\n"],
		["my.cnf", "[client]\nuser=exporter\npassword=hunter2\n"],
		["redis.conf", "port 6379\nrequirepass hunter2\n"],
		["tokens.yaml", "api_tokens:\n- hunter2\n"],
		["tokens.yaml", "tokens: [hunter2]\n"],
		["config.json", `{"auths": {"registry.example.org": {"auth": "YXBwOmh1bnRlcjI="}}}`],
		["app.xml", "<login><password>hunter2</password></login>"],
		["kube.yaml", "users:\n- user:\n    client-key-data: LS0tLS1CRUdJTg==\n"],
		["auth.yaml", "auth:\n- app:$2y$10$abcdefghijklmnopqrstuv\n"],
		["alertmanager.yml", "receivers:\n- slack_configs:\n  - api_url: https://hooks.slack.com/services/T0/B0/x\n"],
		["job.yaml", "ping: https://ping.example.org/0123456789abcdef0123456789\n"],
		["job.yaml", "source: https://blobs.example.org/a?sv=1&sig=abc\n"],
		["data.json", `{"seed": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}`],
		["db.properties", "url=postgres://app:hunter2@db/app\n"],
		["tls.yaml", "pem: |\n  -----BEGIN PRIVATE KEY-----\n  MIIB\n"],
	] {
		not plain_setting.certain(value[0], value[1])
	}
}

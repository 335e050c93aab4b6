package bartizan.kubernetes.log_store_open_test

import data.bartizan.kubernetes.log_store_open as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

elasticsearch(spec) := {"kind": "Elasticsearch", "name": "logs", "values": {"spec": spec}}

config_map(key, text) := {"kind": "ConfigMap", "name": "loki", "values": {"data": {key: text}}}

grafana(enabled) := {"kind": "Grafana", "name": "board", "values": {"spec": {"config": {"auth.anonymous": {"enabled": enabled}}}}}

disabled := {"http": {"tls": {"selfSignedCertificate": {"disabled": true}}}}

test_violated_by_plain_elasticsearch if {
	path := ["spec", "http", "tls", "selfSignedCertificate", "disabled"]
	policy.deny == {{
		"message": `Elasticsearch "logs" answers in clear: its certificate is disabled`,
		"path": path,
		"fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}],
	}} with input as elasticsearch(disabled)
}

test_violated_by_open_elasticsearch if {
	some finding in policy.deny with input as elasticsearch({"nodeSets": [{}, {"config": {"xpack.security.enabled": false}}]})
	finding.path == ["spec", "nodeSets", 1, "config", "xpack.security.enabled"]
	finding.message == `Elasticsearch "logs" asks nobody for a login: xpack.security.enabled is false`
	count(policy.deny) == 1 with input as elasticsearch({"nodeSets": [{"config": {"xpack": {"security": {"enabled": false}}}}]})
}

test_violated_by_loki if {
	some finding in policy.deny with input as config_map("config.yaml", "auth_enabled: false\ncommon:\n  path_prefix: /loki\n")
	finding.path == ["data", "config.yaml"]
	finding.message == `ConfigMap "loki" lets everybody who reaches Loki read all logs: auth_enabled is false`
}

test_violated_by_grafana if {
	every enabled in ["true", true] {
		some finding in policy.deny with input as grafana(enabled)
		finding.path == ["spec", "config", "auth.anonymous", "enabled"]
	}
	some finding in policy.deny with input as config_map("grafana.ini", "[auth]\nx = y\n[auth.anonymous]\norg_role = Viewer\nenabled = true\n[log]\n")
	finding.path == ["data", "grafana.ini"]
}

workload(variable) := {"kind": "StatefulSet", "name": "logs", "values": {"spec": {"template": {"spec": {"containers": [{"name": "es", "env": [variable]}]}}}}}

variable_path := ["spec", "template", "spec", "containers", 0, "env", 0, "value"]

test_violated_by_variable if {
	every name, value in {"GF_AUTH_ANONYMOUS_ENABLED": "True", "xpack.security.enabled": "false", "DISABLE_SECURITY_PLUGIN": "true"} {
		some finding in policy.deny with input as workload({"name": name, "value": value})
		finding.path == variable_path
		finding.message == sprintf(`StatefulSet "logs" asks nobody for a login: %s is %s`, [name, value])
	}
	count(policy.deny) == 0 with input as workload({"name": "xpack.security.enabled", "value": "true"})
	hidden := unknown(workload({"name": "xpack.security.enabled"}), variable_path)
	count(policy.deny) == 0 with input as hidden
	policy.undetermined == {{"path": variable_path, "reason": "known after apply"}} with input as hidden
}

test_satisfied if {
	every resource in [
		elasticsearch({}),
		elasticsearch(object.union(disabled, {"http": {"tls": {"certificate": {"secretName": "own"}}}})),
		elasticsearch({"nodeSets": [{"config": {"xpack.security.enabled": true}}]}),
		config_map("config.yaml", "auth_enabled: true\ncommon: {}\n"),
		config_map("app.yaml", "auth_enabled: false\nport: 80\n"),
		config_map("notes", "auth_enabled: [false\n"),
		config_map("grafana.ini", "[auth.anonymous]\norg_role = Viewer\n[auth.basic]\nenabled = true\n"),
		grafana("false"),
		{"kind": "ConfigMap", "name": "empty", "values": {}},
	] {
		count(policy.deny) == 0 with input as resource
		count(policy.undetermined) == 0 with input as resource
	}
}

test_unknown_is_undetermined if {
	every path in [
		["spec", "http", "tls", "certificate", "secretName"], ["spec", "nodeSets"], ["spec", "nodeSets", 0, "config"],
	] {
		count(policy.deny) == 0 with input as unknown(elasticsearch(disabled_where(path)), path)
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unknown(elasticsearch({}), path)
	}
	hidden := unknown({"kind": "ConfigMap", "name": "loki", "values": {}}, ["data", "config.yaml"])
	count(policy.deny) == 0 with input as hidden
	count(policy.undetermined) == 1 with input as hidden
	count(policy.undetermined) == 0 with input as unknown({"kind": "ConfigMap", "name": "web", "values": {}}, ["data", "a.yaml"])
	count(policy.undetermined) == 1 with input as unknown({"kind": "Grafana", "name": "board", "values": {}}, ["spec", "config"])
}

disabled_where(path) := disabled if path[1] == "http"

disabled_where(path) := {} if path[1] != "http"

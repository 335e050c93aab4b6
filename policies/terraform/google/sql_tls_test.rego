package bartizan.terraform.sql_tls_test

import data.bartizan.terraform.sql_tls as policy

instance(settings) := {"kind": "google_sql_database_instance", "name": "d", "values": {"settings": [settings]}, "unknown": []}

mode := ["settings", 0, "ip_configuration", 0, "ssl_mode"]

test_violated if {
	every settings in [
		{},
		{"ip_configuration": [{"ssl_mode": "ALLOW_UNENCRYPTED_AND_ENCRYPTED"}]},
		{"ip_configuration": [{"require_ssl": false}]},
		{"connector_enforcement": "NOT_REQUIRED"},
	] {
		policy.deny == {{
			"path": mode,
			"message": `database instance "d" accepts connections without TLS`,
			"fix": [{"op": "set", "path": mode, "value": "ENCRYPTED_ONLY", "safety": "unsafe"}],
		}} with input as instance(settings)
	}
}

test_satisfied if {
	every settings in [
		{"ip_configuration": [{"ssl_mode": "ENCRYPTED_ONLY"}]},
		{"ip_configuration": [{"ssl_mode": "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"}]},
		{"ip_configuration": [{"require_ssl": "true"}]},
		{"connector_enforcement": "REQUIRED"},
	] {
		count(policy.deny) == 0 with input as instance(settings)
		count(policy.undetermined) == 0 with input as instance(settings)
	}
	count(policy.deny) == 0 with input as {"kind": "google_sql_database_instance", "values": {"clone": [{"source_instance_name": "s"}]}}
}

test_unknown_is_undetermined if {
	every path in [["settings"], ["settings", 0, "ip_configuration"], mode, ["settings", 0, "ip_configuration", 0, "require_ssl"], ["settings", 0, "connector_enforcement"]] {
		unsure := object.union(instance({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

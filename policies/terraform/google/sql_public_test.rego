package bartizan.terraform.sql_public_test

import data.bartizan.terraform.sql_public as policy

instance(configuration) := {
	"kind": "google_sql_database_instance",
	"name": "d",
	"values": {"name": "citizens", "settings": [{"tier": "db-f1-micro", "ip_configuration": configuration}]},
	"unknown": [],
}

setting := ["settings", 0, "ip_configuration", 0, "ipv4_enabled"]

test_violated if {
	every configuration in [[], [{"private_network": "n"}], [{"ipv4_enabled": true}], [{"ipv4_enabled": "true", "authorized_networks": [{"value": "192.0.2.0/24"}]}]] {
		policy.deny == {{
			"path": setting,
			"message": `database instance "citizens" has a public address`,
			"fix": [{"op": "set", "path": setting, "value": false, "safety": "unsafe"}],
		}} with input as instance(configuration)
	}
}

test_violated_by_range if {
	some finding in policy.deny with input as instance([{"authorized_networks": [{"value": "192.0.2.0/24"}, {"value": "0.0.0.0/0"}]}])
	finding.path == ["settings", 0, "ip_configuration", 0, "authorized_networks", 1, "value"]
	finding.message == `database instance "citizens" lets in 0.0.0.0/0`
	finding.key == "0.0.0.0/0"
}

test_satisfied if {
	every configuration in [[{"ipv4_enabled": false}], [{"ipv4_enabled": "false", "authorized_networks": [{"value": "0.0.0.0/0"}]}]] {
		count(policy.deny) == 0 with input as instance(configuration)
		count(policy.undetermined) == 0 with input as instance(configuration)
	}
	count(policy.deny) == 0 with input as {"kind": "google_sql_database_instance", "values": {"clone": [{"source_instance_name": "s"}]}}
}

test_unknown_is_undetermined if {
	every path in [["settings"], ["settings", 0, "ip_configuration"], setting] {
		unsure := object.union(instance([]), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_network_is_undetermined if {
	path := ["settings", 0, "ip_configuration", 0, "authorized_networks", 0, "value"]
	unsure := object.union(instance([{"authorized_networks": [{"name": "office"}]}]), {"unknown": [{"path": path, "reason": "known after apply"}]})
	count(policy.deny) == 1 with input as unsure
	policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
}

package bartizan.terraform.database_tls_test

import data.bartizan.terraform.database_tls as policy

resource(kind, values) := {"kind": kind, "name": "r", "values": values, "unknown": []}

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

postgresql(name, value) := resource("azurerm_postgresql_flexible_server_configuration", {"name": name, "value": value})

mysql(name, value) := resource("azurerm_mysql_flexible_server_configuration", {"name": name, "value": value})

test_violated_server if {
	some finding in policy.deny with input as resource("azurerm_mssql_server", {"minimum_tls_version": "1.1"})
	finding.path == ["minimum_tls_version"]
	finding.message == "minimum_tls_version of the database server is 1.1"
	finding.fix[0].value == "1.2"
	paths(resource("azurerm_mssql_server", {"minimum_tls_version": "Disabled"})) == {["minimum_tls_version"]}
	paths(resource("azurerm_mssql_managed_instance", {"minimum_tls_version": "1.0"})) == {["minimum_tls_version"]}
}

test_violated_single_server if {
	paths(resource("azurerm_postgresql_server", {"ssl_enforcement_enabled": "false"})) == {["ssl_enforcement_enabled"]}
	paths(resource("azurerm_mysql_server", {"ssl_enforcement_enabled": true, "ssl_minimal_tls_version_enforced": "TLS1_1"})) == {["ssl_minimal_tls_version_enforced"]}
}

test_violated_configuration if {
	some finding in policy.deny with input as mysql("require_secure_transport", "OFF")
	finding.path == ["value"]
	finding.message == "database server takes connections without TLS (require_secure_transport)"
	paths(postgresql("require_secure_transport", "off")) == {["value"]}
	paths(postgresql("ssl_min_protocol_version", "TLSv1.1")) == {["value"]}
	found := policy.deny with input as mysql("tls_version", "TLSv1, TLSv1.1,TLSv1.2")
	{other.key | some other in found} == {"tlsv1", "tlsv1.1"}
}

test_satisfied if {
	every subject in [
		resource("azurerm_mssql_server", {}),
		resource("azurerm_mssql_server", {"minimum_tls_version": "1.2"}),
		resource("azurerm_mssql_server", {"minimum_tls_version": 1.2}),
		resource("azurerm_postgresql_server", {"ssl_enforcement_enabled": true, "ssl_minimal_tls_version_enforced": "TLS1_2"}),
		mysql("require_secure_transport", "ON"),
		mysql("tls_version", "TLSv1.2,TLSv1.3"),
		postgresql("ssl_min_protocol_version", "TLSv1.2"),
		postgresql("log_checkpoints", "off"),
		object.union(resource("azurerm_postgresql_flexible_server_configuration", {"name": "log_checkpoints"}), {"unknown": [{"path": ["value"], "reason": "known after apply"}]}),
	] {
		paths(subject) == set()
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [
		[resource("azurerm_mssql_server", {}), ["minimum_tls_version"]],
		[resource("azurerm_mysql_server", {}), ["ssl_enforcement_enabled"]],
		[resource("azurerm_mysql_server", {}), ["ssl_minimal_tls_version_enforced"]],
		[resource("azurerm_mysql_flexible_server_configuration", {"name": "require_secure_transport"}), ["value"]],
		[resource("azurerm_mysql_flexible_server_configuration", {"value": "off"}), ["name"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

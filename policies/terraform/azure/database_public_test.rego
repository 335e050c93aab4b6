package bartizan.terraform.database_public_test

import data.bartizan.terraform.database_public as policy

resource(kind, values) := {"kind": kind, "name": "r", "values": values, "unknown": []}

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated_server if {
	every kind in ["azurerm_mssql_server", "azurerm_postgresql_flexible_server", "azurerm_postgresql_server", "azurerm_mysql_server", "azurerm_mariadb_server"] {
		some finding in policy.deny with input as resource(kind, {"name": "records"})
		finding.path == ["public_network_access_enabled"]
		finding.message == `database server "records" can be reached from the internet`
		finding.fix[0].value == false
	}
}

test_violated_mysql if {
	paths(resource("azurerm_mysql_flexible_server", {})) == {["public_network_access"]}
	paths(resource("azurerm_mysql_flexible_server", {"public_network_access": "Enabled"})) == {["public_network_access"]}
	paths(resource("azurerm_mysql_flexible_server", {"public_network_access_enabled": true})) == {["public_network_access_enabled"]}
}

test_violated_managed_instance if {
	paths(resource("azurerm_mssql_managed_instance", {"public_data_endpoint_enabled": "true"})) == {["public_data_endpoint_enabled"]}
	paths(resource("azurerm_mssql_managed_instance", {})) == set()
}

rule(first, last) := resource("azurerm_mssql_firewall_rule", {"start_ip_address": first, "end_ip_address": last})

test_violated_rule if {
	some finding in policy.deny with input as rule("0.0.0.0", "0.0.0.0")
	finding.path == ["start_ip_address"]
	finding.message == "firewall rule lets in every machine in Azure"
	some other in policy.deny with input as rule("0.0.0.0", "255.255.255.255")
	other.message == "firewall rule lets in the internet (0.0.0.0 to 255.255.255.255)"
	paths(rule("1.1.1.1", "223.255.255.255")) == {["start_ip_address"]}
}

test_satisfied if {
	every subject in [
		resource("azurerm_mssql_server", {"public_network_access_enabled": false}),
		resource("azurerm_mssql_server", {"public_network_access_enabled": "false"}),
		resource("azurerm_mysql_flexible_server", {"public_network_access": "Disabled"}),
		resource("azurerm_mysql_flexible_server", {"public_network_access_enabled": false}),
		resource("azurerm_postgresql_flexible_server", {"delegated_subnet_id": "s"}),
		object.union(resource("azurerm_mysql_flexible_server", {}), {"unknown": [{"path": ["delegated_subnet_id"], "reason": "known after apply"}]}),
		rule("203.0.113.4", "203.0.113.9"),
	] {
		paths(subject) == set()
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [
		[resource("azurerm_mssql_server", {}), ["public_network_access_enabled"]],
		[resource("azurerm_mysql_flexible_server", {}), ["public_network_access"]],
		[resource("azurerm_mssql_managed_instance", {}), ["public_data_endpoint_enabled"]],
		[resource("azurerm_mssql_firewall_rule", {"start_ip_address": "0.0.0.0"}), ["end_ip_address"]],
		[resource("azurerm_mssql_firewall_rule", {"end_ip_address": "0.0.0.0"}), ["start_ip_address"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

package bartizan.terraform.database_backup_test

import data.bartizan.terraform.database_backup as policy

resource(kind, values) := {"kind": kind, "name": "r", "values": values, "unknown": []}

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

kinds := ["azurerm_postgresql_flexible_server", "azurerm_mysql_flexible_server"]

server(values) := resource("azurerm_mysql_flexible_server", object.union({"geo_redundant_backup_enabled": true}, values))

test_violated_by_region if {
	every kind in kinds {
		some finding in policy.deny with input as resource(kind, {})
		finding.path == ["geo_redundant_backup_enabled"]
		finding.message == "backups are in one region only"
		finding.fix[0].value == true
		paths(resource(kind, {"geo_redundant_backup_enabled": "false"})) == {["geo_redundant_backup_enabled"]}
	}
}

test_violated_by_days if {
	some finding in policy.deny with input as server({"backup_retention_days": "6"})
	finding.path == ["backup_retention_days"]
	finding.message == "backups are kept for 6 days, not 7"
	finding.fix[0].value == 7
}

test_satisfied if {
	every subject in [server({}), server({"backup_retention_days": 7}), server({"geo_redundant_backup_enabled": "true"}), resource("azurerm_mysql_flexible_server", {"create_mode": "Replica"})] {
		paths(subject) == set()
		count(policy.undetermined) == 0 with input as subject
	}
}

test_parameters if {
	paths(object.union(server({"backup_retention_days": 29}), {"parameters": {"days": 30}})) == {["backup_retention_days"]}
	paths(object.union(server({"backup_retention_days": 30}), {"parameters": {"days": 30}})) == set()
	paths(object.union(server({"geo_redundant_backup_enabled": false}), {"parameters": {"geo_redundant": false}})) == set()
}

test_unknown_is_undetermined if {
	every case in [
		[server({}), ["create_mode"]],
		[server({}), ["backup_retention_days"]],
		[resource("azurerm_postgresql_flexible_server", {}), ["geo_redundant_backup_enabled"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

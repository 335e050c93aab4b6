package bartizan.terraform.database_audit_test

import data.bartizan.terraform.database_audit as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": [], "references": []}

sql := resource("azurerm_mssql_server", {"name": "records"})

postgresql := resource("azurerm_postgresql_flexible_server", {"name": "records"})

of(server, kind, values) := object.union(resource(kind, values), {"references": [{"path": ["server_id"], "address": server.address}]})

auditing(values) := of(sql, "azurerm_mssql_server_extended_auditing_policy", values)

parameter(name, value) := of(postgresql, "azurerm_postgresql_flexible_server_configuration", {"name": name, "value": value})

unit(resources) := {"complete": true, "resources": resources}

unsure(subject, path) := object.union(object.remove(subject, ["values"]), {"values": object.remove(subject.values, path), "unknown": [{"path": path, "reason": "known after apply"}]})

findings(resources) := {[finding.resource, finding.path] | some finding in found} if {
	found := policy.deny with input as unit(resources)
}

test_violated_without_policy if {
	some finding in policy.deny with input as unit([sql])
	finding.resource == "azurerm_mssql_server.r"
	finding.path == []
	finding.message == `database server "records" writes no audit log`
}

test_violated_by_policy if {
	kind := "azurerm_mssql_server_extended_auditing_policy.r"
	findings([sql, auditing({"enabled": "false"})]) == {[kind, ["enabled"]]}
	findings([sql, auditing({"retention_in_days": 89})]) == {[kind, ["retention_in_days"]]}
	findings([sql, auditing({"retention_in_days": "1"})]) == {[kind, ["retention_in_days"]]}
}

test_violated_without_parameter if {
	findings([postgresql]) == {["azurerm_postgresql_flexible_server.r", []]}
	findings([postgresql, parameter("pgaudit.log", "none")]) == {["azurerm_postgresql_flexible_server.r", []]}
	findings([postgresql, parameter("log_checkpoints", "on")]) == {["azurerm_postgresql_flexible_server.r", []]}
}

test_satisfied if {
	every resources in [
		[sql, auditing({})],
		[sql, auditing({"enabled": true, "retention_in_days": 90})],
		[sql, auditing({"retention_in_days": 0})],
		[sql, resource("azurerm_mssql_server_extended_auditing_policy", {"server_id": "/subscriptions/1/servers/records"})],
		[postgresql, parameter("pgaudit.log", "WRITE"), parameter("log_checkpoints", "on")],
	] {
		findings(resources) == set()
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_parameter if {
	subject := object.union(unit([sql, auditing({"retention_in_days": 30})]), {"parameters": {"days": 30}})
	count(policy.deny) == 0 with input as subject
}

test_unknown_is_undetermined if {
	every case in [
		[[sql, unsure(auditing({}), ["enabled"])], ["enabled"]],
		[[sql, unsure(auditing({}), ["retention_in_days"])], ["retention_in_days"]],
		[[postgresql, unsure(parameter("pgaudit.log", "x"), ["value"])], ["value"]],
		[[postgresql, unsure(parameter("x", "write"), ["name"])], ["name"]],
	] {
		findings(case[0]) == set()
		found := policy.undetermined with input as unit(case[0])
		{doubt.path | some doubt in found} == {case[1]}
	}
}

test_policy_of_unknown_server_and_incomplete_unit_are_undetermined if {
	stray := object.union(unsure(auditing({}), ["server_id"]), {"references": []})
	every subject in [unit([sql, stray]), {"complete": false, "resources": [sql]}, {"complete": false, "resources": [postgresql]}] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 1 with input as subject
	}
}

package bartizan.terraform.database_entra_test

import data.bartizan.terraform.database_entra as policy

resource(kind, values) := {"kind": kind, "name": "r", "values": values, "unknown": []}

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

sql(values) := resource("azurerm_mssql_server", object.union({"name": "records"}, values))

postgresql(values) := resource("azurerm_postgresql_flexible_server", object.union({"name": "records"}, values))

test_violated_sql if {
	some finding in policy.deny with input as sql({})
	finding.path == ["azuread_administrator"]
	finding.message == `database server "records" has no administrator in Entra ID`
	some other in policy.deny with input as sql({"azuread_administrator": [{"azuread_authentication_only": "false"}]})
	other.path == ["azuread_administrator", 0, "azuread_authentication_only"]
	other.message == `database server "records" takes passwords beside the login of Entra ID`
	paths(sql({"azuread_administrator": [{"object_id": "o"}]})) == {other.path}
}

test_violated_postgresql if {
	every values in [{}, {"authentication": [{"password_auth_enabled": true}]}, {"authentication": [{"active_directory_auth_enabled": false}]}] {
		paths(postgresql(values)) == {["authentication", 0, "active_directory_auth_enabled"]}
	}
}

test_satisfied if {
	every subject in [
		sql({"azuread_administrator": [{"azuread_authentication_only": true}]}),
		sql({"azuread_administrator": [{"azuread_authentication_only": "true"}]}),
		postgresql({"authentication": [{"active_directory_auth_enabled": true}]}),
	] {
		paths(subject) == set()
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [
		[sql({}), ["azuread_administrator"]],
		[sql({}), ["azuread_administrator", 0, "azuread_authentication_only"]],
		[postgresql({}), ["authentication"]],
		[postgresql({}), ["authentication", 0, "active_directory_auth_enabled"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}

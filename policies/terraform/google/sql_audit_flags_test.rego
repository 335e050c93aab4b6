package bartizan.terraform.sql_audit_flags_test

import data.bartizan.terraform.sql_audit_flags as policy

instance(values, flags) := {
	"kind": "google_sql_database_instance",
	"name": "d",
	"values": object.union(
		{"database_version": "POSTGRES_16", "settings": [{"database_flags": [{"name": name, "value": value} | some name, value in flags]}]},
		values,
	),
	"unknown": [],
}

place := ["settings", 0, "database_flags"]

good := {"cloudsql.enable_pgaudit": "on", "log_connections": "on", "log_disconnections": "on"}

test_violated_without_flags if {
	some finding in policy.deny with input as instance({}, {"log_connections": "on"})
	finding.path == place
	finding.message == `database instance "d" lacks the flags cloudsql.enable_pgaudit, log_disconnections`
	finding.fix == [{"op": "append", "path": place, "value": {"name": name, "value": "on"}, "safety": "unsafe"} | some name in ["cloudsql.enable_pgaudit", "log_disconnections"]]
	count(policy.deny) == 1 with input as instance({}, {})
}

test_violated_by_value if {
	some finding in policy.deny with input as instance({}, object.union(good, {"log_disconnections": "off"}))
	finding.path == array.concat(place, [2, "value"])
	finding.message == `database instance "d" has the flag log_disconnections off`
	finding.fix[0].value == "on"
}

test_satisfied if {
	every subject in [
		instance({}, good),
		instance({}, object.union(good, {"log_connections": "all"})),
		instance({"database_version": "MYSQL_8_0"}, {}),
		instance({"master_instance_name": "m"}, {}),
		{"kind": "google_sql_database_instance", "values": {"database_version": "POSTGRES_16", "clone": [{"source_instance_name": "s"}]}},
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_flags_are_a_parameter if {
	count(policy.deny) == 0 with input as object.union(instance({}, {}), {"parameters": {"flags": []}})
	some finding in policy.deny with input as object.union(instance({}, good), {"parameters": {"flags": ["log_lock_waits"]}})
	finding.message == `database instance "d" lacks the flags log_lock_waits`
}

test_unknown_is_undetermined if {
	every path in [["settings"], place, array.concat(place, [0, "value"]), array.concat(place, [0, "name"]), ["database_version"]] {
		unsure := {
			"kind": "google_sql_database_instance",
			"values": object.remove({"database_version": "POSTGRES_16"}, path),
			"unknown": [{"path": path, "reason": "known after apply"}],
		}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

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
	found := policy.deny with input as instance({}, {})
	{finding.key | some finding in found} == object.keys(good)
	some finding in found
	finding.key == "log_connections"
	finding.path == place
	finding.message == `database instance "d" has the flag log_connections off`
	finding.fix == [{"op": "append", "path": place, "value": {"name": "log_connections", "value": "on"}, "safety": "unsafe"}]
}

test_violated_by_value if {
	some finding in policy.deny with input as instance({}, object.union(good, {"log_disconnections": "off"}))
	finding.path == array.concat(place, [2, "value"])
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
	finding.key == "log_lock_waits"
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

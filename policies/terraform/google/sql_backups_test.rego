package bartizan.terraform.sql_backups_test

import data.bartizan.terraform.sql_backups as policy

instance(values, backups) := {
	"kind": "google_sql_database_instance",
	"name": "d",
	"values": object.union({"database_version": "POSTGRES_16", "settings": [{"backup_configuration": backups}]}, values),
	"unknown": [],
}

at(name) := ["settings", 0, "backup_configuration", 0, name]

test_violated_without_backups if {
	every backups in [[], [{"enabled": false}], [{"point_in_time_recovery_enabled": true}]] {
		some finding in policy.deny with input as instance({}, backups)
		finding.path == at("enabled")
		finding.message == `database instance "d" has no backups`
		finding.fix[0].value == true
	}
}

test_violated_without_recovery if {
	policy.deny == {{
		"path": at("point_in_time_recovery_enabled"),
		"message": `database instance "d" cannot be restored to a point in time`,
		"fix": [{"op": "set", "path": at("point_in_time_recovery_enabled"), "value": true, "safety": "unsafe"}],
	}} with input as instance({}, [{"enabled": "true"}])
	some finding in policy.deny with input as instance({"database_version": "MYSQL_8_0"}, [{"enabled": true, "binary_log_enabled": false}])
	finding.path == at("binary_log_enabled")
}

test_satisfied if {
	every subject in [
		instance({}, [{"enabled": true, "point_in_time_recovery_enabled": true}]),
		instance({"database_version": "MYSQL_8_0"}, [{"enabled": true, "binary_log_enabled": "true"}]),
		instance({"master_instance_name": "m"}, []),
		instance({"instance_type": "READ_REPLICA_INSTANCE"}, []),
		{"kind": "google_sql_database_instance", "values": {"clone": [{"source_instance_name": "s"}]}},
		object.union(instance({}, []), {"unknown": [{"path": ["master_instance_name"], "reason": "known after apply"}]}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every path in [["settings"], ["settings", 0, "backup_configuration"], at("enabled")] {
		unsure := object.union(instance({}, []), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
	every name in ["point_in_time_recovery_enabled", "binary_log_enabled"] {
		unsure := object.union(instance({}, [{"enabled": true}]), {"unknown": [{"path": at(name), "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": at(name), "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_log_does_not_matter_beside_the_other if {
	sure := object.union(instance({}, [{"enabled": true, "point_in_time_recovery_enabled": true}]), {"unknown": [{"path": at("binary_log_enabled"), "reason": "later"}]})
	count(policy.undetermined) == 0 with input as sure
}

package bartizan.kubernetes.no_restore_exercise_test

import data.bartizan.kubernetes.no_restore_exercise as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

resource(kind, values) := {"kind": kind, "name": "x", "address": kind, "values": values}

fleet(resources) := {"complete": true, "resources": resources}

backups := resource("Schedule", {"spec": {}})

job(name, spec) := object.union(resource("CronJob", {"metadata": {"name": name}, "spec": spec}), {"name": name})

test_violated if {
	policy.deny == {{"message": "backups are taken, but no restore is tried on schedule", "path": []}} with input as fleet([backups])
	every other in [
		job("backup", {"jobTemplate": {}}),
		job("restore", {"suspend": true}),
		resource("Restore", {"metadata": {"labels": {"team": "data"}}}),
		resource("Cluster", {}),
	] {
		count(policy.deny) == 1 with input as fleet([backups, other])
	}
	count(policy.deny) == 1 with input as fleet([resource("ScheduledBackup", {})])
}

test_satisfied if {
	every evidence in [
		job("restore-test", {}),
		job("night", {"jobTemplate": {"spec": {"template": {"spec": {"containers": [{"args": ["velero", "restore", "create"]}]}}}}}),
		object.union(job("check", {}), {"values": {"metadata": {"labels": {"security/restore-test": "true"}}}}),
		resource("CronWorkflow", {"spec": {"workflowSpec": {"templates": [{"resource": {"manifest": "bootstrap: {recovery: {}}"}}]}}}),
		resource("aws_backup_restore_testing_plan", {}),
	] {
		count(policy.deny) == 0 with input as fleet([backups, evidence])
		count(policy.undetermined) == 0 with input as {"complete": false, "resources": [backups, evidence]}
	}
	count(policy.deny) == 0 with input as fleet([job("backup", {})])
}

test_parameter if {
	marked := resource("Restore", {"metadata": {"labels": {"drill": "yes"}}})
	count(policy.deny) == 0 with input as object.union(fleet([backups, marked]), {"parameters": {"label": "drill"}})
}

test_incomplete_fleet_is_undetermined if {
	part := {"complete": false, "resources": [backups]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

test_unknown_is_undetermined if {
	hidden := fleet([backups, unknown(job("night", {}), ["spec", "jobTemplate"])])
	count(policy.deny) == 0 with input as hidden
	count(policy.undetermined) == 1 with input as hidden
}

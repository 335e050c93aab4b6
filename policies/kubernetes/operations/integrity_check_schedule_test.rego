package bartizan.kubernetes.integrity_check_schedule_test

import data.bartizan.kubernetes.integrity_check_schedule as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

job(spec, command) := {"kind": "CronJob", "name": "files", "values": {
	"metadata": {"name": "files"},
	"spec": object.union(
		{"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": {"spec": {"containers": [{"image": "alpine:3", "command": command}]}}}}},
		spec,
	),
}}

aide(spec) := job(spec, ["/usr/sbin/aide", "--check"])

file_integrity(seconds) := {"kind": "FileIntegrity", "name": "nodes", "values": {"spec": {"config": {"gracePeriod": seconds}}}}

test_violated_by_suspended_job if {
	policy.deny == {{
		"message": `CronJob "files" checks files but is suspended`,
		"path": ["spec", "suspend"],
		"fix": [{"op": "set", "path": ["spec", "suspend"], "value": false, "safety": "unsafe"}],
	}} with input as aide({"suspend": true})
}

test_violated_by_rare_job if {
	some finding in policy.deny with input as aide({"schedule": "0 3 * * 0"})
	finding.path == ["spec", "schedule"]
	finding.message == `CronJob "files" checks files less than daily: schedule is "0 3 * * 0"`
}

test_violated_by_long_period if {
	some finding in policy.deny with input as file_integrity(86401)
	finding.path == ["spec", "config", "gracePeriod"]
	finding.message == `FileIntegrity "nodes" waits 86401 seconds between checks`
}

test_satisfied if {
	every resource in [aide({}), job({"suspend": true}, ["backup"]), file_integrity(86400), {"kind": "FileIntegrity", "name": "n", "values": {}}] {
		count(policy.deny) == 0 with input as resource
		count(policy.undetermined) == 0 with input as resource
	}
}

test_parameters if {
	count(policy.deny) == 1 with input as object.union(file_integrity(901), {"parameters": {"seconds": 900}})
	count(policy.deny) == 0 with input as object.union(file_integrity(900), {"parameters": {"seconds": 900}})
	count(policy.deny) == 1 with input as object.union(job({"suspend": true}, ["compare"]), {"parameters": {"tools": ["compare"]}})
}

test_unknown_is_undetermined if {
	every path in [["spec", "suspend"], ["spec", "schedule"]] {
		resource := unknown(aide({"schedule": ""}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
	hidden := unknown({"kind": "FileIntegrity", "name": "n", "values": {}}, ["spec", "config"])
	count(policy.deny) == 0 with input as hidden
	policy.undetermined == {{"path": ["spec", "config"], "reason": "known after apply"}} with input as hidden
}

package bartizan.kubernetes.host_namespaces_test

import data.bartizan.kubernetes.host_namespaces as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

cron_job(pod) := {"kind": "CronJob", "name": "report", "values": {"spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	findings := {finding.path: finding.message | some finding in policy.deny} with input as deployment({"hostPID": true, "hostNetwork": true, "hostIPC": false})
	findings == {
		["spec", "template", "spec", "hostPID"]: `Deployment "web" shares the processes of the node: hostPID is true`,
		["spec", "template", "spec", "hostNetwork"]: `Deployment "web" shares the network of the node: hostNetwork is true`,
	}
}

test_violated_in_cron_job if {
	some finding in policy.deny with input as cron_job({"hostIPC": true})
	finding.path == ["spec", "jobTemplate", "spec", "template", "spec", "hostIPC"]
	finding.fix[0].value == false
}

test_satisfied if {
	count(policy.deny) == 0 with input as deployment({"hostPID": false})
}

test_windows_has_no_host_processes_to_share if {
	{finding.path[3] | some finding in policy.deny} == {"hostNetwork"} with input as deployment({
		"os": {"name": "windows"},
		"hostPID": true,
		"hostNetwork": true,
	})
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web"}]})
}

test_unknown_is_undetermined if {
	every path in [["spec", "template", "spec", "hostPID"], ["spec", "template"]] {
		resource := unknown(deployment({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

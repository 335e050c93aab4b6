package bartizan.kubernetes.privileged_container_test

import data.bartizan.kubernetes.privileged_container as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

pod(spec) := {"kind": "Pod", "name": "web", "values": {"spec": spec}}

cron_job(pod) := {"kind": "CronJob", "name": "report", "values": {"spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

test_violated if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "web", "securityContext": {"privileged": true}}]})
	finding.path == array.concat(containers, [0, "securityContext", "privileged"])
	finding.message == `container "web" runs privileged`
	finding.fix[0].value == false
}

test_violated_in_every_list_of_containers if {
	privileged := {"name": "c", "securityContext": {"privileged": true}}
	messages := {finding.message | some finding in policy.deny} with input as pod({
		"containers": [{"name": "web"}],
		"initContainers": [privileged],
		"ephemeralContainers": [privileged],
	})
	messages == {`init container "c" runs privileged`, `ephemeral container "c" runs privileged`}
}

test_violated_in_cron_job if {
	some finding in policy.deny with input as cron_job({"containers": [{"name": "job", "securityContext": {"privileged": true}}]})
	finding.path == ["spec", "jobTemplate", "spec", "template", "spec", "containers", 0, "securityContext", "privileged"]
}

test_violated_by_host_process if {
	windows := {"windowsOptions": {"hostProcess": true}}
	own := deployment({"containers": [{"name": "a", "securityContext": windows}, {"name": "b"}]})
	{[finding.path, finding.message] | some finding in policy.deny} == {[
		array.concat(containers, [0, "securityContext", "windowsOptions", "hostProcess"]),
		`container "a" runs as a process of the Windows node: hostProcess is true`,
	]} with input as own
	shared := deployment({"securityContext": windows, "containers": [{"name": "a"}, {"name": "b"}]})
	{[finding.path, finding.key] | some finding in policy.deny} == {
		[["spec", "template", "spec", "securityContext", "windowsOptions", "hostProcess"], "a"],
		[["spec", "template", "spec", "securityContext", "windowsOptions", "hostProcess"], "b"],
	} with input as shared
}

test_container_overrides_host_process_of_the_pod if {
	resource := deployment({
		"securityContext": {"windowsOptions": {"hostProcess": true}},
		"containers": [{"name": "a", "securityContext": {"windowsOptions": {"hostProcess": false}}}],
	})
	count(policy.deny) == 0 with input as resource
}

test_unknown_host_process_is_undetermined if {
	tail := ["securityContext", "windowsOptions", "hostProcess"]
	every path in [array.concat(containers, array.concat([0], tail)), array.concat(["spec", "template", "spec"], tail)] {
		resource := unknown(deployment({"containers": [{"name": "a"}]}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

test_container_without_name_is_named_by_its_place if {
	some finding in policy.deny with input as deployment({"containers": [{"securityContext": {"privileged": true}}]})
	finding.message == `container "containers[0]" runs privileged`
}

test_satisfied if {
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web", "securityContext": {"privileged": false}}]})
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web"}]})
	count(policy.undetermined) == 0 with input as deployment({"containers": [{"name": "web"}]})
}

test_empty_manifest if {
	count(policy.deny) == 0 with input as {"kind": "Deployment", "name": "web", "values": {"spec": null}}
}

test_unknown_is_undetermined if {
	every path in [
		array.concat(containers, [0, "securityContext", "privileged"]),
		array.concat(containers, [0, "securityContext"]),
		array.concat(containers, [0]),
		containers,
		["spec"],
	] {
		resource := unknown(deployment({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

test_unrelated_unknown_is_ignored if {
	resource := unknown(deployment({"containers": [{"name": "web"}]}), array.concat(containers, [0, "image"]))
	count(policy.undetermined) == 0 with input as resource
}

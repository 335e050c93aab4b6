package bartizan.kubernetes.run_as_root_test

import data.bartizan.kubernetes.run_as_root as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "securityContext", "runAsNonRoot"])

pod_context := ["spec", "template", "spec", "securityContext"]

test_violated_when_absent if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "web"}]})
	finding.path == path
	finding.message == `container "web" may run as root: neither runAsNonRoot nor runAsUser is set`
	finding.fix == [{"op": "set", "path": path, "value": true, "safety": "unsafe"}]
}

test_violated_by_container_over_pod if {
	some finding in policy.deny with input as deployment({
		"securityContext": {"runAsNonRoot": true},
		"containers": [{"name": "web", "securityContext": {"runAsNonRoot": false}}],
	})
	finding.path == path
}

test_violated_by_user_id_of_the_pod if {
	some finding in policy.deny with input as deployment({"securityContext": {"runAsUser": 0}, "containers": [{"name": "web"}]})
	finding.path == array.concat(pod_context, ["runAsUser"])
	finding.key == "web"
	finding.message == `container "web" runs as root: runAsUser is 0`
}

test_violated_by_user_id_as_terraform_keeps_it if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "web", "securityContext": {"runAsUser": "0"}}]})
	finding.path == array.concat(containers, [0, "securityContext", "runAsUser"])
}

test_satisfied if {
	every context in [{"runAsNonRoot": true}, {"runAsUser": 1000}, {"runAsUser": "1000"}] {
		count(policy.deny) == 0 with input as deployment({"securityContext": context, "containers": [{"name": "web"}]})
		count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web", "securityContext": context}]})
	}
}

test_windows_has_no_root if {
	count(policy.deny) == 0 with input as deployment({"os": {"name": "windows"}, "containers": [{"name": "web"}]})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, array.concat(pod_context, ["runAsUser"]), pod_context, containers] {
		resource := unknown(deployment({"containers": [{"name": "web"}]}), unknown_path)
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_is_no_violation if {
	resource := unknown(deployment({"containers": [{"name": "web"}]}), array.concat(pod_context, ["runAsNonRoot"]))
	count(policy.deny) == 0 with input as resource
}

test_unknown_that_cannot_matter if {
	resource := unknown(
		deployment({"containers": [{"name": "web", "securityContext": {"runAsNonRoot": true}}]}),
		array.concat(pod_context, ["runAsUser"]),
	)
	count(policy.undetermined) == 0 with input as resource
}

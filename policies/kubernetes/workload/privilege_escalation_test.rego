package bartizan.kubernetes.privilege_escalation_test

import data.bartizan.kubernetes.privilege_escalation as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "securityContext", "allowPrivilegeEscalation"])

test_violated if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "web", "securityContext": {"allowPrivilegeEscalation": true}}]})
	finding.path == path
	finding.message == `container "web" may gain more privileges than it starts with`
}

test_violated_when_absent if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "web"}]})
	finding.path == path
	finding.fix == [{"op": "set", "path": path, "value": false, "safety": "unsafe"}]
}

test_no_fix_that_the_api_server_refuses if {
	every context in [{"privileged": true}, {"capabilities": {"add": ["SYS_ADMIN"]}}] {
		some finding in policy.deny with input as deployment({"containers": [{"name": "web", "securityContext": context}]})
		not "fix" in object.keys(finding)
	}
}

test_satisfied if {
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web", "securityContext": {"allowPrivilegeEscalation": false}}]})
}

test_windows_has_no_such_setting if {
	count(policy.deny) == 0 with input as deployment({"os": {"name": "windows"}, "containers": [{"name": "web"}]})
	count(policy.deny) == 0 with input as deployment({"nodeSelector": {"kubernetes.io/os": "windows"}, "containers": [{"name": "web"}]})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, array.concat(containers, [0, "securityContext"]), ["spec", "template", "spec", "os", "name"]] {
		resource := unknown(deployment({"containers": [{"name": "web"}]}), unknown_path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}

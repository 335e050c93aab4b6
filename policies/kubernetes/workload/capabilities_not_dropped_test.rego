package bartizan.kubernetes.capabilities_not_dropped_test

import data.bartizan.kubernetes.capabilities_not_dropped as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "securityContext", "capabilities", "drop"])

test_violated if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "web", "securityContext": {"capabilities": {"drop": ["NET_RAW"]}}}]})
	finding.path == path
	finding.message == `container "web" does not drop ALL capabilities`
	finding.fix == [{"op": "append", "path": path, "value": "ALL", "safety": "unsafe"}]
}

test_violated_when_absent if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "web"}]})
	finding.path == path
	finding.fix == [{"op": "set", "path": path, "value": ["ALL"], "safety": "unsafe"}]
}

test_satisfied if {
	every all in ["ALL", "all"] {
		count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web", "securityContext": {"capabilities": {"drop": [all]}}}]})
	}
}

test_windows_has_no_capabilities if {
	count(policy.deny) == 0 with input as deployment({"os": {"name": "windows"}, "containers": [{"name": "web"}]})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, array.concat(path, [0]), array.concat(containers, [0, "securityContext"]), containers] {
		resource := unknown(deployment({"containers": [{"name": "web"}]}), unknown_path)
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_is_no_violation if {
	count(policy.deny) == 0 with input as unknown(deployment({"containers": [{"name": "web"}]}), array.concat(path, [0]))
}

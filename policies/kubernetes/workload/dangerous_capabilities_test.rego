package bartizan.kubernetes.dangerous_capabilities_test

import data.bartizan.kubernetes.dangerous_capabilities as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "securityContext", "capabilities", "add"])

adding(capabilities) := deployment({"containers": [{"name": "web", "securityContext": {"capabilities": {"add": capabilities}}}]})

test_violated if {
	some finding in policy.deny with input as adding(["NET_BIND_SERVICE", "SYS_ADMIN"])
	finding.path == array.concat(path, [1])
	finding.key == "SYS_ADMIN"
	finding.message == `container "web" adds capability "SYS_ADMIN", which gives control of the node`
}

test_violated_by_lesser_capability if {
	some finding in policy.deny with input as adding(["CAP_CHOWN"])
	finding.key == "CHOWN"
	finding.message == `container "web" adds capability "CAP_CHOWN"`
}

test_satisfied if {
	count(policy.deny) == 0 with input as adding(["NET_BIND_SERVICE"])
	count(policy.deny) == 0 with input as with_parameters(adding(["CHOWN"]), {"allowed_capabilities": ["CHOWN"]})
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web"}]})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, array.concat(path, [0]), array.concat(containers, [0]), ["spec", "template"]] {
		resource := unknown(deployment({}), unknown_path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}

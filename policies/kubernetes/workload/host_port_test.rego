package bartizan.kubernetes.host_port_test

import data.bartizan.kubernetes.host_port as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "ports", 0, "hostPort"])

binding(port) := deployment({"containers": [{"name": "web", "ports": [object.union({"containerPort": 8080}, port)]}]})

test_violated if {
	policy.deny == {{
		"message": `container "web" binds port 9100 of the node`,
		"path": path,
		"fix": [{"op": "remove", "path": path, "safety": "unsafe"}],
	}} with input as binding({"hostPort": 9100})
}

test_violated_by_init_container if {
	some finding in policy.deny with input as deployment({"initContainers": [{"name": "proxy", "ports": [{"hostPort": 80}]}]})
	finding.message == `init container "proxy" binds port 80 of the node`
}

test_satisfied if {
	count(policy.deny) == 0 with input as binding({})
	count(policy.deny) == 0 with input as binding({"hostPort": 0})
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web"}]})
}

test_satisfied_by_fix if {
	count(policy.deny) == 0 with input as object.union(
		binding({"hostPort": 9100}),
		{"values": json.patch(binding({"hostPort": 9100}).values, [{"op": "remove", "path": path}])},
	)
}

test_host_network_is_judged_elsewhere if {
	count(policy.deny) == 0 with input as object.union(binding({"hostPort": 9100}), deployment({"hostNetwork": true}))
}

test_allowed_by_parameter if {
	count(policy.deny) == 0 with input as with_parameters(binding({"hostPort": 9100}), {"allowed_ports": [9100]})
	count(policy.deny) == 1 with input as with_parameters(binding({"hostPort": 9101}), {"allowed_ports": [9100]})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, array.concat(containers, [0, "ports"]), containers, ["spec"]] {
		resource := unknown(binding({}), unknown_path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_host_network_is_undetermined if {
	network := ["spec", "template", "spec", "hostNetwork"]
	count(policy.deny) == 0 with input as unknown(binding({"hostPort": 9100}), network)
	policy.undetermined == {{"path": network, "reason": "known after apply"}} with input as unknown(binding({"hostPort": 9100}), network)
	count(policy.undetermined) == 0 with input as unknown(binding({}), network)
}

test_unknown_container_port_is_ignored if {
	count(policy.undetermined) == 0 with input as unknown(binding({}), array.concat(containers, [0, "ports", 0, "containerPort"]))
}

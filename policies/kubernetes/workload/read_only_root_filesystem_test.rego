package bartizan.kubernetes.read_only_root_filesystem_test

import data.bartizan.kubernetes.read_only_root_filesystem as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "securityContext", "readOnlyRootFilesystem"])

test_violated if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "web", "securityContext": {"readOnlyRootFilesystem": false}}]})
	finding.path == path
	finding.message == `container "web" can write to its root filesystem`
}

test_violated_when_absent if {
	some finding in policy.deny with input as deployment({"containers": [{"name": "web", "image": "nginx"}]})
	finding.path == path
	finding.fix == [{"op": "set", "path": path, "value": true, "safety": "unsafe"}]
}

test_satisfied if {
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web", "securityContext": {"readOnlyRootFilesystem": true}}]})
}

test_exempt_image if {
	resource := with_parameters(
		deployment({"containers": [{"name": "web", "image": "legacy/app:1"}, {"name": "log", "image": "fluent/bit:1"}]}),
		{"exempt_images": ["legacy/"]},
	)
	{finding.path[4] | some finding in policy.deny} == {1} with input as resource
}

test_windows_has_no_such_setting if {
	count(policy.deny) == 0 with input as deployment({"os": {"name": "windows"}, "containers": [{"name": "web"}]})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, array.concat(containers, [0, "securityContext"]), containers] {
		resource := unknown(deployment({"containers": [{"name": "web", "image": "nginx"}]}), unknown_path)
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_is_no_violation if {
	count(policy.deny) == 0 with input as unknown(deployment({"containers": [{"name": "web"}]}), path)
}

test_unknown_image_may_be_exempt if {
	resource := with_parameters(
		unknown(deployment({"containers": [{"name": "web"}]}), array.concat(containers, [0, "image"])),
		{"exempt_images": ["legacy/"]},
	)
	count(policy.deny) == 0 with input as resource
	count(policy.undetermined) == 1 with input as resource
}

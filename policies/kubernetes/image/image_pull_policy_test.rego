package bartizan.kubernetes.image_pull_policy_test

import data.bartizan.kubernetes.image_pull_policy as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "imagePullPolicy"])

running(container) := deployment({"containers": [object.union({"name": "web"}, container)]})

test_violated_by_default if {
	policy.deny == {{
		"message": `container "web" may run a stale copy of image "nginx:1.27": imagePullPolicy is IfNotPresent by default`,
		"path": path,
		"fix": [{"op": "set", "path": path, "value": "Always", "safety": "unsafe"}],
	}} with input as running({"image": "nginx:1.27"})
}

test_violated_when_written if {
	every container in [
		{"image": "nginx:latest", "imagePullPolicy": "IfNotPresent"},
		{"image": "nginx:1.27", "imagePullPolicy": "Never"},
	] {
		some finding in policy.deny with input as running(container)
		endswith(finding.message, sprintf(": imagePullPolicy is %s", [container.imagePullPolicy]))
	}
}

test_satisfied if {
	every container in [
		{"image": "nginx:1.27", "imagePullPolicy": "Always"},
		{"image": "nginx:1.27@sha256:0123"},
		{"image": "nginx@sha256:0123", "imagePullPolicy": "IfNotPresent"},
		{"image": "auto"},
	] {
		count(policy.deny) == 0 with input as running(container)
	}
}

test_satisfied_by_default_of_moving_tags if {
	every reference in ["nginx", "nginx:latest", "registry.example.org:5000/nginx"] {
		count(policy.deny) == 0 with input as running({"image": reference})
	}
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as running({})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, array.concat(containers, [0, "image"]), containers] {
		resource := unknown(running({"image": "nginx:1.27"}), unknown_path)
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
	count(policy.deny) == 0 with input as unknown(running({"image": "nginx:1.27"}), path)
}

package bartizan.kubernetes.mutable_image_tag_test

import data.bartizan.kubernetes.mutable_image_tag as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "image"])

running(reference) := deployment({"containers": [{"name": "web", "image": reference}]})

test_violated_by_moving_tag if {
	some finding in policy.deny with input as running("nginx:latest")
	finding.path == path
	finding.message == `container "web" takes image "nginx:latest", which names no version: tag "latest" moves`
}

test_violated_without_tag if {
	some finding in policy.deny with input as running("registry.example.org:5000/web/nginx")
	finding.message == `container "web" takes image "registry.example.org:5000/web/nginx", which names no version: it has no tag`
}

test_satisfied if {
	every reference in ["nginx:1.27", "registry.example.org:5000/web/nginx:1.27", "nginx@sha256:0123", "nginx:latest@sha256:0123", "auto"] {
		count(policy.deny) == 0 with input as running(reference)
	}
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web"}]})
}

test_other_tags_by_parameter if {
	count(policy.deny) == 1 with input as with_parameters(running("nginx:edge"), {"mutable_tags": ["edge"]})
	count(policy.deny) == 0 with input as with_parameters(running("nginx:main"), {"mutable_tags": ["edge"]})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, containers, ["spec"]] {
		resource := unknown(deployment({"containers": [{"name": "web"}]}), unknown_path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}

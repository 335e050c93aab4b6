package bartizan.kubernetes.image_without_digest_test

import data.bartizan.kubernetes.image_without_digest as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "image"])

running(reference) := deployment({"containers": [{"name": "web", "image": reference}]})

test_violated if {
	some finding in policy.deny with input as running("nginx:1.27")
	finding.path == path
	finding.message == `container "web" takes image "nginx:1.27" without a digest`
}

test_satisfied if {
	every reference in ["nginx:1.27@sha256:0123", "nginx@sha512:0123", "auto"] {
		count(policy.deny) == 0 with input as running(reference)
	}
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as deployment({"containers": [{"name": "web"}]})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, containers, ["spec"]] {
		resource := unknown(deployment({"containers": [{"name": "web"}]}), unknown_path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
}

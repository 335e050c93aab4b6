package bartizan.kubernetes.image_registry_test

import data.bartizan.kubernetes.image_registry as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

containers := ["spec", "template", "spec", "containers"]

path := array.concat(containers, [0, "image"])

running(reference, approved) := object.union(
	deployment({"containers": [{"name": "web", "image": reference}]}),
	{"parameters": {"approved_registries": approved}},
)

test_violated if {
	policy.deny == {{
		"message": `container "web" takes image "quay.io/org/web:1.2" from quay.io, which is not approved`,
		"path": path,
		"key": "quay.io",
	}} with input as running("quay.io/org/web:1.2", ["registry.example.org"])
}

test_violated_by_docker_hub if {
	some finding in policy.deny with input as running("nginx:1.27", ["registry.example.org"])
	finding.message == `container "web" takes image "nginx:1.27" from docker.io, which is not approved`
}

test_violated_by_other_path_or_longer_name if {
	every reference in ["ghcr.io/others/web:1", "ghcr.io/our-org-evil/web:1", "ghcr.io.example.org/our-org/web:1"] {
		count(policy.deny) == 1 with input as running(reference, ["ghcr.io/our-org"])
	}
}

test_satisfied if {
	every reference, entry in {
		"registry.example.org/web:1": "registry.example.org",
		"registry.example.org:5000/web:1": "registry.example.org:5000",
		"ghcr.io/our-org/web@sha256:0123": "ghcr.io/our-org/",
		"123456789012.dkr.ecr.ap-south-1.amazonaws.com/web:1": "*.dkr.ecr.*.amazonaws.com",
		"nginx:1.27": "docker.io/library",
		"auto": "registry.example.org",
	} {
		count(policy.deny) == 0 with input as running(reference, [entry])
	}
}

test_satisfied_without_list_or_image if {
	count(policy.deny) == 0 with input as running("nginx:1.27", [])
	count(policy.deny) == 0 with input as object.union(deployment({"containers": [{"name": "web"}]}), {"parameters": {"approved_registries": ["a.io"]}})
}

test_unknown_is_undetermined if {
	every unknown_path in [path, containers, ["spec"]] {
		resource := unknown(running("", ["a.io"]), unknown_path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": unknown_path, "reason": "known after apply"}} with input as resource
	}
	count(policy.undetermined) == 0 with input as unknown(running("", []), path)
}

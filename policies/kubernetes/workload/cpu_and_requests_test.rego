package bartizan.kubernetes.cpu_and_requests_test

import data.bartizan.kubernetes.cpu_and_requests as policy

deployment(resources) := {
	"kind": "Deployment",
	"name": "web",
	"namespace": "prod",
	"address": "Deployment/prod/web",
	"values": {"spec": {"template": {"spec": {"containers": [{"name": "web", "resources": resources}]}}}},
}

limit_range(namespace, limit) := {
	"kind": "LimitRange",
	"name": "limits",
	"namespace": namespace,
	"address": "LimitRange/limits",
	"values": {"spec": {"limits": [object.union({"type": "Container"}, limit)]}},
}

unit(resources) := {"complete": false, "resources": resources}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

path := ["spec", "template", "spec", "containers", 0, "resources"]

messages := {finding.message | some finding in policy.deny}

test_violated if {
	policy.deny == {{
		"message": `container "web" has no CPU limit, CPU request, memory request`,
		"resource": "Deployment/prod/web",
		"path": path,
	}} with input as unit([deployment({})])
}

test_violated_by_one if {
	messages == {`container "web" has no CPU limit`} with input as unit([deployment({"requests": {"cpu": "1", "memory": "1Gi"}})])
	messages == {`container "web" has no memory request`} with input as unit([deployment({"limits": {"cpu": "1"}})])
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([deployment({"limits": {"cpu": "1", "memory": "1Gi"}})])
	count(policy.deny) == 0 with input as unit([deployment({"limits": {"cpu": "1"}, "requests": {"cpu": "1", "memory": "1Gi"}})])
}

test_satisfied_by_limit_range if {
	count(policy.deny) == 0 with input as unit([deployment({}), limit_range("prod", {"default": {"cpu": "1", "memory": "1Gi"}})])
	messages == {`container "web" has no CPU limit`} with input as unit([deployment({}), limit_range("prod", {"defaultRequest": {"cpu": "1", "memory": "1Gi"}})])
}

test_other_settings_by_parameter if {
	resources := object.union(unit([deployment({"requests": {"cpu": "1", "memory": "1Gi"}})]), {"parameters": {"required": ["requests.cpu"]}})
	count(policy.deny) == 0 with input as resources
}

test_limit_range_in_doubt_is_undetermined if {
	resources := unit([deployment({}), limit_range(null, {"default": {"cpu": "1", "memory": "1Gi"}})])
	count(policy.deny) == 0 with input as resources
	count(policy.undetermined) == 1 with input as resources
}

test_unknown_is_undetermined if {
	every unknown_path in [path, ["spec", "template", "spec", "containers"]] {
		resources := unit([unknown(deployment({}), unknown_path)])
		count(policy.deny) == 0 with input as resources
		policy.undetermined == {{"resource": "Deployment/prod/web", "path": unknown_path, "reason": "known after apply"}} with input as resources
	}
}

test_unknown_limit_may_be_the_request if {
	resources := unit([unknown(deployment({"limits": {"cpu": "1"}}), array.concat(path, ["limits", "memory"]))])
	count(policy.deny) == 0 with input as resources
	count(policy.undetermined) == 1 with input as resources
}

test_unknown_resources_of_the_pod_are_undetermined if {
	resources := unit([unknown(deployment({}), ["spec", "template", "spec", "resources"])])
	count(policy.deny) == 0 with input as resources
	count(policy.undetermined) == 1 with input as resources
}

test_one_unknown_leaves_the_others if {
	resources := unit([unknown(deployment({}), array.concat(path, ["requests", "memory"]))])
	messages == {`container "web" has no CPU limit, CPU request`} with input as resources
	count(policy.undetermined) == 1 with input as resources
}
